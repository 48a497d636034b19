"""Writes how far a rebuild has come where the service's processes look: it is a command, which nobody scrapes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

import asyncpg

from services.chassis.ending import end

EVERY = 1.0

# The row counts only while the session lives that holds the lock of `schemas.alone`: whatever ends a rebuild ends what
# is told of it.
UNDER_WAY = """
SELECT '{name}' AS projection, passed, known FROM {name}.rebuilding WHERE EXISTS (
  SELECT FROM pg_locks l, hashtextextended('rebuild:{name}', 0) AS k
   WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.classid::bigint = (k >> 32) & 4294967295 AND l.objid::bigint = k & 4294967295)"""

WRITE = """
INSERT INTO {name}.rebuilding (passed, known) VALUES ($1, $2)
ON CONFLICT (only_row) DO UPDATE SET passed = excluded.passed, known = excluded.known"""


class Passed(NamedTuple):
    """Positions that a rebuild has passed, of those that it knows of."""

    passed: int
    known: int


class Teller:
    """Hands the progress on to whoever watches here, and keeps it for those who watch elsewhere."""

    def __init__(self, pool: asyncpg.Pool, name: str, shown: Callable[[int, int], None]) -> None:
        self._pool, self._name, self._shown = pool, name, shown
        self._at = Passed(0, 0)

    def __call__(self, passed: int, known: int) -> None:
        self._at = Passed(passed, known)
        self._shown(passed, known)

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Write it once a second, until the block ends."""
        task = asyncio.create_task(self._write_for_ever(), name=f"progress of {self._name}")
        try:
            yield
        finally:
            await end(task)

    async def _write_for_ever(self) -> None:
        while True:
            # Nobody should lose a rebuild because its progress could not be told.
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await self._pool.execute(WRITE.format(name=self._name), *self._at)
            await asyncio.sleep(EVERY)
