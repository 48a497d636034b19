"""Which meetings each observer attends: at least one cell a month, mostly; some visits are planned beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from sinhhoat.simulation.calendar import PlannedMeeting
from sinhhoat.simulation.people import Observer

STAYS_AWAY, PLANS = 0.06, 0.6


@dataclass(frozen=True)
class AttendedMeeting:
    """One visit; `planned_on` is the day on which the observer plans it, None where he comes without a plan."""

    observer: Observer
    meeting: PlannedMeeting
    visited_on: date
    planned_on: date | None


def visits_of(
    observers: Sequence[Observer], meetings: Sequence[PlannedMeeting], seed: str, first: date
) -> list[AttendedMeeting]:
    """The visits of the year, from the day on which the notice is in force."""
    by_cell: dict[UUID, list[PlannedMeeting]] = {}
    for meeting in meetings:
        held_on = meeting.held_on
        if meeting.kind == "regular" and held_on and first <= held_on <= first.replace(month=12, day=31):
            by_cell.setdefault(meeting.cell.cell_id, []).append(meeting)
    return [visit for observer in observers for visit in _visits(observer, by_cell, seed, first)]


def _visits(
    observer: Observer, by_cell: Mapping[UUID, Sequence[PlannedMeeting]], seed: str, first: date
) -> Iterator[AttendedMeeting]:
    random = Random(f"{seed}:visits:{observer.code}")
    for month in range(1, 13):
        cell = observer.cells[(month - 1) % len(observer.cells)]
        chosen = [meeting for meeting in by_cell.get(cell, ()) if meeting.month.month == month]
        if not chosen or random.random() < STAYS_AWAY:
            continue
        meeting = chosen[0]
        if meeting.held_on is None:
            continue
        planned_on = max(first, meeting.held_on - timedelta(days=random.randint(1, 5)))
        planned = random.random() < PLANS
        yield AttendedMeeting(observer, meeting, meeting.held_on, planned_on if planned else None)
