"""The owner's side of reading a feed: whole, bounded, linked, and silent about what is not to be read."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from contracts.feed import EventColumns, FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.links import START, check
from services.chassis.relay import FeedPages
from services.chassis.relay.rows import rows_above
from services.chassis.wire import from_page, message_of, received, to_message
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import History, Node

pytestmark = pytest.mark.connected


@pytest.fixture
async def node(module_endpoints: Endpoints) -> AsyncIterator[Node]:
    async with Node.made(module_endpoints) as made:
        yield made


@pytest.fixture
def history(node: Node) -> History:
    return node.histories[0]


def pages_of(node: Node, page_bytes: int = 900_000) -> FeedPages:
    return FeedPages(dict.fromkeys(node.feeds, node.pool), page_bytes)


async def all_pages(pages: FeedPages, feed: Feed, **bounds: int) -> list[FeedPage]:
    """As a reader that heals asks for them: from where it was scanned through, until the head is reached."""
    found = [await pages.page(feed, ReadFeed(above=0, **bounds))]
    while found[-1].scanned < found[-1].head:
        found.append(await pages.page(feed, ReadFeed(above=found[-1].scanned, **bounds)))
    return found


def positions_in(pages: list[FeedPage]) -> list[int]:
    return [position for page in pages for position in page.events.position]


async def test_pages_hold_every_published_row_once_linked_across_pages_and_unpublished_rows(
    node: Node, history: History
) -> None:
    await history.add(20)
    await history.add(15, published=False)
    await history.add(20)
    pages = await all_pages(pages_of(node), history.feed, limit=7)
    checked = check(START, [event for page in pages for event in from_page(history.feed, page)])

    assert positions_in(pages) == [*range(1, 21), *range(36, 56)]
    assert [event.position for event in checked.linked] == positions_in(pages)
    assert all(page.head == 55 for page in pages)


async def test_an_event_of_a_page_is_the_message_that_the_relay_publishes(node: Node, history: History) -> None:
    await history.add(2)
    await history.add(1, published=False)
    await history.add(3, body='{"lời":"Nghị quyết \\"số 1\\"\\n", "n": 1.50 }'.encode())
    rows = (await rows_above(node.pool, history.feed, 0, limit=100, max_bytes=100_000)).rows
    pages = await all_pages(pages_of(node), history.feed, limit=2)
    events = [event for page in pages for event in from_page(history.feed, page)]

    assert [message_of(event) for event in events] == [to_message(history.feed, row) for row in rows]
    assert events == [received(history.feed, row) for row in rows]


async def test_a_page_says_how_far_it_read_where_nothing_is_published(node: Node, history: History) -> None:
    await history.add(3)
    await history.add(10, published=False)
    page = await pages_of(node).page(history.feed, ReadFeed(above=3, limit=4))

    assert (page.events, page.scanned, page.head) == (EventColumns(), 7, 3)


async def test_a_page_keeps_to_the_bytes_that_were_asked_for(node: Node, history: History) -> None:
    await history.add(10, body=b'"' + b"x" * 98 + b'"')
    pages = await all_pages(pages_of(node), history.feed, max_bytes=2_200)
    counts = [len(page.events.position) for page in pages]

    assert sum(counts) == 10
    assert len(counts) > 2


async def test_a_page_keeps_to_what_fits_into_one_message_headers_included(node: Node, history: History) -> None:
    await history.add(40)
    pages = await all_pages(pages_of(node, page_bytes=5_000), history.feed)

    assert max(len(page.model_dump_json()) for page in pages) < 5_200
    assert positions_in(pages) == list(range(1, 41))


async def test_an_event_larger_than_the_bound_comes_alone(node: Node, history: History) -> None:
    await history.add(1)
    await history.add(1, body=b'"' + b"x" * 10_000 + b'"')
    await history.add(1)
    pages = await all_pages(pages_of(node, page_bytes=4_000), history.feed, max_bytes=1_000)

    assert [len(page.events.position) for page in pages] == [1, 1, 1]


async def test_above_the_head_there_is_nothing(node: Node, history: History) -> None:
    await history.add(3)
    page = await pages_of(node).page(history.feed, ReadFeed(above=3))

    assert (page.events, page.scanned, page.head, page.error) == (EventColumns(), 3, 3, None)


async def test_a_feed_that_is_not_kept_here_is_refused(node: Node) -> None:
    page = await pages_of(node).page(Feed("elsewhere", "meetings"), ReadFeed(above=0))

    assert page == FeedPage(error="feed_not_here")


async def test_a_forked_feed_is_not_read(node: Node, history: History) -> None:
    await history.add(3)
    await history.superuser.execute(f"UPDATE {history.feed.schema}.relay_cursor SET forked = 'set back'")
    page = await pages_of(node).page(history.feed, ReadFeed(above=0))

    assert page == FeedPage(error="feed_forked")


@pytest.mark.parametrize(
    "request_", [ReadFeed(above=-1), ReadFeed(above=0, limit=0), ReadFeed(above=0, max_bytes=0), ReadFeed(above=2**63)]
)
async def test_a_request_out_of_range_is_refused(node: Node, history: History, request_: ReadFeed) -> None:
    page = await pages_of(node).page(history.feed, request_)

    assert page == FeedPage(error="malformed")
