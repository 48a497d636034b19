"""How far the relay has come with each feed, as it is kept in the feed's own schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.chassis.feed import Feed
from services.chassis.relay.rows import Link, Session


@dataclass(frozen=True, slots=True)
class Cursor:
    """`scanned`: looked at; `published`: the last row acknowledged by the stream that was created at `stream`."""

    scanned: int
    published: Link
    stream: datetime | None
    forked: str | None


LOAD = """
SELECT {number} AS number, scanned, published, published_chain, stream_created, forked FROM {schema}.relay_cursor"""

SAVE = """
UPDATE {schema}.relay_cursor SET scanned = $1, published = $2, published_chain = $3, stream_created = $4"""

STOP = "UPDATE {schema}.relay_cursor SET forked = $1 WHERE forked IS NULL"


async def load(session: Session, feeds: Sequence[Feed]) -> dict[Feed, Cursor]:
    """The saved cursors of all feeds, in one statement."""
    parts = (LOAD.format(number=number, schema=feed.schema) for number, feed in enumerate(feeds))
    found = await session.fetch(" UNION ALL ".join(parts))
    return {
        feeds[row["number"]]: Cursor(
            row["scanned"], Link(row["published"], row["published_chain"]), row["stream_created"], row["forked"]
        )
        for row in found
    }


async def save(session: Session, feed: Feed, cursor: Cursor) -> None:
    """Keep the positions. `forked` is left alone: only `stop` sets it and only an operator's act takes it away."""
    link = cursor.published
    await session.execute(SAVE.format(schema=feed.schema), cursor.scanned, link.position, link.chain, cursor.stream)


async def stop(session: Session, feed: Feed, reason: str) -> None:
    """Stop a feed for good; a reason that already stands there stays."""
    await session.execute(STOP.format(schema=feed.schema), reason)
