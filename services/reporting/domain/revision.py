"""Where a quarterly report stands, and what each revision of a closed one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Protocol, TypeVar

from services.chassis.errors import Refused
from services.reporting.domain.signed import Cause, Counted, Moved, Pin, Reported, moved, restated


class ReportState(Enum):
    """Where a report stands."""

    NONE = "none"
    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    CLOSED = "closed"


@dataclass(frozen=True)
class Revision:
    """The closed report from a day on: first as it was closed, then as each cause has left it."""

    revision: int
    on: date
    pin: Pin
    cause: Cause | None = None
    diff: list[Moved] = field(default_factory=list)

    def moved_by(self, figures: Sequence[Reported], counted: Counted) -> list[Moved]:
        """What a later count has moved of its figures; refused where that knows less, or has moved none."""
        if any(counted.pin.known.get(feed, 0) < position for feed, position in self.pin.known.items()):
            raise Refused("restated_backwards", field="known", revision=self.revision)
        diff = moved(figures, counted.figures)
        if not diff:
            raise Refused("nothing_restated", field="known", revision=self.revision)
        return diff


class Numbered(Protocol):
    """A revision, as it is kept or as it is told."""

    @property
    def revision(self) -> int: ...


N = TypeVar("N", bound=Numbered)


def standing(revisions: Sequence[N], number: int | None = None) -> N:
    """The newest of some revisions, or the one that stood when others had a revision of this number (at least 1)."""
    return [one for one in revisions if number is None or one.revision <= number][-1]


def figures_at(number: int, newest: Sequence[Reported], revisions: Sequence[Revision]) -> list[Reported]:
    """What a revision was signed with, from the figures of the newest one and what each later one has moved."""
    figures = list(newest)
    for later in reversed(revisions):
        if later.revision > number:
            figures = restated(figures, [Moved(one.key, one.new, one.old) for one in later.diff])
    return figures


def check_settled(approved: Sequence[Reported], counted: Counted, *, parked: int) -> None:
    """Refuse to close with other figures than were approved, or while events wait to be counted."""
    if parked:
        raise Refused("events_parked", field="quarter", parked=parked)
    if changes := moved(approved, counted.figures):
        raise Refused("figures_moved", field="quarter", figures=len(changes), first=changes[0].key)
