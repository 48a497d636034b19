"""Notices connections to the database that lead nowhere, and ends them: whoever waits on one learns it in seconds.

A line that is cut tells neither end, and a statement under way would wait for ever. A server that is merely slow or
stopped answers late, but it answers: nothing is ended until a new connection works and an old one is still silent.
The server is told as well: a transaction whose client is gone would hold up others with its row locks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

import asyncpg
from structlog.typing import FilteringBoundLogger

from services.chassis.passing import passes

EVERY = 1.0
SILENT_AFTER = 5.0
LAST_CHANCE = 2.0
ANSWER_WITHIN = 10.0

# All of them: our side has given each one up, and sessions that only idle would fill the server's places for minutes.
END_LEFT_BEHIND = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE application_name = $1 AND usename = current_user
   AND pid <> pg_backend_pid() AND backend_start < clock_timestamp() - make_interval(secs => $2)"""

Connect = Callable[[], Awaitable[asyncpg.Connection]]


class Pulse:
    """Asks over a connection of its own; what was made before that fell silent is as silent.

    `name` is the application name under which the server knows the connections of this process and of no other.
    """

    def __init__(self, connect: Connect, name: str, log: FilteringBoundLogger) -> None:
        self._connect, self._name, self._log = connect, name, log
        self._made: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._time = asyncio.get_running_loop().time
        self._lost_at: float | None = None

    async def know(self, connection: asyncpg.Connection) -> None:
        """Remember a connection of a pool: its `init`."""
        self._made[connection] = self._time()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._beat(await self._connect())
            except Exception as error:
                if not passes(error):
                    self._log.error("pulse_failed", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def _beat(self, connection: asyncpg.Connection) -> None:
        """Ask until the session ends, or is found to lead nowhere."""
        try:
            await self._end_left_behind(connection)
            while True:
                asked_at = self._time()
                if not await self._answered(connection):
                    self._end_older_than(asked_at)
                    return
                await asyncio.sleep(EVERY)
        finally:
            connection.terminate()

    async def _answered(self, connection: asyncpg.Connection) -> bool:
        """Whether the server answers; False only where it answers others. Raises what ends the session."""
        asking = asyncio.create_task(connection.execute("SELECT 1"))
        try:
            await asyncio.wait([asking], timeout=SILENT_AFTER)
            while not asking.done():
                await self._others_are_answered()
                await asyncio.wait([asking], timeout=LAST_CHANCE)
                if not asking.done():
                    return False
            await asking
            return True
        finally:
            asking.cancel()

    async def _others_are_answered(self) -> None:
        """Return once a new connection is made; as long as none can be, the server is away and nobody's line is cut."""
        while True:
            try:
                other = await self._connect()
            except Exception as error:
                if not passes(error):
                    raise
                await asyncio.sleep(EVERY)
            else:
                other.terminate()
                return

    def _end_older_than(self, asked_at: float) -> None:
        old = [connection for connection, made in self._made.items() if made <= asked_at and not connection.is_closed()]
        self._log.warning("database_connections_lost", connections=len(old))
        for connection in old:
            connection.terminate()
        self._lost_at = asked_at

    async def _end_left_behind(self, connection: asyncpg.Connection) -> None:
        """Have the server end what was lost, also the sessions that somebody here had given up before.

        Its own bounds do not reach all of them: between a Parse and its Sync it counts neither the time of a statement
        nor idling, and within a COPY it does not even look.
        """
        if self._lost_at is None:
            return
        async with asyncio.timeout(ANSWER_WITHIN):
            await connection.execute(END_LEFT_BEHIND, self._name, self._time() - self._lost_at)
        self._lost_at = None
