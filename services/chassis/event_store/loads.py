"""Reads that wait at the same time share one query: a batch of commands loads its aggregates in one round trip."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from uuid import UUID

import asyncpg

from services.chassis.errors import Unavailable

MOST_LOADS = 256

# The server plans a query over arrays anew each time, at more than what it takes to answer it; not one over an id.
ALONE = """
SELECT topic, state, originator_version, chain FROM {schema}.stored_events
 WHERE originator_id = $1 AND originator_version >= $2 ORDER BY originator_version"""

TOGETHER = """
SELECT wanted.number, e.topic, e.state, e.originator_version, e.chain
  FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS wanted(id, first, number)
  JOIN {schema}.stored_events e ON e.originator_id = wanted.id AND e.originator_version >= wanted.first
 ORDER BY wanted.number, e.originator_version"""

Part = tuple[UUID, int]
Waiting = tuple[UUID, int, "asyncio.Future[list[asyncpg.Record]]"]


class Loads:
    """One query is in flight at a time, and what is asked meanwhile goes into the next; a lone reader never waits."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], schema: str) -> None:
        self._pool = pool
        self._alone, self._together = ALONE.format(schema=schema), TOGETHER.format(schema=schema)
        self._waiting: deque[Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def rows(self, aggregate_id: UUID, from_version: int) -> list[asyncpg.Record]:
        """Topic, state, version and chain of an aggregate's rows from a version on; raises what the query raises."""
        future: asyncio.Future[list[asyncpg.Record]] = asyncio.get_running_loop().create_future()
        self._waiting.append((aggregate_id, from_version, future))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await future

    async def close(self) -> None:
        """Wait until everybody who has asked has an answer."""
        if self._worker is not None:
            await self._worker

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._settle([self._waiting.popleft() for _ in range(min(MOST_LOADS, len(self._waiting)))])
        finally:
            self._worker = None
            _fail(self._waiting, Unavailable("store_unavailable"))
            self._waiting.clear()

    async def _settle(self, batch: Sequence[Waiting]) -> None:
        try:
            found = await self._fetch(batch)
        except Exception as error:
            _fail(batch, error)
        else:
            for aggregate_id, first, future in batch:
                if not future.done():
                    future.set_result(found[aggregate_id, first])
        finally:
            # Only somebody who ended this task leaves anyone without an answer here.
            _fail(batch, Unavailable("store_unavailable"))

    async def _fetch(self, batch: Sequence[Waiting]) -> dict[Part, list[asyncpg.Record]]:
        """Whoever asks for the same part shares its rows; nobody changes them."""
        parts = list(dict.fromkeys((aggregate_id, first) for aggregate_id, first, _ in batch))
        if len(parts) == 1:
            return {parts[0]: await self._pool.fetch(self._alone, *parts[0])}
        found: dict[Part, list[asyncpg.Record]] = {part: [] for part in parts}
        for record in await self._pool.fetch(self._together, *map(list, zip(*parts, strict=True))):
            found[parts[record["number"] - 1]].append(record)
        return found


def _fail(batch: Iterable[Waiting], error: Exception) -> None:
    for _, _, future in batch:
        if not future.done():
            future.set_exception(error)
