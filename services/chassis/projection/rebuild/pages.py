"""Reads a feed from its owner, page after page; the next page is asked for while one is being applied."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from contracts.feed import FeedPage, ReadFeed
from services.chassis.ending import end
from services.chassis.feed import Feed
from services.chassis.projection.healing import ReadPage
from services.chassis.projection.rebuild.refusal import OwnerRefuses
from services.chassis.wire import Received, from_page

ROWS, BYTES = 5_000, 4_000_000
"""More than an owner gives: it fills its pages as it sees fit."""


async def pages(read: ReadPage, feed: Feed, above: int, until: int) -> AsyncGenerator[list[Received], None]:
    """The published events of a feed above one position up to another, both by what the owner has stored.

    RebuildRefused where the owner refuses; Unavailable where it does not answer.
    """
    asking = _ask(read, feed, above)
    try:
        while True:
            page = await asking
            events = from_page(feed, page)
            if page.scanned >= min(until, page.head) or page.scanned <= above:
                yield [event for event in events if event.position <= until]
                return
            above = page.scanned
            asking = _ask(read, feed, above)
            yield events
    finally:
        await end(asking)


def _ask(read: ReadPage, feed: Feed, above: int) -> asyncio.Task[FeedPage]:
    return asyncio.create_task(_asked(read, feed, above), name=f"page of {feed} above {above}")


async def _asked(read: ReadPage, feed: Feed, above: int) -> FeedPage:
    page = await read(feed, ReadFeed(above=above, limit=ROWS, max_bytes=BYTES))
    if page.error is not None:
        raise OwnerRefuses(str(feed), page.error)
    return page
