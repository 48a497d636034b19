"""What operators see of duties and coverage: numbers by keeper and kind of duty, counted again when something was told.

They come from the facts alone, and no fact knows of a plan; no label names a unit or a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from prometheus_client import CollectorRegistry, Gauge

from contracts.duties import ListDuties
from contracts.message import BOARD, OPEN
from services.chassis.errors import Refused, Unavailable
from services.reporting.duties import DUTIES
from services.reporting.read_models import duties
from services.reporting.read_models.asked import NOTHING, FactsOfKeeper
from services.reporting.read_models.totals import Totals

LOOK, EVERY, REST = 5.0, 60.0, 3.0
"""Seconds between two looks, and between two counts of one keeper; a rest is so many times as long as the work."""
QUARTERS = 2
COVERED = ("assigned_all", "visited_all")


class DutyMetrics:
    """One object per registry; series are there only while this process counts."""

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

    def show(self, keeper: str, counted: Counter[tuple[str, str]], cells: Mapping[str, int]) -> None:
        """Show a keeper's numbers; a kind of duty of which there are none is 0."""
        for kind in DUTIES:
            for state in ("open", "overdue", "done", "late"):
                self.duties.labels(keeper, kind.key, state).set(counted[kind.key, state])
        for name, number in cells.items():
            self.cells.labels(keeper, name).set(number)


@dataclass
class DutiesShown:
    """Counts one keeper at a time; `today` is the day by the clock, `time` tells seconds from any origin."""

    metrics: DutyMetrics
    totals: Totals
    facts: Sequence[FactsOfKeeper]
    today: Callable[[], date]
    time: Callable[[], float]
    name: str = "reporting_duties_shown"
    _shown: dict[str, tuple[str, date]] = field(default_factory=dict)
    _counted: dict[str, float] = field(default_factory=dict)

    async def step(self) -> float:
        """Count the next keeper of whom something was told, or a day has passed, since he was; returns the rest."""
        began, today, told = self.time(), self.today(), await self.totals.now()
        for one in self.facts:
            at = (told.get(one.keeper, ""), today)
            lately = began - self._counted.get(one.keeper, began - EVERY) < EVERY
            if at[0] and not lately and self._shown.get(one.keeper) != at:
                await self._count(one, today)
                self._shown[one.keeper], self._counted[one.keeper] = at, began
                return REST * (self.time() - began)
        return LOOK

    async def _count(self, facts: FactsOfKeeper, today: date) -> None:
        """Of a keeper without units there is nothing to show."""
        query = ListDuties(quarters=QUARTERS)
        wanted = duties.wanted(query, await facts.day_of_asking(today), {OPEN, BOARD})
        last = wanted.quarters[-1].name
        try:
            async with facts.snapshot(query.model_copy(update={"quarter": last})) as asked:
                of_all = duties.Duties(asked, wanted)
                counted = sum([await of_all.counts(quarter) for quarter in wanted.quarters], Counter())
                sums = await asked.sums(*COVERED)
        except (Refused, Unavailable):
            return
        assigned, visited = (sums.get(key, NOTHING) for key in COVERED)
        cells = {"all": assigned.denominator, "assigned": assigned.numerator, "visited": visited.numerator}
        self.metrics.show(facts.keeper, counted, cells)
