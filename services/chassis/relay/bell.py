"""Rung after a commit, so that the relay need not wait for its next look at the stores."""

from __future__ import annotations

import asyncio

from services.chassis.relay.progress import Progress


class Bell:
    """Whoever says which feed has something new saves the relay from asking all of them."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._for_all = False

    def ring(self, progress: Progress | None) -> None:
        if progress is None:
            self._for_all = True
        else:
            progress.waiting = True
        self._rung.set()

    def answer(self) -> bool:
        """Stop ringing; True when the heads of all feeds have to be read to know what is new."""
        for_all, self._for_all = self._for_all, False
        self._rung.clear()
        return for_all

    async def wait(self, seconds: float) -> None:
        """Until it rings; TimeoutError when it does not."""
        async with asyncio.timeout(seconds):
            await self._rung.wait()
