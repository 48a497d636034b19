"""The owner's side of reading a feed: pages of published messages for readers that heal, rebuild or check."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.feed import FeedPage, ReadFeed, StoredMessage
from services.chassis.feed import Feed
from services.chassis.relay.rows import Session, heads, rows_above
from services.chassis.wire import to_message

ROWS_AT_MOST = 1_000
HIGHEST = 2**62
PAGE_BYTES = 900_000
"""A page is one message, and a small one beside the server's `max_payload` of 8 MB: two readers that heal at once have
several of them in memory, and what others send waits behind each. A larger event is a page by itself.
"""


class FeedPages:
    """Answers for the feeds it was given and for no other; which service may ask is decided before it is asked."""

    def __init__(self, pools: Mapping[Feed, Session], page_bytes: int = PAGE_BYTES) -> None:
        self._pools, self._page_bytes = dict(pools), page_bytes

    async def page(self, feed: Feed, request: ReadFeed) -> FeedPage:
        """Messages above a position; `error` is `feed_not_here`, `feed_forked` or `malformed`, and the rest is empty.

        A forked feed is not read: its rows are not those that its readers have been told.
        """
        pool = self._pools.get(feed)
        if pool is None:
            return FeedPage(error="feed_not_here")
        if not 0 <= request.above <= HIGHEST or request.limit < 1 or request.max_bytes < 1:
            return FeedPage(error="malformed")
        head = (await heads(pool, [feed]))[feed]
        if head.forked is not None:
            return FeedPage(error="feed_forked")
        return await self._read(pool, feed, request, head.published)

    async def _read(self, pool: Session, feed: Feed, request: ReadFeed, head: int) -> FeedPage:
        """Fill one page. The bound of the request is on bodies, ours on the page as it is sent."""
        limit = min(request.limit, ROWS_AT_MOST)
        max_bytes = min(request.max_bytes, self._page_bytes)
        found = await rows_above(pool, feed, request.above, limit=limit, max_bytes=max_bytes)
        messages: list[StoredMessage] = []
        size = 0
        for row in found.rows:
            message = to_message(feed, row)
            stored = StoredMessage(headers=message.headers, body=message.body.decode())
            size += len(stored.model_dump_json().encode()) + 1
            if messages and size > self._page_bytes:
                return FeedPage(messages=messages, scanned=row.previous, head=max(head, row.position))
            messages.append(stored)
        return FeedPage(messages=messages, scanned=found.scanned, head=max(head, messages_end(messages)))


def messages_end(messages: list[StoredMessage]) -> int:
    """The position of the last message, 0 without one: rows stored since the head was read may be in the page."""
    return int(messages[-1].headers["sh-position"]) if messages else 0
