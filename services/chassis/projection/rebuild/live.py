"""What the live projection says of itself: how far it is, and what it could not apply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import asyncpg

from contracts.feed import FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.healing import ReadPage
from services.chassis.projection.links import START, At
from services.chassis.projection.projection import Connection
from services.chassis.projection.rebuild.elsewhere import Place
from services.chassis.projection.rebuild.refusal import OwnerRefuses, RebuildRefused

ANY_CHAIN = ""
"""Of a position whose chain is the owner's to say."""

PAGES_AT_ONCE = 8
"""The readers are held off while they come, and a node may read thousands of feeds."""

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

    `accept`: also where an owner's history does not hold what was applied last. It was set back, and nobody has noticed
    here because it has told of nothing since. RebuildRefused where an owner refuses.
    """
    still = {feed: at for feed, at in live.at.items() if feed in live.forked}
    going = {feed: at for feed, at in live.at.items() if accept and at != START and feed not in still}
    pages = await _pages_at(read, still | going)
    ends = {
        feed: At(page.head, ANY_CHAIN) for feed, page in pages.items() if feed in still or not _holds(page, going[feed])
    }
    parked, dropped = (
        frozenset(place for place in places if place[0] not in ends) for places in (live.parked, live.dropped)
    )
    return replace(live, at=live.at | ends, parked=parked, dropped=dropped)


async def _pages_at(read: ReadPage, places: Mapping[Feed, At]) -> dict[Feed, FeedPage]:
    """The page at the place of each feed, several at a time. Raises the first error."""
    found: dict[Feed, FeedPage] = {}
    turns = asyncio.Semaphore(PAGES_AT_ONCE)

    async def one(feed: Feed, at: At) -> None:
        async with turns:
            found[feed] = await _page_at(read, feed, at)

    try:
        async with asyncio.TaskGroup() as reading:
            for feed, at in places.items():
                reading.create_task(one(feed, at))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return found


async def _page_at(read: ReadPage, feed: Feed, at: At) -> FeedPage:
    """The page with the event at a place and no other, if the owner has published one there, and with its head."""
    page = await read(feed, ReadFeed(above=max(0, at.position - 1), limit=1))
    if page.error is not None:
        # A refusal bears no head: taken for a page, it would be a history that has nothing.
        raise OwnerRefuses(str(feed), page.error)
    return page


def _holds(page: FeedPage, at: At) -> bool:
    return (at.position, at.chain) in zip(page.events.position, page.events.chain, strict=True)
