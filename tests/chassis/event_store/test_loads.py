"""Reads that share a query: each reader gets its own rows, and an error or a cancellation stays where it belongs."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid5

import pytest

from services.chassis.event_store.loads import MOST_LOADS, Loads
from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_submission, an_event
from tests.chassis.event_store.test_append import LEDGER

pytestmark = pytest.mark.connected

AGGREGATES = [uuid5(LEDGER, str(number)) for number in range(MOST_LOADS + 10)]


@pytest.fixture
async def loads(store: EventStore) -> Loads:
    """Aggregate number n has n % 3 rows."""
    events = [an_event(one, version) for n, one in enumerate(AGGREGATES) for version in range(1, n % 3 + 1)]
    await store.append([a_submission(event) for event in events])
    return Loads(store._pool, store.feed.schema)


async def versions(loads: Loads, aggregate_id: UUID, first: int = 1) -> list[int]:
    return [row["originator_version"] for row in await loads.rows(aggregate_id, first)]


async def test_readers_at_once_each_get_their_own_rows(loads: Loads) -> None:
    found = await asyncio.gather(*(versions(loads, one) for one in AGGREGATES))

    assert found == [list(range(1, n % 3 + 1)) for n in range(len(AGGREGATES))]


async def test_a_reader_alone_gets_the_same_rows_as_among_others(loads: Loads) -> None:
    alone = await loads.rows(AGGREGATES[2], 2)
    among, _ = await asyncio.gather(loads.rows(AGGREGATES[2], 2), versions(loads, AGGREGATES[1]))

    assert [[row[name] for name in alone[0].keys()] for row in among] == [list(alone[0].values())]  # noqa: SIM118


async def test_two_readers_of_one_aggregate_may_ask_for_different_parts(loads: Loads) -> None:
    found = await asyncio.gather(versions(loads, AGGREGATES[2], 1), versions(loads, AGGREGATES[2], 2))

    assert list(found) == [[1, 2], [2]]


async def test_readers_of_the_same_part_share_the_rows_of_one(loads: Loads) -> None:
    found = await asyncio.gather(*(loads.rows(AGGREGATES[2], 1) for _ in range(5)))

    assert [row["originator_version"] for row in found[0]] == [1, 2]
    assert len({id(row) for rows in found for row in rows}) == 2


async def test_a_reader_that_is_cancelled_leaves_the_others_their_rows(loads: Loads) -> None:
    first, second = (asyncio.create_task(versions(loads, AGGREGATES[n])) for n in (1, 2))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == [1, 2]
    assert await versions(loads, AGGREGATES[1]) == [1]


async def test_an_error_reaches_every_reader_of_the_query_and_nobody_after(loads: Loads) -> None:
    whole, loads._together = loads._together, "SELECT nonsense"
    failed = await asyncio.gather(*(versions(loads, one) for one in AGGREGATES[:3]), return_exceptions=True)
    loads._together = whole

    assert {type(error).__name__ for error in failed} == {"UndefinedColumnError"}
    assert await versions(loads, AGGREGATES[2]) == [1, 2]


async def test_when_the_work_is_cut_off_every_reader_is_told(loads: Loads) -> None:
    """Those in the query under way, and those who came after it."""
    reading = [asyncio.create_task(versions(loads, one)) for one in AGGREGATES]
    for _ in range(2):  # the first turn asks, the second begins the query
        await asyncio.sleep(0)
    assert loads._worker is not None
    assert len(loads._waiting) == 10

    loads._worker.cancel()
    found = await asyncio.wait_for(asyncio.gather(*reading, return_exceptions=True), 30)

    assert [getattr(error, "code", None) for error in found] == ["store_unavailable"] * len(AGGREGATES)


async def test_a_store_that_closes_lets_its_readers_finish(loads: Loads, store: EventStore) -> None:
    reading = [asyncio.create_task(store._loads.rows(one, 0)) for one in AGGREGATES[:4]]
    await asyncio.sleep(0)

    await store.close()
    await asyncio.sleep(0)

    assert [len(task.result()) for task in reading] == [0, 1, 2, 0]
