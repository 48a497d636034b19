"""The one place that reads published rows and their links from a feed's event table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import asyncpg

from services.chassis.feed import Feed
from services.chassis.wire import PublishedRow


class Session(Protocol):
    """What an asyncpg pool, a connection of it and a connection of one's own have in common."""

    async def fetch(self, query: str, *args: Any) -> list[asyncpg.Record]: ...
    async def execute(self, query: str, *args: Any) -> str: ...


class Link(NamedTuple):
    """A published row as its successor names it: position and chain."""

    position: int
    chain: bytes


BEFORE_THE_FIRST = Link(0, b"")


class Head(NamedTuple):
    """How far a store has come: its last row, its last published row, and why the feed is stopped, if it is."""

    stored: int
    published: int
    forked: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Published rows in order; `scanned` is the position read through, which unpublished rows may have moved on.

    `more`: what was asked for did not suffice to read to the end.
    """

    rows: list[PublishedRow]
    scanned: int
    more: bool


# Positions have no gaps, so a range of positions bounds the count without a LIMIT, and the sizes of large values are
# summed without reading them. The first row always comes, however large it is.
ROWS = """
SELECT notification_id, originator_id, originator_version, recorded_at, command_id, metadata, contract, wire, chain,
       found
  FROM (SELECT *, sum(coalesce(octet_length(wire), 0)) OVER (ORDER BY notification_id) AS bytes,
               count(*) OVER () AS found
          FROM {schema}.stored_events WHERE notification_id > $1 AND notification_id <= $2) AS piece
 WHERE bytes <= $3 OR bytes = coalesce(octet_length(wire), 0)
 ORDER BY notification_id"""

LAST_PUBLISHED = """
SELECT notification_id, chain FROM {schema}.stored_events
 WHERE notification_id <= $1 AND contract IS NOT NULL ORDER BY notification_id DESC LIMIT 1"""

CHAIN = "SELECT chain FROM {schema}.stored_events WHERE notification_id = $1 AND contract IS NOT NULL"

# The last published row is looked for above what the relay has scanned, so that a long run of rows that nobody is told
# of is not read again each time.
HEAD = """
SELECT {number} AS number, forked,
       (SELECT max(notification_id) FROM {schema}.stored_events) AS stored,
       coalesce((SELECT max(notification_id) FROM {schema}.stored_events
                  WHERE notification_id > scanned AND contract IS NOT NULL), published) AS published
  FROM {schema}.relay_cursor"""

# Only of a real store: when something was recorded in a simulated one is part of its story.
RECORDED_ABOVE = """
SELECT {number} AS number, e.recorded_at
  FROM {schema}.store s CROSS JOIN LATERAL (
       SELECT recorded_at FROM {schema}.stored_events
        WHERE notification_id > ${argument} AND contract IS NOT NULL ORDER BY notification_id LIMIT 1) e
 WHERE s.kind = 'real'"""


async def rows_above(
    session: Session, feed: Feed, above: int, *, limit: int, max_bytes: int, link: Link | None = None
) -> Slice:
    """Published rows above a position: out of at most `limit` rows, with at most `max_bytes` of bodies (or one row).

    `link` is the last published row at or below `above`, for those who know it; it is looked up for the others.
    """
    former = link or await link_at(session, feed, above)
    records = await session.fetch(ROWS.format(schema=feed.schema), above, above + limit, max_bytes)
    rows: list[PublishedRow] = []
    for record in records:
        if record["contract"] is not None:
            rows.append(_row(record, former))
            former = Link(record["notification_id"], record["chain"])
    if not records:
        return Slice([], above, more=False)
    found = records[-1]["found"]
    return Slice(rows, records[-1]["notification_id"], more=found == limit or found > len(records))


async def link_at(session: Session, feed: Feed, position: int) -> Link:
    """The last published row at or below a position."""
    found = await session.fetch(LAST_PUBLISHED.format(schema=feed.schema), position)
    return Link(*found[0]) if found else BEFORE_THE_FIRST


async def chain_at(session: Session, feed: Feed, position: int) -> bytes | None:
    """The chain of the published row at exactly this position, None where there is none."""
    found = await session.fetch(CHAIN.format(schema=feed.schema), position)
    return bytes(found[0]["chain"]) if found else None


async def heads(session: Session, feeds: Sequence[Feed]) -> dict[Feed, Head]:
    """The heads of many feeds in one statement."""
    parts = (HEAD.format(number=number, schema=feed.schema) for number, feed in enumerate(feeds))
    found = await session.fetch(" UNION ALL ".join(parts))
    return {feeds[row["number"]]: _head(row["stored"] or 0, row["published"], row["forked"]) for row in found}


async def recorded_above(session: Session, positions: Mapping[Feed, int]) -> dict[Feed, datetime]:
    """When the first published row above a position was recorded; of real stores that have one."""
    if not positions:
        return {}
    feeds = list(positions)
    parts = (
        RECORDED_ABOVE.format(number=number, schema=feed.schema, argument=number + 1)
        for number, feed in enumerate(feeds)
    )
    found = await session.fetch(" UNION ALL ".join(parts), *positions.values())
    return {feeds[row["number"]]: row["recorded_at"] for row in found}


def _head(stored: int, published: int, forked: str | None) -> Head:
    """A cursor above the store, which was set back then, promises nothing that is not there."""
    return Head(stored, min(published, stored), forked)


def _row(record: asyncpg.Record, former: Link) -> PublishedRow:
    return PublishedRow(
        position=record["notification_id"],
        previous=former.position,
        chain=record["chain"],
        previous_chain=former.chain,
        originator_id=record["originator_id"],
        originator_version=record["originator_version"],
        recorded_at=record["recorded_at"],
        command_id=record["command_id"],
        metadata=record["metadata"],
        contract=record["contract"],
        wire=record["wire"],
    )
