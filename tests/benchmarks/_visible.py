"""When reporting has had which position of which feed: what it has committed is what its answers show."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.chassis.ending import end

LOOK_SECONDS = 0.01
"""Looking more often would take more of the machine than reporting itself does."""
POSITIONS = "SELECT feed, position FROM reporting_facts.positions"


class Seen:
    """Feed -> when each position was first seen, in seconds of `perf_counter`; too late by a look at most."""

    def __init__(self) -> None:
        self._positions: defaultdict[str, list[int]] = defaultdict(list)
        self._times: defaultdict[str, list[float]] = defaultdict(list)

    def note(self, feed: str, position: int, at: float) -> None:
        if not self._positions[feed] or position > self._positions[feed][-1]:
            self._positions[feed].append(position)
            self._times[feed].append(at)

    def when(self, feed: str, position: int) -> float | None:
        """When the position, or a later one, was first seen; None if it never was."""
        place = bisect_left(self._positions[feed], position)
        return self._times[feed][place] if place < len(self._times[feed]) else None


@asynccontextmanager
async def looking(url: str) -> AsyncIterator[Seen]:
    """Look again and again, on a connection that does nothing else; `url` is reporting's database."""
    seen = Seen()
    connection = await asyncpg.connect(url)
    statement = await connection.prepare(POSITIONS)

    async def look() -> None:
        while True:
            for feed, position in await statement.fetch():
                seen.note(feed, position, time.perf_counter())
            await asyncio.sleep(LOOK_SECONDS)

    task = asyncio.create_task(look())
    try:
        yield seen
    finally:
        await end(task)
        await connection.close()
