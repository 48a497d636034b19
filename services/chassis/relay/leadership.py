"""One relay publishes: whoever holds an advisory lock, in a session of its own that is watched all the time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from services.chassis import lease
from services.chassis.passing import passes
from services.chassis.relay.cancellation import end_if_cancelled
from services.chassis.relay.rows import Session


class LeadershipLost(Exception):
    """The session that held the lock has ended; somebody else may be publishing."""


class Leadership:
    """The right to publish to one stream, for as long as the session lives."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self._ended = asyncio.Event()
        connection.add_termination_listener(self._on_end)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Session]:
        """The very session that holds the lock: what is written through it is written by a leader."""
        async with self._turn:
            yield self._connection

    async def watch(self, every: float) -> None:
        """Return never; LeadershipLost as soon as the session ends or no longer answers."""
        while True:
            try:
                async with asyncio.timeout(every):
                    await self._ended.wait()
                raise LeadershipLost
            except TimeoutError:
                end_if_cancelled()
                await self._ask()

    async def _ask(self) -> None:
        try:
            async with asyncio.timeout(lease.ANSWER_WITHIN), self.session() as session:
                await session.fetch(lease.STILL_THERE)
        except Exception as error:
            if passes(error):
                raise LeadershipLost from error
            raise

    def resign(self) -> None:
        """The pool gives the lock back when the connection returns to it; only our listener has to go."""
        with suppress(asyncpg.InterfaceError):  # a session that has ended has left the pool by itself
            self._connection.remove_termination_listener(self._on_end)

    def _on_end(self, _connection: object) -> None:
        self._ended.set()


async def try_to_lead(connection: Any, stream: str) -> bool:
    """Take the lock of the stream in this session, unless another session holds it. Nothing waits in the database."""
    # A cursor is only a hint (see resume.py), so its writes need not wait for the disk.
    await connection.execute("SET synchronous_commit = off")
    await connection.execute(lease.LEASE)
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", lock_of(stream)))


def lock_of(stream: str) -> int:
    """The number of a stream's lock: 64 signed bits, far from the small numbers that others pick by hand."""
    return int.from_bytes(hashlib.sha256(f"relay of {stream}".encode()).digest()[:8], signed=True)
