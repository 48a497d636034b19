"""Operators see numbers of duties and of coverage by keeper, from facts alone: no unit, no person, no plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from prometheus_client import CollectorRegistry

from contracts.duties import ListDuties
from contracts.reporting import ReadCoverage
from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import SEALED
from services.reporting.facts import Facts
from services.reporting.read_models.asked import Asked, FactsOfKeeper, Question
from services.reporting.read_models.duties_shown import EVERY, LOOK, DutiesShown, DutyMetrics
from services.reporting.read_models.scope import WHOLE, Scope
from services.reporting.read_models.totals import Totals
from tests.reporting.busy import busy_district
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

TODAY = date(2019, 1, 1)
"""The day on which all stories are recorded."""
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Told(Totals):
    """Has one token for all that a keeper has told."""

    told: dict[str, str] = field(default_factory=dict)

    async def now(self, keeper: str | None = None) -> dict[str, str]:
        return dict(self.told)


@dataclass
class Shown:
    """The work beside, with what it shows and a clock that a test turns."""

    told: dict[str, str]
    tables: Tables
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    clock: list[float] = field(default_factory=lambda: [0.0])

    def work(self) -> DutiesShown:
        totals = Told(self.tables.pool, simulated=True, told=self.told)
        facts = [self.tables.reporting(keeper).facts for keeper in ("shown-busy", "shown-nobody")]
        return DutiesShown(DutyMetrics(self.registry), totals, facts, lambda: NOW, lambda: self.clock[0])

    def samples(self) -> dict[tuple[str, ...], float]:
        return {
            (sample.name, *sample.labels.values()): sample.value
            for metric in self.registry.collect()
            for sample in metric.samples
        }


async def test_what_is_shown_is_what_is_listed_and_only_by_keeper_and_kind(tables: Tables) -> None:
    reporting = await tables.read(busy_district("shown-busy"))
    shown = Shown({"shown-busy": "1", "shown-nobody": "1"}, tables)
    work = shown.work()

    for _ in range(3):
        rest = await work.step()

    listed = await reporting.duties(ListDuties(quarters=2), TODAY)
    coverage = await reporting.coverage(ReadCoverage(quarter="2019-Q1"))
    samples = shown.samples()
    states = ("open", "overdue", "done", "late")
    assert rest == LOOK
    for one in listed.counts:
        counted = [samples["sinhhoat_duties", "shown-busy", one.duty, state] for state in states]
        assert counted == [getattr(one, state) for state in states]
    assert sum(one.opened for one in listed.counts) > 0
    cells = [samples["sinhhoat_coverage_cells", "shown-busy", name] for name in ("all", "assigned", "visited")]
    assigned, visited = coverage.coverage[-1], coverage.visited_coverage[-1]
    assert cells == [assigned.denominator, assigned.numerator, visited.numerator]
    assert {labels[1] for labels in samples} == {"shown-busy"}
    assert samples["sinhhoat_duties_counted_timestamp_seconds", "shown-busy"] == NOW.timestamp()


async def test_a_keeper_is_counted_again_once_it_has_told_something_and_a_minute_has_passed(tables: Tables) -> None:
    shown = Shown({"shown-busy": "1"}, tables)
    work = shown.work()
    await work.step()

    unchanged = await work.step()
    shown.told["shown-busy"] = "2"
    too_soon = await work.step()
    shown.clock[0] += EVERY
    again = await work.step()

    assert (unchanged, too_soon, again) == (LOOK, LOOK, 0.0)


def test_what_is_shown_comes_from_no_sealed_feed_and_names_no_unit_or_person() -> None:
    registry = CollectorRegistry()
    DutyMetrics(registry)

    labels = [metric._labelnames for metric in registry._collector_to_names]  # type: ignore[attr-defined]

    assert SEALED not in Facts.sources
    assert {label for names in labels for label in names} == {"keeper", "duty", "state", "cells"}


def test_what_is_no_more_to_be_counted_is_no_more_shown() -> None:
    registry = CollectorRegistry()
    metrics = DutyMetrics(registry)
    for keeper in ("gone", "stays"):
        metrics.show(keeper, Counter({("regular_meeting", "overdue"): 3}), {"all": 1, "assigned": 1, "visited": 0}, NOW)

    metrics.forget("gone")
    metrics.forget("never-there")

    shown = {sample.labels["keeper"] for metric in registry.collect() for sample in metric.samples}
    assert shown == {"stays"}


class Away(FactsOfKeeper):
    """Raises what it is told to instead of answering."""

    raised: Exception = Unavailable("not_yet_applied")

    @asynccontextmanager
    async def snapshot(self, question: Question, scope: Scope = WHOLE) -> AsyncIterator[Asked]:
        raise self.raised
        yield


async def test_numbers_that_cannot_be_counted_now_stay_with_their_age_and_go_when_there_are_no_units(
    tables: Tables,
) -> None:
    shown = Shown({"shown-busy": "1"}, tables)
    metrics = DutyMetrics(shown.registry)
    metrics.show("shown-busy", Counter(), {"all": 1, "assigned": 1, "visited": 0}, NOW)
    away = Away(tables.pool, "shown-busy", simulated=True, heads=dict)
    totals = Told(tables.pool, simulated=True, told=shown.told)
    work = DutiesShown(metrics, totals, [away], lambda: NOW, lambda: shown.clock[0])

    rests = []
    for _ in range(2):
        rests.append(await work.step())
        shown.clock[0] += EVERY
    before = shown.samples()
    object.__setattr__(away, "raised", Refused("unit_unknown"))
    await work.step()
    after = shown.samples()
    shown.clock[0] += EVERY

    assert rests == [0.0, 0.0]
    assert before["sinhhoat_coverage_cells", "shown-busy", "all"] == 1
    assert after == {}
    assert await work.step() == LOOK
