"""The score that one rater gave one meeting; the other raters' scores are other aggregates and are never merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.rubrics import Adopted
from services.ratings.domain.score import Answered, RatedMeeting, Rater, Score, Vote, judged


class CellRating(Aggregate):
    """One rater's rating of one meeting; observers each have their own. Withdrawn, it may be given again.

    Somebody else may contest it; whoever gave it then upholds or revises it. The former score stays in the history.
    """

    TOPIC = "ratings.CellRating"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.CellRating.Opened"
        meeting_id: UUID
        cell_id: UUID
        rater: Rater
        person_id: UUID | None

    class Rated(Aggregate.Event):
        TOPIC = "ratings.CellRating.Rated"
        meeting: RatedMeeting
        rater: Rater
        rater_id: UUID
        score: Score

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.CellRating.Withdrawn"
        meeting: RatedMeeting
        rater: Rater
        reason: TextRef

    class Contested(Aggregate.Event):
        TOPIC = "ratings.CellRating.Contested"
        meeting: RatedMeeting
        rater: Rater
        reason: TextRef

    class Upheld(Aggregate.Event):
        TOPIC = "ratings.CellRating.Upheld"
        meeting: RatedMeeting
        rater: Rater
        reason: TextRef

    class Revised(Aggregate.Event):
        TOPIC = "ratings.CellRating.Revised"
        meeting: RatedMeeting
        rater: Rater
        rater_id: UUID
        former: Score
        score: Score
        reason: TextRef

    class ContestWithdrawn(Aggregate.Event):
        TOPIC = "ratings.CellRating.ContestWithdrawn"
        meeting: RatedMeeting
        rater: Rater
        reason: TextRef

    class AnswerWithdrawn(Aggregate.Event):
        TOPIC = "ratings.CellRating.AnswerWithdrawn"
        meeting: RatedMeeting
        rater: Rater
        withdrawn: Score
        former: Answered
        reason: TextRef

    class Redated(Aggregate.Event):
        TOPIC = "ratings.CellRating.Redated"
        meeting: RatedMeeting
        rater: Rater
        former_held_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, meeting_id: UUID, cell_id: UUID, rater: Rater, person_id: UUID | None) -> None:
        self.meeting_id, self.cell_id, self.rater, self.person_id = meeting_id, cell_id, rater, person_id
        self.rated: RatedMeeting | None = None
        # Who gave it and what stay when it is withdrawn, so that a history shows what a new score makes of it.
        self.rater_id: UUID | None = None
        self.score: Score | None = None
        self.contested = False
        self.answered: Answered | None = None

    @staticmethod
    def create_id(meeting_id: UUID, cell_id: UUID, rater: Rater, person_id: UUID | None) -> UUID:
        """The natural key; a person stands in it for observers only, so that a cell scores itself once."""
        return uuid5(meeting_id, f"{rater.value}:{person_id or ''}")

    def rate(
        self,
        meeting: RatedMeeting,
        points: Mapping[str, Decimal],
        vote: Vote | None,
        *,
        rubric: Adopted,
        rater_id: UUID,
        confirms: UUID | None = None,
    ) -> Score:
        """Score the meeting by the rubric of its day; only the cell itself votes on its score."""
        if self.rated is not None:
            raise Refused("already_rated", field="meeting_id")
        if vote is not None and self.rater is not Rater.SELF:
            raise Refused("vote_not_allowed", field="vote")
        score = judged(points, vote, rubric, confirms)
        self._rated(meeting, self.rater, rater_id, score)
        return score

    def contest(self, reason: TextRef) -> None:
        """By somebody else than whoever gave it; it counts as it is until it is answered."""
        meeting, _ = self._standing()
        if self.contested:
            raise Refused("already_contested", field="rating_id")
        self._contested(meeting, self.rater, reason)

    def uphold(self, reason: TextRef) -> None:
        meeting, _ = self._standing(contested=True)
        self._upheld(meeting, self.rater, reason)

    def revise(self, points: Mapping[str, Decimal], reason: TextRef, *, rubric: Adopted, rater_id: UUID) -> Score:
        """Other points for the same meeting, by the rubric of its day; the vote is the one that was taken then."""
        meeting, former = self._standing(contested=True)
        score = judged(points, former.vote, rubric, None)
        if score.points == former.points:
            raise Refused("nothing_revised", field="points")
        self._revised(meeting, self.rater, rater_id, former, score, reason)
        return score

    def withdraw(self, reason: TextRef) -> None:
        meeting, _ = self._standing()
        self._withdrawn(meeting, self.rater, reason)

    def redate(self, held_on: date, reason: TextRef) -> None:
        """The meeting was held on another day than its minutes said."""
        meeting, _ = self._standing()
        self._redated(replace(meeting, held_on=held_on), self.rater, meeting.held_on, reason)

    def withdraw_contest(self, reason: TextRef) -> None:
        """Take back a contest that is not answered yet."""
        meeting, _ = self._standing(contested=True)
        self._contest_withdrawn(meeting, self.rater, reason)

    def withdraw_answer(self, reason: TextRef) -> Score:
        """Take back the answer to the last contest: it is open again, and the score from before the answer stands."""
        meeting, score = self._standing()
        if self.answered is None:
            raise Refused("contest_not_answered", field="rating_id")
        former = self.answered
        self._answer_withdrawn(meeting, self.rater, score, former, reason)
        return former.score

    def _standing(self, *, contested: bool = False) -> tuple[RatedMeeting, Score]:
        """What was rated and how; refused where nothing stands, or where nobody contests what stands."""
        if self.rated is None or self.score is None:
            raise Refused("not_rated", field="rating_id")
        if contested and not self.contested:
            raise Refused("not_contested", field="rating_id")
        return self.rated, self.score

    # Replaying history runs the methods below again, so they check nothing.

    @event(Rated)
    def _rated(self, meeting: RatedMeeting, rater: Rater, rater_id: UUID, score: Score) -> None:
        self.rated, self.rater_id, self.score = meeting, rater_id, score

    @event(Withdrawn)
    def _withdrawn(self, meeting: RatedMeeting, rater: Rater, reason: TextRef) -> None:
        self.rated, self.contested, self.answered = None, False, None

    @event(Redated)
    def _redated(self, meeting: RatedMeeting, rater: Rater, former_held_on: date, reason: TextRef) -> None:
        self.rated = meeting

    @event(Contested)
    def _contested(self, meeting: RatedMeeting, rater: Rater, reason: TextRef) -> None:
        self.contested, self.answered = True, None

    @event(Upheld)
    def _upheld(self, meeting: RatedMeeting, rater: Rater, reason: TextRef) -> None:
        self.contested = False
        if self.rater_id is not None and self.score is not None:
            self.answered = Answered(self.rater_id, self.score)

    @event(Revised)
    def _revised(
        self, meeting: RatedMeeting, rater: Rater, rater_id: UUID, former: Score, score: Score, reason: TextRef
    ) -> None:
        if self.rater_id is not None:
            self.answered = Answered(self.rater_id, former)
        self.rater_id, self.score, self.contested = rater_id, score, False

    @event(ContestWithdrawn)
    def _contest_withdrawn(self, meeting: RatedMeeting, rater: Rater, reason: TextRef) -> None:
        self.contested = False

    @event(AnswerWithdrawn)
    def _answer_withdrawn(
        self, meeting: RatedMeeting, rater: Rater, withdrawn: Score, former: Answered, reason: TextRef
    ) -> None:
        self.rater_id, self.score, self.contested, self.answered = former.rater_id, former.score, True, None
