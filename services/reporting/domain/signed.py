"""What is signed in a report: figures in whole numbers, where they were known, and what made them other ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.chassis.aggregate import ADDED_LATER


@dataclass(frozen=True)
class Reported:
    """One figure; the denominator of a count is None."""

    TOPIC: ClassVar[str] = "reporting.Reported"
    key: str
    numerator: int
    denominator: int | None


@dataclass(frozen=True)
class Pin:
    """Positions by feed at which figures were known, and the hash of question, positions and figures."""

    TOPIC: ClassVar[str] = "reporting.Pin"
    unit_code: str
    known: dict[str, int]
    known_at: datetime | None
    sha256: str


@dataclass(frozen=True)
class Moved:
    """A figure before and after a cause; None where there is no such figure."""

    TOPIC: ClassVar[str] = "reporting.Moved"
    key: str
    old: Reported | None
    new: Reported | None


@dataclass(frozen=True)
class Cause:
    """What one command or batch has told of a report: its first event, how many, by whom, until when, and why.

    `also`: other causes, which wrote at the same time and have no revision of their own in this report.
    """

    TOPIC: ClassVar[str] = "reporting.Cause"
    cause_id: UUID
    feed: str
    position: int
    contract: str
    events: int
    actor: str
    recorded_at: datetime
    reason: UUID | None
    also: list[UUID] = field(default_factory=list, metadata=ADDED_LATER)


@dataclass(frozen=True)
class Counted:
    """The figures of a unit as they were counted, with where they were known and their hash."""

    pin: Pin
    figures: list[Reported]


def moved(old: Sequence[Reported], new: Sequence[Reported]) -> list[Moved]:
    """Every figure that is not the same, in the new order; those that are there no more come last."""
    before, after = ({one.key: one for one in figures} for figures in (old, new))
    keys = [*after, *(key for key in before if key not in after)]
    return [Moved(key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]


def restated(old: Sequence[Reported], diff: Sequence[Moved]) -> list[Reported]:
    """The figures after a diff: what `moved` found between them and the old ones."""
    figures = {one.key: one for one in old}
    for one in diff:
        if one.new is None:
            figures.pop(one.key, None)
        else:
            figures[one.key] = one.new
    return list(figures.values())
