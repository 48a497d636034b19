"""What those who were asked about the quality of meetings answered, in counts, and only where they were enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import words_key


@dataclass(frozen=True)
class SurveyPolicy:
    """From how many answers on results may be told apart: fewer would let somebody guess who said what."""

    version: str
    least_answers: int


@dataclass(frozen=True)
class Choice:
    """A choice that a question offered, and how many made it."""

    TOPIC: ClassVar[str] = "ratings.Choice"
    name: str
    answers: int


@dataclass(frozen=True)
class Question:
    """A question and its choices; who left it out is in none of them."""

    TOPIC: ClassVar[str] = "ratings.Question"
    name: str
    choices: list[Choice]

    @property
    def answers(self) -> int:
        return sum(choice.answers for choice in self.choices)


@dataclass(frozen=True)
class SurveyResult:
    """Who was asked about which unit, when, and what came back. Without questions it says only how many answered."""

    TOPIC: ClassVar[str] = "ratings.SurveyResult"
    issuer_id: UUID
    unit_id: UUID
    name: str
    from_on: date
    until_on: date
    invited: int
    answers: int
    questions: list[Question]

    def check(self, policy: SurveyPolicy, *, today: date) -> None:
        if self.until_on < self.from_on:
            raise Refused("survey_ends_before_it_begins", field="until_on", from_on=self.from_on.isoformat())
        if self.until_on > today:
            raise Refused("survey_not_over", field="until_on", today=today.isoformat())
        if self.answers > self.invited:
            raise Refused("answers_above_invited", field="answers", answers=self.answers, invited=self.invited)
        if len({words_key(question.name) for question in self.questions}) < len(self.questions):
            raise Refused("question_twice", field="questions")
        for question in self.questions:
            self._check_question(question, policy)

    def _check_question(self, question: Question, policy: SurveyPolicy) -> None:
        if len({words_key(choice.name) for choice in question.choices}) < len(question.choices):
            raise Refused("choice_twice", field="questions")
        if question.answers > self.answers:
            raise Refused("choices_above_answers", field="questions", choices=question.answers, answers=self.answers)
        if question.answers < policy.least_answers:
            raise Refused(
                "too_few_answers", field="questions", answers=question.answers, least_answers=policy.least_answers
            )


class Survey(Aggregate):
    """One survey about one unit; withdrawn, it may be recorded again."""

    TOPIC = "ratings.Survey"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.Survey.Opened"
        issuer_id: UUID
        unit_id: UUID
        name: str
        from_on: date

    class Completed(Aggregate.Event):
        TOPIC = "ratings.Survey.Completed"
        result: SurveyResult
        policy_version: str

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.Survey.Withdrawn"
        issuer_id: UUID
        unit_id: UUID
        reason: TextRef

    @event(Opened)
    def __init__(self, issuer_id: UUID, unit_id: UUID, name: str, from_on: date) -> None:
        self.issuer_id, self.unit_id = issuer_id, unit_id
        self.result: SurveyResult | None = None

    @staticmethod
    def create_id(issuer_id: UUID, unit_id: UUID, name: str, from_on: date) -> UUID:
        """The natural key: the same survey of a unit begins once on a day."""
        return uuid5(unit_id, f"survey:{issuer_id}:{from_on.isoformat()}:{words_key(name)}")

    def complete(self, result: SurveyResult, *, policy: SurveyPolicy, today: date) -> None:
        if self.result is not None:
            raise Refused("survey_already_completed", field="name")
        result.check(policy, today=today)
        self._completed(result, policy.version)

    def withdraw(self, reason: TextRef) -> None:
        if self.result is None:
            raise Refused("survey_not_completed", field="survey_id")
        self._withdrawn(self.issuer_id, self.unit_id, reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Completed)
    def _completed(self, result: SurveyResult, policy_version: str) -> None:
        self.result = result

    @event(Withdrawn)
    def _withdrawn(self, issuer_id: UUID, unit_id: UUID, reason: TextRef) -> None:
        self.result = None
