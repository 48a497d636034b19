"""The owner's side of reading a feed: pages of published events for readers that heal, rebuild or check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from contracts.feed import EventColumns, FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.relay.rows import Session, heads, link_at

ROWS_AT_MOST = 1_000
HIGHEST = 2**62
PAGE_BYTES = 900_000
"""Of a page, before the quotes in its bodies are escaped: that adds about a tenth to a body, and at most doubles it.

A page is one message, and a small one beside the server's `max_payload` of 8 MB: two readers that heal at once have
several of them in memory, and what others send waits behind each. A larger event is a page by itself.
"""

# Values come as the text that stands in a message, made where it costs least; a test says that both are equal.
# Positions have no gaps, so a range of them bounds the count without a LIMIT. The 400 bytes are ids, chain and time.
EVENTS = """
SELECT notification_id, encode(chain, 'hex'), contract, originator_id::text, originator_version,
       to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), command_id::text,
       convert_from(wire, 'UTF8'), metadata
  FROM (SELECT *, sum(octet_length(wire) + octet_length(metadata) + 400) OVER (ORDER BY notification_id) AS bytes
          FROM (SELECT notification_id, chain, contract, originator_id, originator_version, recorded_at, command_id,
                       wire, metadata
                  FROM {schema}.stored_events
                 WHERE notification_id > $1 AND notification_id <= $2 AND contract IS NOT NULL) AS published) AS piece
 WHERE bytes <= $3 OR bytes = octet_length(wire) + octet_length(metadata) + 400
 ORDER BY notification_id"""


class FeedPages:
    """Answers for the feeds it was given and for no other; which service may ask is decided before it is asked."""

    def __init__(self, pools: Mapping[Feed, Session], page_bytes: int = PAGE_BYTES) -> None:
        self._pools, self._page_bytes = dict(pools), page_bytes

    async def page(self, feed: Feed, request: ReadFeed) -> FeedPage:
        """Events above a position; `error` is `feed_not_here`, `feed_forked` or `malformed`, and the rest is empty.

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
        until = min(request.above + min(request.limit, ROWS_AT_MOST), max(head.stored, request.above))
        former = await link_at(pool, feed, request.above)
        max_bytes = min(request.max_bytes, self._page_bytes)
        records = await pool.fetch(EVENTS.format(schema=feed.schema), request.above, until, max_bytes)
        events = _columns(records, former.position) if records else EventColumns()
        last = events.position[-1] if records else 0
        return FeedPage(
            previous_chain=former.chain.hex(),
            events=events,
            scanned=last or until,
            head=max(head.published, last),
        )


def _columns(records: Sequence[Any], previous: int) -> EventColumns:
    """Rows of `EVENTS`, turned over; `previous` is the published position before the first."""
    position, chain, contract, aggregate, version, time, command, body, metadata = zip(*records, strict=True)
    told = [from_json(one) for one in metadata]
    return EventColumns(
        position=position,
        previous=[previous, *position[:-1]],
        chain=chain,
        type=contract,
        subject=aggregate,
        aggregate_version=version,
        time=time,
        actor=[one["actor"] for one in told],
        command=command,
        correlation=[one["correlation"] for one in told],
        causation=[one["causation"] for one in told],
        traceparent=[one["traceparent"] for one in told],
        data=body,
    )
