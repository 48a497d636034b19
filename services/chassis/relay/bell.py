"""Rung after a commit, so that the relay need not wait for its next look at the stores."""

from __future__ import annotations

import asyncio

from services.chassis.relay.progress import Progress


class Bell:
    """Whoever rings says which feed has something new, so that nobody has to ask all of them."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self, progress: Progress) -> None:
        progress.waiting = True
        self._rung.set()

    def answer(self) -> None:
        """Stop ringing; to be called before the feeds are read, or what is committed meanwhile would go unheard."""
        self._rung.clear()

    async def wait(self, seconds: float) -> None:
        """Until it rings; TimeoutError when it does not."""
        async with asyncio.timeout(seconds):
            await self._rung.wait()
