"""What operators see of duties and coverage: numbers by keeper and kind of duty, counted again when something was told.

They come from the facts alone, and no fact knows of a plan; no label names a unit or a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product

from prometheus_client import CollectorRegistry, Gauge

from contracts.duties import ListDuties
from contracts.message import BOARD, OPEN
from services.chassis.errors import Refused, Unavailable
from services.reporting.duties import DUTIES
from services.reporting.facts.told import local_day
from services.reporting.read_models import duties, submissions
from services.reporting.read_models.asked import NOTHING, FactsOfKeeper
from services.reporting.read_models.known import Wanted
from services.reporting.read_models.totals import Totals

LOOK, EVERY, REST = 5.0, 60.0, 3.0
"""Seconds between two looks, and between two counts of one keeper; a rest is so many times as long as the work."""
QUARTERS = 2
COVERED = ("assigned_all", "visited_all")
STATES = ("open", "overdue", "done", "late")
CELLS = ("all", "assigned", "visited")


class DutyMetrics:
    """One object per registry. A keeper's series are there once he was counted, with the instant of that beside them,
    and go when there is nothing to count any more."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.duties = Gauge(
            "sinhhoat_duties",
            "Duties of this quarter and the one before by what became of them: open, overdue, done, late.",
            ("keeper", "duty", "state"),
            registry=registry,
        )
        self.cells = Gauge(
            "sinhhoat_coverage_cells",
            "Cells of this quarter: all, those with an observer assigned, those that were visited.",
            ("keeper", "cells"),
            registry=registry,
        )

        self.counted_at = Gauge(
            "sinhhoat_duties_counted_timestamp_seconds",
            "When a keeper's duties and coverage were counted last, by the machine's clock.",
            ("keeper",),
            registry=registry,
        )

    def show(self, keeper: str, counted: Counter[tuple[str, str]], cells: Mapping[str, int], at: datetime) -> None:
        """Show a keeper's numbers as counted at an instant; a kind of duty of which there are none is 0."""
        for kind in DUTIES:
            for state in STATES:
                self.duties.labels(keeper, kind.key, state).set(counted[kind.key, state])
        for name, number in cells.items():
            self.cells.labels(keeper, name).set(number)
        self.counted_at.labels(keeper).set(at.timestamp())

    def forget(self, keeper: str) -> None:
        """Show nothing of a keeper: numbers of former days are not those of today."""
        for kind, state in product(DUTIES, STATES):
            self.duties.remove(keeper, kind.key, state)
        for name in CELLS:
            self.cells.remove(keeper, name)
        self.counted_at.remove(keeper)


@dataclass
class DutiesShown:
    """Counts one keeper at a time; `now` is the clock, `time` tells seconds from any origin."""

    metrics: DutyMetrics
    totals: Totals
    facts: Sequence[FactsOfKeeper]
    now: Callable[[], datetime]
    time: Callable[[], float]
    name: str = "reporting_duties_shown"
    _shown: dict[str, tuple[str, date]] = field(default_factory=dict)
    _counted: dict[str, float] = field(default_factory=dict)

    async def step(self) -> float:
        """Count the next keeper of whom something was told, or a day has passed, since he was; returns the rest."""
        began, today, told = self.time(), local_day(self.now()), await self.totals.now()
        for one in self.facts:
            at = (told.get(one.keeper, ""), today)
            lately = began - self._counted.get(one.keeper, began - EVERY) < EVERY
            if at[0] and not lately and self._shown.get(one.keeper) != at:
                self._counted[one.keeper] = began
                if await self._count(one, today):
                    self._shown[one.keeper] = at
                return REST * (self.time() - began)
        return LOOK

    async def _count(self, facts: FactsOfKeeper, today: date) -> bool:
        """Whether that is settled. Of a keeper without units nothing is shown; who cannot be asked now is asked again,
        and his numbers stand as they are, with the instant at which they were counted."""
        query = ListDuties(quarters=QUARTERS)
        wanted = duties.wanted(query, await facts.day_of_asking(today), {OPEN, BOARD})
        last = wanted.quarters[-1].name
        try:
            async with facts.snapshot(query.model_copy(update={"quarter": last})) as asked:
                reports = await submissions.positions(asked.connection, asked.vectors, Wanted(), {})
                of_all = duties.Duties(asked, wanted, reports)
                counted = sum([(await of_all.of(quarter)).counts for quarter in wanted.quarters], Counter())
                sums = await asked.sums(*COVERED)
        except Refused:
            self.metrics.forget(facts.keeper)
            return True
        except Unavailable:
            return False
        assigned, visited = (sums.get(key, NOTHING) for key in COVERED)
        cells = dict(zip(CELLS, (assigned.denominator, assigned.numerator, visited.numerator), strict=True))
        self.metrics.show(facts.keeper, counted, cells, self.now())
        return True
