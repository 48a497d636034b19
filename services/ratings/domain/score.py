"""A score of a meeting: who gives it, for which meeting, how many points, and what the rubric makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.chassis.aggregate import ADDED_LATER
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
    """The points, and what the rubric made of them then. `confirms` is the rating whose points were taken over."""

    TOPIC: ClassVar[str] = "ratings.Score"
    rubric_id: UUID
    rubric_version: str
    points: dict[str, Decimal]
    total: Decimal
    grade: str
    vote: Vote | None
    confirms: UUID | None = field(default=None, metadata=ADDED_LATER)


@dataclass(frozen=True)
class Answered:
    """What a contested rating was before it was upheld or revised: by whom, and how."""

    TOPIC: ClassVar[str] = "ratings.Answered"
    rater_id: UUID
    score: Score


def judged(points: Mapping[str, Decimal], vote: Vote | None, rubric: Adopted, confirms: UUID | None) -> Score:
    """The score that a rubric makes of points; refused where it does not know them."""
    found = rubric.rubric.judge(points)
    return Score(rubric.rubric_id, rubric.version, dict(points), found.total, found.grade, vote, confirms)
