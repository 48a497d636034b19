"""Whoever waits for a position is told as soon as it is applied, and no later than he is willing to wait."""

from __future__ import annotations

import asyncio

import pytest

from services.chassis.projection.positions import Positions
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish

pytestmark = pytest.mark.connected

NAME = "hoc-mon.meetings"


async def test_a_position_is_reached_once_it_is_applied(bench: Bench[Notes]) -> None:
    bench.start()
    waiting = asyncio.create_task(bench.positions.reached({NAME: 3}, within=5.0))
    await publish(bench.bus, bench.owner().record_many(3))

    assert await waiting
    assert await bench.applied() == [1, 2, 3]


async def test_a_position_that_never_comes_is_waited_for_no_longer_than_asked(bench: Bench[Notes]) -> None:
    bench.start()
    began = asyncio.get_running_loop().time()

    assert not await bench.positions.reached({NAME: 1}, within=0.3)

    assert asyncio.get_running_loop().time() - began < 2.0


async def test_a_process_without_a_reader_finds_the_position_in_the_table(bench: Bench[Notes]) -> None:
    bench.start()
    elsewhere = Positions(bench.pool, bench.projection)
    waiting = asyncio.create_task(elsewhere.reached({NAME: 2}, within=5.0))
    await publish(bench.bus, bench.owner().record_many(2))

    assert await waiting


@pytest.mark.parametrize("name", ["hoc-mon.ratings", "not a feed", ""])
async def test_a_feed_that_the_projection_does_not_read_is_not_waited_for(bench: Bench[Notes], name: str) -> None:
    assert await bench.positions.reached({name: 9}, within=0.1)


async def test_all_feeds_must_be_reached(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(2))

    assert await bench.positions.reached({NAME: 2}, within=5.0)
    assert not await bench.positions.reached({NAME: 2, "city.meetings": 1}, within=0.3)


async def test_a_position_is_reached_only_after_its_rows_can_be_read(bench: Bench[Notes]) -> None:
    bench.start()
    for _ in range(20):
        await publish(bench.bus, bench.owner().record_many(1))
        head = bench.owner().head
        assert await bench.positions.reached({NAME: head}, within=5.0)
        assert await bench.applied() == list(range(1, head + 1))
