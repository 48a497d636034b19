"""The points of a resolution: what is to be done until when, and how many a review finds not done in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused


class ResolutionState(Enum):
    """Where a resolution stands. A withdrawn one may be entered again under its id."""

    OPEN = "open"
    ADOPTED = "adopted"
    CARRIED_OUT = "carried_out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Point:
    """One point: its title, its words where they are kept here, and the day until which it is to be done."""

    TOPIC: ClassVar[str] = "meetings.Point"

    title: str
    text: TextRef | None
    due_on: date | None


@dataclass(frozen=True)
class Review:
    """What one meeting found."""

    meeting_id: UUID
    reviewed_on: date
    done_points: list[int]


def check_terms(points: Sequence[Point], adopted_on: date, *, field: str) -> None:
    """Refuse a term that lies before the day of adoption; points count from 1."""
    for place, point in enumerate(points, 1):
        if point.due_on is not None and point.due_on < adopted_on:
            raise Refused("term_before_adoption", field=field, point=place, adopted_on=adopted_on.isoformat())


def check_known(points: Sequence[Point], done: Sequence[int]) -> None:
    """Refuse points that the resolution does not have; `done` in their order."""
    if done and done[-1] > len(points):
        raise Refused("point_unknown", field="done_points", point=done[-1], points=len(points))


def overdue_points(points: Sequence[Point], done: Sequence[int], on: date) -> int:
    """How many points are not done on a day that lies past their term."""
    left = (point for place, point in enumerate(points, 1) if place not in done)
    return sum(point.due_on is not None and point.due_on < on for point in left)
