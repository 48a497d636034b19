"""Quarters are counted before anybody asks: newest first, after a silence, and never twice for the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import asyncpg
import pytest
import structlog

from services.chassis.ending import end
from services.chassis.errors import Refused
from services.chassis.runtime.beside import run_beside
from services.chassis.runtime.prepare import prepare_database
from services.reporting.main import SERVICE
from services.reporting.read_models.city_then import count_ahead
from services.reporting.read_models.counting_ahead import LONGEST, LOOK, REST, SILENT, CountingAhead
from services.reporting.read_models.totals import Kept, Totals
from sinhhoat.stack import Endpoints
from tests.eventually import eventually
from tests.reporting.busy import busy_district
from tests.reporting.tables import Tables

OLD, NEW = "2019-Q1", "2019-Q2"


@dataclass(frozen=True)
class Told(Totals):
    """What a test says was told; notes what is counted, each of which takes a second."""

    told: dict[str, str] = field(default_factory=dict)
    of_kept: dict[tuple[str, str], str] = field(default_factory=dict)
    counted: list[tuple[str, str]] = field(default_factory=list)
    clock: list[float] = field(default_factory=lambda: [0.0])

    async def now(self, keeper: str | None = None) -> dict[str, str]:
        return dict(self.told)

    async def kept(self) -> dict[tuple[str, str], str]:
        return dict(self.of_kept)

    async def newest(self) -> str:
        if not self.told:
            raise Refused("nothing_known")
        return NEW

    async def count(self, keeper: str, quarter: str) -> Kept | None:
        self.counted.append((keeper, quarter))
        self.of_kept[keeper, quarter] = self.told[keeper]
        self.clock[0] += 1
        return None


def ahead(**told: str) -> tuple[Told, CountingAhead]:
    totals = Told(None, simulated=True, told=told)  # type: ignore[arg-type]  # It is never asked.
    return totals, CountingAhead(totals, ("a", "b"), lambda: totals.clock[0], totals.count)


async def steps(totals: Told, counting: CountingAhead, seconds: float) -> None:
    """Let it work until so many seconds have passed."""
    until = totals.clock[0] + seconds
    while totals.clock[0] < until:
        totals.clock[0] += await counting.step()


async def test_nothing_is_counted_before_a_keeper_has_been_silent_for_a_while() -> None:
    totals, counting = ahead(a="1")

    await steps(totals, counting, SILENT - LOOK)
    assert totals.counted == []

    await steps(totals, counting, 2 * LOOK)
    assert totals.counted == [("a", NEW)]


async def test_a_keeper_that_never_is_silent_is_counted_all_the_same_once_in_a_while() -> None:
    totals, counting = ahead(a="0")

    for number in range(round(2.5 * LONGEST)):
        totals.told["a"] = str(number)
        await steps(totals, counting, LOOK)

    assert 1 <= len(totals.counted) <= 3


async def test_the_newest_quarter_of_all_keepers_comes_before_older_ones_and_each_once() -> None:
    totals, counting = ahead(a="1", b="1")
    totals.of_kept.update({("a", OLD): "0", ("b", OLD): "1"})

    await steps(totals, counting, 60)

    assert totals.counted == [("a", NEW), ("b", NEW), ("a", OLD)]


async def test_a_quarter_that_is_yet_to_come_is_not_counted_however_often_it_was_asked_for() -> None:
    totals, counting = ahead(a="1")
    totals.of_kept["a", "2099-Q4"] = "0"

    await steps(totals, counting, 60)

    assert totals.counted == [("a", NEW)]


async def test_it_rests_for_several_times_as_long_as_it_works() -> None:
    totals, counting = ahead(a="1")
    await steps(totals, counting, SILENT)

    rests = [await counting.step() for _ in range(2)]

    assert rests == [REST, LOOK]


async def test_of_keepers_of_others_and_of_a_city_that_knows_nothing_nothing_is_counted() -> None:
    totals, counting = ahead(elsewhere="1")
    await steps(totals, counting, 60)
    nothing, idle = ahead()
    await steps(nothing, idle, 60)

    assert (totals.counted, nothing.counted) == ([], [])


@pytest.fixture
async def tables(one_database: Endpoints) -> AsyncIterator[Tables]:
    admin = await asyncpg.connect(one_database.postgres_migration["reporting"])
    await prepare_database(admin, SERVICE, ("ward-001",), "simulated")
    await admin.close()
    async with Tables.made(one_database) as made:
        yield made


@pytest.mark.connected
async def test_what_was_counted_ahead_is_what_the_next_question_is_answered_from(tables: Tables) -> None:
    await tables.read(busy_district("ward-001"))
    totals = Totals(tables.pool, simulated=True)
    at = [0.0]
    counting = CountingAhead(totals, ("ward-001",), lambda: at[0], partial(count_ahead, totals))
    await counting.step()
    at[0] = SILENT

    await counting.step()

    newest = await totals.newest()
    assert await totals.kept() == {("ward-001", newest): (await totals.now())["ward-001"]}
    lenses = "SELECT structure_on IS NOT NULL FROM reporting_totals.part WHERE quarter = $1 ORDER BY 1"
    assert [row[0] for row in await tables.pool.fetch(lenses, newest)] == [False, True]


class Steps:
    """Counts its steps."""

    name = "a_test"

    def __init__(self) -> None:
        self.done = 0

    async def step(self) -> float:
        self.done += 1
        return 0.01


@pytest.mark.connected
async def test_of_two_processes_one_does_it_and_the_other_once_the_first_has_ended(tables: Tables) -> None:
    log = structlog.get_logger()
    first, second = Steps(), Steps()
    running = asyncio.create_task(run_beside(first, tables.pool, log))
    await eventually(lambda: first.done > 20)
    waiting = asyncio.create_task(run_beside(second, tables.pool, log))
    await eventually(lambda: first.done > 60)
    assert second.done == 0

    await end(running)

    await eventually(lambda: second.done > 0)
    await end(waiting)
