"""The right to read a durable: a session lock in PostgreSQL, so that one reader at a time is active."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from services.chassis import lease
from services.chassis.ending import end
from services.chassis.projection.projection import Connection

ASK_SECONDS = 3.0


class Held:
    """A lock that this process holds as long as its session lives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def lost(self) -> bool:
        """Whether the session has ended, and the lock with it."""
        try:
            closed: bool = self._connection.is_closed()
        except asyncpg.InterfaceError:  # Ended on our side, by which it has left the pool.
            return True
        return closed


@asynccontextmanager
async def held(pool: asyncpg.Pool, durable: str, retry_seconds: float) -> AsyncIterator[Held]:
    """Wait for the lock of a durable and hold it on a connection of its own for as long as the block runs.

    It is tried again and again: a session that blocks on a lock would keep a snapshot open and vacuum from working.
    """
    async with pool.acquire() as connection:
        await connection.execute(lease.LEASE)
        while not await _try(connection, durable):  # noqa: ASYNC110  another process gives no signal
            await asyncio.sleep(retry_seconds)
        keeping = asyncio.create_task(lease.keep(connection, ASK_SECONDS))
        try:
            # Giving the connection back to the pool releases its locks.
            yield Held(connection)
        finally:
            await end(keeping)


async def _try(connection: Connection, durable: str) -> bool:
    taken: bool = await connection.fetchval("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", f"reader:{durable}")
    return taken
