"""What the live projection says of itself: how far it is, and what it could not apply."""

from __future__ import annotations

from dataclasses import dataclass, replace

import asyncpg

from contracts.feed import ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.healing import ReadPage
from services.chassis.projection.links import At
from services.chassis.projection.projection import Connection
from services.chassis.projection.rebuild.elsewhere import Place
from services.chassis.projection.rebuild.refusal import RebuildRefused

ANY_CHAIN = ""
"""Of a position whose chain is the owner's to say."""

STATE = """
SELECT feed, position, chain, forked,
       ARRAY(SELECT k.position FROM {name}.parked k WHERE k.feed = p.feed) AS parked,
       ARRAY(SELECT d.position FROM {name}.dropped d WHERE d.feed = p.feed) AS dropped
  FROM {name}.positions p ORDER BY feed"""


@dataclass(frozen=True, slots=True)
class Live:
    """Positions, parked events, those that a person has let go, and why feeds stand still, of one moment."""

    at: dict[Feed, At]
    parked: frozenset[Place]
    dropped: frozenset[Place]
    forked: dict[Feed, str]


async def look(connection: Connection | asyncpg.Pool, name: str) -> Live:
    """All of it in one statement, hence of one moment."""
    rows = await connection.fetch(STATE.format(name=name))
    feeds = {Feed.parse(row["feed"]): row for row in rows}
    return Live(
        at={feed: At(row["position"], row["chain"]) for feed, row in feeds.items()},
        parked=frozenset((feed, position) for feed, row in feeds.items() for position in row["parked"]),
        dropped=frozenset((feed, position) for feed, row in feeds.items() for position in row["dropped"]),
        forked={feed: row["forked"] for feed, row in feeds.items() if row["forked"] is not None},
    )


def refuse_forked(live: Live) -> None:
    """RebuildRefused where a feed stands still: what was applied of it may be nobody's history any more."""
    for feed, why in live.forked.items():
        raise RebuildRefused(
            f"{feed} bị rẽ nhánh ({why}); giải quyết xong ở chủ sở hữu thì chạy lại với --accept",
            f"{feed} is forked ({why}); once its owner has settled that, run it again with --accept",
        )


async def as_owners_say(live: Live, read: ReadPage, *, accept: bool = False) -> Live:
    """Where feeds stand still, their owner says how far they go; what was parked or dropped there means nothing.

    `accept`: also where an owner has less than was applied of it. Its history was set back, and nobody has noticed here
    because it has told of nothing since.
    """
    ends = {feed: At(await _head(read, feed), ANY_CHAIN) for feed in live.forked}
    if accept:
        heads = {feed: await _head(read, feed) for feed in live.at if feed not in ends}
        ends |= {feed: At(head, ANY_CHAIN) for feed, head in heads.items() if head < live.at[feed].position}
    parked, dropped = (
        frozenset(place for place in places if place[0] not in ends) for places in (live.parked, live.dropped)
    )
    return replace(live, at=live.at | ends, parked=parked, dropped=dropped)


async def _head(read: ReadPage, feed: Feed) -> int:
    page = await read(feed, ReadFeed(above=0, limit=1))
    return page.head
