"""What surveys of the quality of meetings came to: counts, and only where enough people answered.

A survey, or a question of one, that fewer than `least_answers` answered enters no number of any line: neither its own
unit's, nor that of a unit above. So whatever two lines are set against each other, of units, quarters or moments, they
differ by whole surveys that enough people answered, and nobody subtracts his way down to a few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from services.reporting.catalogue.analyses import ANSWERED, CHOSEN, SURVEYS_SHOWN
from services.reporting.read_models.analyses.asking import Asking
from services.reporting.read_models.analyses.branches import Names, branches
from services.reporting.read_models.analyses.lines import Line, Period, Ref
from services.reporting.read_models.asked import Asked

SURVEYS = """
SELECT $1::text AS keeper, f.position, f.unit_id, f.day, f.invited, f.answers, c.question, c.choice, c.answers AS chosen
  FROM surveyed f LEFT JOIN known.survey_choice_fact c ON c.survey_id = f.survey_id AND c.position = f.position
 ORDER BY f.position, c.number"""

LONGEST = 140
"""Letters of a key before the unit's code; questions and choices have up to 200 each."""

ALL = ("Trả lời khảo sát", "Answers to surveys")


class Question(NamedTuple):
    """What was asked, and how many made each choice."""

    name: str
    choices: Mapping[str, int]

    @property
    def answers(self) -> int:
        return sum(self.choices.values())


class Survey(NamedTuple):
    """One survey about one unit, which stands under the branch `top`, or under none."""

    ref: Ref
    top: UUID | None
    invited: int
    answers: int
    questions: Sequence[Question] = ()


async def lines(asking: Asking) -> list[Line]:
    """All surveys and then each branch: how many answered, and what they chose, question by question."""
    below = await branches(asking.asked)
    quarters = [(asked.quarter.name, await _surveys(asked, below.top)) for asked in asking.back]
    return surveyed(quarters, below.names, asking.policy.least_answers)


async def _surveys(asked: Asked, top: Mapping[UUID, UUID]) -> list[Survey]:
    of: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
    for row in await asked.evidence(SURVEYS):
        of[row["keeper"], row["position"]].append(row)
    return [_survey(rows, top) for rows in of.values()]


def _survey(rows: Sequence[Any], top: Mapping[UUID, UUID]) -> Survey:
    first, choices = rows[0], defaultdict[str, dict[str, int]](dict)
    for row in rows:
        if row["question"] is not None:
            choices[row["question"]][row["choice"]] = row["chosen"]
    ref = Ref(first["keeper"], "ratings", first["position"], first["unit_id"], first["day"])
    questions = [Question(name, found) for name, found in choices.items()]
    return Survey(ref, top.get(first["unit_id"]), first["invited"], first["answers"], questions)


def surveyed(quarters: Sequence[tuple[str, Sequence[Survey]]], names: Names, least_answers: int) -> list[Line]:
    """The lines of these quarters, the newest first."""
    tops = {survey.top for _, found in quarters for survey in found if survey.top}
    ordered: list[UUID | None] = [None, *sorted(tops & names.keys(), key=lambda one: (names[one], one))]
    return [line for top in ordered for line in _of(quarters, top, names.get(top) if top else None, least_answers)]


def _of(
    quarters: Sequence[tuple[str, Sequence[Survey]]], top: UUID | None, unit: tuple[str, str] | None, least: int
) -> list[Line]:
    own = [(name, [one for one in found if top is None or one.top == top]) for name, found in quarters]
    at = f"@{unit[0]}" if unit else ""
    answers = Line(f"answers{at}", *ALL, [_answered(name, found, least) for name, found in own], unit)
    return [answers, *(_choice(own, *one, at, unit, least) for one in _choices(own, least))]


def _answered(quarter: str, found: Sequence[Survey], least: int) -> Period:
    enough = [one for one in found if one.answers >= least]
    told = SURVEYS_SHOWN.figure(len(enough), len(found))
    refs = [one.ref._replace(numerator=one.answers, denominator=one.invited) for one in enough]
    if not enough:
        return Period(quarter, [told], refs, too_few=True)
    answered, invited = (sum(getattr(one, name) for one in enough) for name in ("answers", "invited"))
    return Period(quarter, [ANSWERED.figure(answered, invited), told], refs)


def _choices(own: Iterable[tuple[str, Sequence[Survey]]], least: int) -> list[tuple[str, str]]:
    """Question and choice, in the order in which they were first told."""
    told = [(one.name, choice) for _, found in own for one in _questions(found, least) for choice in one.choices]
    return list(dict.fromkeys(told))


def _questions(found: Iterable[Survey], least: int) -> list[Question]:
    return [one for survey in found for one in _told(survey, least)]


def _told(survey: Survey, least: int) -> list[Question]:
    """The questions that enough people answered, of a survey that enough people answered."""
    return [one for one in survey.questions if survey.answers >= least and one.answers >= least]


def _choice(
    own: Sequence[tuple[str, Sequence[Survey]]],
    question: str,
    choice: str,
    at: str,
    unit: tuple[str, str] | None,
    least: int,
) -> Line:
    words = f"{question}: {choice}"
    periods = [_chosen(name, found, question, choice, least) for name, found in own]
    return Line(_key(f"choice.{question}.{choice}") + at, words, words, periods, unit)


def _key(words: str) -> str:
    """Short enough for a key with the unit's code, and another one for other words."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 9]}~{sha256(words.encode()).hexdigest()[:8]}"


def _chosen(quarter: str, found: Iterable[Survey], question: str, choice: str, least: int) -> Period:
    refs = [
        survey.ref._replace(numerator=one.choices.get(choice, 0), denominator=one.answers)
        for survey in found
        for one in _told(survey, least)
        if one.name == question
    ]
    chosen, answered = sum(ref.numerator for ref in refs), sum(ref.denominator for ref in refs)
    return Period(quarter, [CHOSEN.figure(chosen, answered)] if refs else [], refs, not refs)
