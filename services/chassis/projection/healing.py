"""Closes gaps from the owner's pages: one task per feed, so that an unreachable keeper never holds the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from contracts.feed import FeedPage, ReadFeed
from services.chassis.ending import end
from services.chassis.feed import Feed

ReadPage = Callable[[Feed, ReadFeed], Awaitable[FeedPage]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a page: read on above `above`, or `done` because the feed is level or stands still."""

    above: int
    done: bool


class Healer:
    """Asks the owner for pages and hands them to `take` until it says that the feed is level.

    `read` may raise anything: the owner is then asked again later, at growing intervals of at most `longest` seconds.
    """

    def __init__(
        self,
        read: ReadPage,
        above: Callable[[Feed], int],
        take: Callable[[Feed, FeedPage], Awaitable[Taken]],
        failed: Callable[[Feed, str], None],
        *,
        shortest: float,
        longest: float,
        page_seconds: float,
    ) -> None:
        self._read, self._above, self._take, self._failed = read, above, take, failed
        self._shortest, self._longest, self._page_seconds = shortest, longest, page_seconds
        self._tasks: dict[Feed, asyncio.Task[None]] = {}
        self._again: set[Feed] = set()

    def heal(self, feed: Feed) -> None:
        """Begin, or once level look once more: what the bus brought meanwhile was dropped."""
        if self.healing(feed):
            self._again.add(feed)
        else:
            self._tasks[feed] = asyncio.create_task(self._until_level(feed), name=f"heal {feed}")

    def healing(self, feed: Feed) -> bool:
        """Whether a task for this feed is at work."""
        task = self._tasks.get(feed)
        return task is not None and not task.done()

    async def close(self) -> None:
        """Stop all tasks and wait for them."""
        await end(*self._tasks.values())
        self._tasks.clear()
        self._again.clear()

    async def _until_level(self, feed: Feed) -> None:
        above, delay = self._above(feed), self._shortest
        while True:
            taken = await self._one_page(feed, above)
            if taken is not None and taken.done:
                if feed not in self._again:
                    return
                self._again.discard(feed)
            elif taken is None or taken.above <= above:
                await asyncio.sleep(delay)
                delay = min(delay * 2, self._longest)
            else:
                delay = self._shortest
            above = self._above(feed) if taken is None else taken.above

    async def _one_page(self, feed: Feed, above: int) -> Taken | None:
        """Read and take one page; None where the owner could not be asked or our database not be written."""
        try:
            async with asyncio.timeout(self._page_seconds):
                page = await self._read(feed, ReadFeed(above=above))
            if page.error is not None:
                self._failed(feed, page.error)
                return None
            return await self._take(feed, page)
        except Exception as error:
            self._failed(feed, type(error).__name__)
            return None
