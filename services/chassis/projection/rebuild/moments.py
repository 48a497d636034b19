"""A moment of histories as exact positions with their chains, as the owners of the feeds tell them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from contracts.feed import ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.healing import ReadPage
from services.chassis.projection.links import START, At
from services.chassis.projection.rebuild.live import ANY_CHAIN
from services.chassis.projection.rebuild.refusal import OwnerRefuses, RebuildRefused
from services.chassis.wire import Received, from_page

Moment: TypeAlias = Mapping[Feed, int] | datetime
"""Positions by feed, or an instant (UTC): for each feed what had been recorded by then, that instant included."""

AT_ONCE = 8
ROWS = 200
"""Rows to look through for the next published one."""
HIGHEST = 2**62
"""Owners are not asked for what lies above: no history reaches there."""


async def exact(read: ReadPage, wanted: Mapping[Feed, int]) -> dict[Feed, At]:
    """The last published event at or below each position. RebuildRefused above the head of a feed."""
    return await _each(wanted, lambda feed: at_position(read, feed, wanted[feed]))


async def as_of(read: ReadPage, feeds: Iterable[Feed], instant: datetime) -> dict[Feed, At]:
    """The last event of each feed that had been recorded by an instant, by the clock of its owner."""
    return await _each(feeds, lambda feed: at_instant(read, feed, instant))


async def at_position(read: ReadPage, feed: Feed, position: int) -> At:
    """The next published event names the one before it, with its chain; at the head nobody does."""
    following, head = await _first_above(read, feed, min(position, HIGHEST))
    if position > head:
        raise RebuildRefused(
            f"{feed}: lịch sử mới công bố đến vị trí {head}, chưa có vị trí {position}",
            f"{feed}: the history has been told up to {head}, there is no position {position} yet",
        )
    return At(following.previous, following.previous_chain) if following else At(position, ANY_CHAIN)


async def at_instant(read: ReadPage, feed: Feed, instant: datetime) -> At:
    """Looked for by halves, for instants rise with positions: twenty pages of one event for a million of them."""
    low, (following, high) = 0, await _first_above(read, feed, 0)
    while low < high:
        middle = (low + high) // 2
        following, _ = await _first_above(read, feed, middle)
        if following is None or following.recorded_at > instant:
            high = middle
        else:
            low = following.position
    return START if low == 0 else await at_position(read, feed, low)


async def _first_above(read: ReadPage, feed: Feed, above: int) -> tuple[Received | None, int]:
    """The first published event above a position, None where there is none, and the head of the feed."""
    while True:
        # The first published row comes however large it is, and with this bound no other.
        page = await read(feed, ReadFeed(above=above, limit=ROWS, max_bytes=1))
        if page.error is not None:
            raise OwnerRefuses(str(feed), page.error)
        if page.events.position:
            return from_page(feed, page)[0], page.head
        if page.scanned >= page.head or page.scanned <= above:
            return None, page.head
        above = page.scanned


async def _each(feeds: Iterable[Feed], find: Callable[[Feed], Awaitable[At]]) -> dict[Feed, At]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(feed: Feed) -> At:
        async with turns:
            return await find(feed)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = {feed: group.create_task(in_turn(feed)) for feed in feeds}
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return {feed: task.result() for feed, task in tasks.items()}
