"""Whoever waits for a position is told as soon as it is applied, and no later than he is willing to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from services.chassis.feed import Feed
from services.chassis.projection.links import START, At
from services.chassis.projection.positions import Raced, Step, load, mark_forked, move
from services.chassis.projection.reached import Positions
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish

pytestmark = pytest.mark.connected

NAME = "hoc-mon.meetings"


async def test_a_position_is_reached_once_it_is_applied(bench: Bench[Notes]) -> None:
    bench.start()
    waiting = asyncio.create_task(bench.positions.reached({NAME: 3}, within=30.0))
    await publish(bench.bus, bench.owner().record_many(3))

    assert await waiting
    assert await bench.applied() == [1, 2, 3]


async def test_a_position_that_never_comes_is_waited_for_no_longer_than_asked(bench: Bench[Notes]) -> None:
    bench.start()
    began = asyncio.get_running_loop().time()

    assert not await bench.positions.reached({NAME: 1}, within=0.3)

    assert asyncio.get_running_loop().time() - began < 30.0


async def test_a_process_without_a_reader_finds_the_position_in_the_table(bench: Bench[Notes]) -> None:
    bench.start()
    elsewhere = Positions(bench.pool, bench.projection)
    waiting = asyncio.create_task(elsewhere.reached({NAME: 2}, within=30.0))
    await publish(bench.bus, bench.owner().record_many(2))

    assert await waiting


@pytest.mark.parametrize("name", ["hoc-mon.ratings", "not a feed", ""])
async def test_a_feed_that_the_projection_does_not_read_is_not_waited_for(bench: Bench[Notes], name: str) -> None:
    assert await bench.positions.reached({name: 9}, within=0.1)


async def test_all_feeds_must_be_reached(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(2))

    assert await bench.positions.reached({NAME: 2}, within=30.0)
    assert not await bench.positions.reached({NAME: 2, "city.meetings": 1}, within=0.3)


async def test_a_position_is_reached_only_after_its_rows_can_be_read(bench: Bench[Notes]) -> None:
    bench.start()
    for _ in range(20):
        await publish(bench.bus, bench.owner().record_many(1))
        head = bench.owner().head
        assert await bench.positions.reached({NAME: head}, within=30.0)
        assert await bench.applied() == list(range(1, head + 1))


Move = Callable[[Any, str, Sequence[Step]], Coroutine[Any, Any, None]]


async def check_one_of_two_readers_moves(bench: Bench[Notes], move: Move) -> None:
    """Both believe that the feed stands at its start; the row is locked until the first commits."""
    feed, schema = Feed("hoc-mon", "meetings"), bench.projection.name
    first, second = Step(feed, START, At(3, "aa"), ()), Step(feed, START, At(2, "bb"), ())
    async with bench.pool.acquire() as one, bench.pool.acquire() as other:
        await load(one, schema, [feed])
        async with one.transaction():
            await move(one, schema, [first])
            late = asyncio.create_task(move(other, schema, [second]))
            await asyncio.wait([late], timeout=0.2)
        [error] = await asyncio.gather(late, return_exceptions=True)
        assert isinstance(error, Raced), "both moved"
        assert (await load(one, schema, [feed]))[feed].at == first.to


async def test_a_feed_is_moved_only_from_where_it_stands(bench: Bench[Notes]) -> None:
    await check_one_of_two_readers_moves(bench, move)


async def set_without_comparing(connection: Any, schema: str, steps: Sequence[Step]) -> None:
    """The fault: the position is written, wherever the feed stands."""
    for step in steps:
        place = (str(step.feed), step.to.position, step.to.chain)
        await connection.execute(f"UPDATE {schema}.positions SET position = $2, chain = $3 WHERE feed = $1", *place)


async def test_setting_without_comparing_is_found_out(bench: Bench[Notes]) -> None:
    with pytest.raises(AssertionError, match="both moved"):
        await check_one_of_two_readers_moves(bench, set_without_comparing)


async def test_a_forked_feed_is_not_moved(bench: Bench[Notes]) -> None:
    feed, schema = Feed("hoc-mon", "meetings"), bench.projection.name
    async with bench.pool.acquire() as connection:
        await load(connection, schema, [feed])
        await mark_forked(bench.pool, schema, feed, "two chains", START)

        with pytest.raises(Raced):
            await move(connection, schema, [Step(feed, START, At(1, "aa"), ())])
