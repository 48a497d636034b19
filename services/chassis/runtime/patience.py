"""A service that starts before its database does waits for it, a while: nobody has to start things in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
from structlog.typing import FilteringBoundLogger

PAUSE = 0.25
TRIES = 240
NOT_YET = (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError)
"""What a server says that is not there, or is still starting; a wrong password, say, is none of it."""

T = TypeVar("T")


async def patiently(connect: Callable[[], Awaitable[T]], log: FilteringBoundLogger) -> T:
    """What `connect` gives, tried for a minute while the database does not answer; then its error."""
    for attempt in range(TRIES):
        try:
            return await connect()
        except NOT_YET as error:
            if attempt == 0:
                log.warning("waiting_for_database", error=type(error).__name__)
            await asyncio.sleep(PAUSE)
    return await connect()
