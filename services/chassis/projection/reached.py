"""Waiting until a projection has applied what somebody has written, so that he reads his own writes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import asyncpg

from services.chassis.feed import Feed
from services.chassis.projection.projection import Reads

POLL_SECONDS = 0.2


class Positions:
    """Lets a caller wait until a projection has applied what he has just written, or has been told of.

    The readers of this process tell of every commit at once; the table is polled for readers of other processes.
    """

    def __init__(self, pool: asyncpg.Pool, projection: Reads) -> None:
        self._pool, self._schema, self._sources = pool, projection.name, projection.sources
        self._at: dict[str, int] = {}
        self._moved = asyncio.Event()
        self._waiting = 0
        self._wanted = asyncio.Event()

    def moved(self, feed: Feed, position: int) -> None:
        """Called by a reader after its commit."""
        self._at[str(feed)] = max(position, self._at.get(str(feed), 0))
        self._moved.set()
        self._moved = asyncio.Event()

    async def reached(self, after: Mapping[str, int], within: float) -> bool:
        """Whether every feed named in `after` (name -> position) is applied that far, at the latest `within` seconds.

        Feeds that this projection does not read are ignored.
        """
        wanted = {name: position for name, position in after.items() if self._reads(name)}
        if self._has(wanted):
            return True
        try:
            with self._in_the_queue():
                async with asyncio.timeout(within):
                    await self._wait(wanted)
        except TimeoutError:
            return False
        return True

    async def wanted(self, within: float) -> None:
        """Return as soon as somebody waits for something that is not applied, at the latest after so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._wanted.wait()

    @contextmanager
    def _in_the_queue(self) -> Iterator[None]:
        self._waiting += 1
        self._wanted.set()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._wanted.clear()

    async def _wait(self, wanted: Mapping[str, int]) -> None:
        while True:
            moved = self._moved
            await self._look(wanted)
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    while not self._has(wanted):
                        await moved.wait()
                        moved = self._moved
                return
            except TimeoutError:
                continue

    async def _look(self, wanted: Mapping[str, int]) -> None:
        rows = await self._pool.fetch(
            f"SELECT feed, position FROM {self._schema}.positions WHERE feed = ANY($1)", list(wanted)
        )
        for row in rows:
            self._at[row["feed"]] = max(row["position"], self._at.get(row["feed"], 0))

    def _has(self, wanted: Mapping[str, int]) -> bool:
        return all(self._at.get(name, 0) >= position for name, position in wanted.items())

    def _reads(self, name: str) -> bool:
        try:
            return Feed.parse(name).service in self._sources
        except ValueError:
            return False
