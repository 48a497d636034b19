"""Plays the year month by month: the acts of all processes, each at its hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sinhhoat.simulation.full import (
    boards,
    classification,
    foundation,
    four_goods,
    gatherings,
    guidance,
    issues,
    keeping,
    meetings,
    neighbour,
    notices,
    people,
    ratings,
    reports,
    resolutions,
    structure,
    visits,
)
from sinhhoat.simulation.full.year import Act, Year

Process = Callable[[Year, date], Iterator[Act]]

PROCESSES: tuple[Process, ...] = (
    foundation.month,
    structure.month,
    neighbour.month,
    meetings.month,
    resolutions.month,
    guidance.month,
    issues.month,
    gatherings.month,
    notices.month,
    visits.month,
    ratings.month,
    four_goods.month,
    classification.month,
    boards.month,
    people.month,
    reports.month,
    keeping.month,
)
"""Of two acts of one hour the one of the earlier process comes first."""


async def play(year: Year, told: Callable[[date], None]) -> None:
    """The whole year; `told` is called with the first day of each month that is over."""
    for number in range(1, 13):
        first = date(year.district.year, number, 1)
        acts = [act for process in PROCESSES for act in process(year, first)]
        for act in sorted(acts, key=lambda one: one.at):
            await act.do(act.at)
        told(first)
