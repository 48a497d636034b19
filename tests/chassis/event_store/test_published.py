"""What readers are told: published rows with links to the one before, in pages of bounded size."""

from __future__ import annotations

import pytest

from services.chassis.event_store.store import EventStore
from services.chassis.relay.rows import rows_above
from services.chassis.wire import PublishedRow
from tests.chassis.event_store.calls import a_submission, an_event
from tests.chassis.event_store.test_append import LEDGER

pytestmark = pytest.mark.connected

PUBLISHED = [2, 3, 7, 8, 10]


async def published(store: EventStore, above: int, limit: int, max_bytes: int) -> tuple[list[PublishedRow], int]:
    """A page, as the relay and the owner's pages read it."""
    found = await rows_above(store._pool, store.feed, above, limit=limit, max_bytes=max_bytes)
    return found.rows, found.scanned


@pytest.fixture(autouse=True)
async def ten_rows(store: EventStore) -> None:
    """Of ten rows, five are published, with bodies of 100 bytes."""
    wires = [b"x" * 100 if version in PUBLISHED else None for version in range(1, 12)]
    events = [an_event(LEDGER, version, wire=wire) for version, wire in enumerate(wires, 1)]
    await store.append([a_submission(event) for event in events])


async def test_each_row_names_the_published_row_before_it(store: EventStore) -> None:
    rows, scanned = await published(store, 0, 100, 10_000)

    chains = {row.position: row.chain for row in await store.history(LEDGER)}
    links = [(row.previous, row.previous_chain, row.position, row.chain) for row in rows]
    assert links == [
        (former, chains.get(former, b""), position, chains[position])
        for former, position in zip([0, *PUBLISHED], PUBLISHED, strict=False)
    ]
    assert scanned == 11
    assert await store.published_head() == 10


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
@pytest.mark.parametrize("max_bytes", [1, 100, 250, 10_000])
async def test_pages_of_any_size_lead_through_everything_with_whole_links(
    store: EventStore, limit: int, max_bytes: int
) -> None:
    whole, _ = await published(store, 0, 100, 10_000)
    found, above = [], 0
    while above < 11:
        rows, scanned = await published(store, above, limit, max_bytes)
        assert scanned > above
        assert sum(len(row.wire) for row in rows) <= max(max_bytes, 100)
        found += rows
        above = scanned

    assert found == whole


@pytest.mark.parametrize(("limit", "max_bytes", "more"), [(100, 10_000, False), (5, 10_000, True), (100, 250, True)])
async def test_a_page_says_whether_there_may_be_more(store: EventStore, limit: int, max_bytes: int, more: bool) -> None:
    found = await rows_above(store._pool, store.feed, 0, limit=limit, max_bytes=max_bytes)
    behind = await rows_above(store._pool, store.feed, 11, limit=limit, max_bytes=max_bytes)

    assert (found.more, behind.more) == (more, False)


async def test_at_the_head_there_is_nothing_more(store: EventStore) -> None:
    assert await published(store, 11, 100, 10_000) == ([], 11)
    assert await published(store, 99, 100, 10_000) == ([], 99)
