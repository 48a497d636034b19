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


async def versions(loads: Loads, aggregate_id: UUID, above: int = 0) -> list[int]:
    return [row["originator_version"] for row in await loads.rows(aggregate_id, above)]


async def test_readers_at_once_each_get_their_own_rows(loads: Loads) -> None:
    found = await asyncio.gather(*(versions(loads, one) for one in AGGREGATES))

    assert found == [list(range(1, n % 3 + 1)) for n in range(len(AGGREGATES))]


async def test_two_readers_of_one_aggregate_may_ask_for_different_parts(loads: Loads) -> None:
    found = await asyncio.gather(versions(loads, AGGREGATES[2], 0), versions(loads, AGGREGATES[2], 1))

    assert list(found) == [[1, 2], [2]]


async def test_a_reader_that_is_cancelled_leaves_the_others_their_rows(loads: Loads) -> None:
    first, second = (asyncio.create_task(versions(loads, AGGREGATES[n])) for n in (1, 2))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == [1, 2]
    assert await versions(loads, AGGREGATES[1]) == [1]


async def test_an_error_reaches_every_reader_of_the_query_and_nobody_after(loads: Loads) -> None:
    whole, loads._sql = loads._sql, "SELECT nonsense"
    failed = await asyncio.gather(*(versions(loads, one) for one in AGGREGATES[:3]), return_exceptions=True)
    loads._sql = whole

    assert {type(error).__name__ for error in failed} == {"UndefinedColumnError"}
    assert await versions(loads, AGGREGATES[2]) == [1, 2]
