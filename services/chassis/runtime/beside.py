"""Work that a service does beside answering, by one of its processes at a time: a session lock says by which."""

from __future__ import annotations

import asyncio
from typing import Protocol

import asyncpg
from structlog.typing import FilteringBoundLogger

from services.chassis.projection import lock

RETRY_SECONDS = 2.0
"""Between two tries to get the lock, and after an error."""


class Beside(Protocol):
    """Something to do again and again, a little at a time. `name` is a literal, the name of its lock."""

    @property
    def name(self) -> str: ...

    async def step(self) -> float:
        """Do a little; returns the seconds after which to go on. What it does may be done twice."""
        ...


async def run_beside(work: Beside, locks: asyncpg.Pool, log: FilteringBoundLogger) -> None:
    """Do it until cancelled, as long as the lock is held; whatever goes wrong, begin again."""
    while True:
        try:
            async with lock.held(locks, work.name, RETRY_SECONDS) as held:
                while not held.lost:  # noqa: ASYNC110  it rests; nobody gives a signal
                    await asyncio.sleep(await work.step())
        except Exception as error:
            log.warning("beside_begins_again", work=work.name, error=type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)
