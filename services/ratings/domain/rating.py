"""The score that one rater gave one meeting; the other raters' scores are other aggregates and are never merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.rubric import RatedKind
from services.ratings.domain.rubrics import Adopted


class Rater(Enum):
    """The cell itself at the end of the meeting; an official who attended it; the committee above, on the papers."""

    SELF = "self"
    OBSERVER = "observer"
    SUPERIOR = "superior"


@dataclass(frozen=True)
class Vote:
    """How the cell voted on its own score."""

    TOPIC: ClassVar[str] = "ratings.Vote"
    agreed: int
    against: int


@dataclass(frozen=True)
class RatedMeeting:
    """What a rating says of the meeting: readers need no other feed to place it in its cell and quarter."""

    TOPIC: ClassVar[str] = "ratings.RatedMeeting"
    meeting_id: UUID
    cell_id: UUID
    kind: RatedKind
    month: date
    held_on: date


@dataclass(frozen=True)
class Score:
    """The points, and what the rubric made of them then."""

    TOPIC: ClassVar[str] = "ratings.Score"
    rubric_id: UUID
    rubric_version: str
    points: dict[str, Decimal]
    total: Decimal
    grade: str
    vote: Vote | None


class CellRating(Aggregate):
    """One rater's rating of one meeting; observers each have their own. Withdrawn, it may be given again."""

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

    @event(Opened)
    def __init__(self, meeting_id: UUID, cell_id: UUID, rater: Rater, person_id: UUID | None) -> None:
        self.meeting_id, self.cell_id, self.rater, self.person_id = meeting_id, cell_id, rater, person_id
        self.rated: RatedMeeting | None = None
        # Who gave it and what stay when it is withdrawn, so that a history shows what a new score makes of it.
        self.rater_id: UUID | None = None
        self.score: Score | None = None

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
    ) -> Score:
        """Score the meeting by the rubric of its day; only the cell itself votes on its score."""
        if self.rated is not None:
            raise Refused("already_rated", field="meeting_id")
        if vote is not None and self.rater is not Rater.SELF:
            raise Refused("vote_not_allowed", field="vote")
        judged = rubric.rubric.judge(points)
        score = Score(rubric.rubric_id, rubric.version, dict(points), judged.total, judged.grade, vote)
        self._rated(meeting, self.rater, rater_id, score)
        return score

    def withdraw(self, reason: TextRef) -> None:
        if self.rated is None:
            raise Refused("not_rated", field="rating_id")
        self._withdrawn(self.rated, self.rater, reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Rated)
    def _rated(self, meeting: RatedMeeting, rater: Rater, rater_id: UUID, score: Score) -> None:
        self.rated, self.rater_id, self.score = meeting, rater_id, score

    @event(Withdrawn)
    def _withdrawn(self, meeting: RatedMeeting, rater: Rater, reason: TextRef) -> None:
        self.rated = None
