"""Lets writers through, or holds them before their next request until somebody has looked at what is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.eventually import eventually

WITHIN = 60.0


class Gate:
    """Open at first. Who is inside has something under way that is not answered yet."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()
        self.inside = 0

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Wait until it is open, then count as inside."""
        await self._open.wait()
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1

    @asynccontextmanager
    async def closed(self) -> AsyncIterator[None]:
        """Nobody is inside, all has been answered; AssertionError where that takes longer than a minute."""
        self._open.clear()
        try:
            empty: bool = await eventually(lambda: self.inside == 0, WITHIN)
            assert empty
            yield
        finally:
            self._open.set()
