"""Writes a batch: positions, parked events and the projection's rows in one transaction, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services.chassis.feed import Feed
from services.chassis.passing import passes
from services.chassis.projection import parking, positions
from services.chassis.projection.parking import Aggregate, Parked
from services.chassis.projection.positions import Raced, Step
from services.chassis.projection.projection import Connection, Projection
from services.chassis.wire import Received


@dataclass(frozen=True, slots=True)
class Committed:
    """What was set aside, and the feeds of which nothing was written because of something that passes."""

    parked: list[Received]
    left: frozenset[Feed] = frozenset()


class Committer:
    """Applies steps to one projection. `now` stamps parked events only; no row of a projection sees it."""

    def __init__(self, projection: Projection, pool: asyncpg.Pool, now: Callable[[], datetime]) -> None:
        self._projection, self._pool, self._now = projection, pool, now
        self._schema = projection.name

    async def commit(self, steps: Sequence[Step]) -> Committed:
        """Write the steps together; where something that passes forbids it, those feeds that can be written alone.

        Raises Raced; and what passes by itself where not one feed could be written.
        """
        try:
            return Committed(await self._write(steps))
        except Raced:
            raise
        except Exception:
            if len(steps) == 1:
                raise
        return outcome(steps, [await self._try_alone(step) for step in steps])

    async def _try_alone(self, step: Step) -> list[Received] | BaseException:
        try:
            return await self._write([step])
        except Exception as error:
            return error

    async def _write(self, steps: Sequence[Step]) -> list[Received]:
        """Returns what was parked; raises Raced and what passes."""
        async with self._pool.acquire() as connection:
            try:
                return await self._together(connection, steps)
            except Raced:
                raise
            except Exception as error:
                if connection.is_closed() or passes(error):
                    raise
            return await self._one_by_one(connection, steps)

    async def _together(self, connection: Connection, steps: Sequence[Step]) -> list[Received]:
        async with connection.transaction():
            going, parked = await self._begin(connection, steps)
            if going:
                await self._projection.apply(connection, going)
            await parking.park(connection, self._schema, parked, self._now())
            return [p.event for p in parked]

    async def _begin(self, connection: Connection, steps: Sequence[Step]) -> tuple[list[Received], list[Parked]]:
        """Move the positions, which also locks them, and part what may be applied from what waits for a parked one."""
        await positions.move(connection, self._schema, steps)
        waiting = await parking.aggregates(connection, self._schema, [step.feed for step in steps])
        events = [event for step in steps for event in step.events]
        if not waiting:
            return events, []
        going: list[Received] = []
        parked: list[Parked] = []
        for event in events:
            if (event.feed, event.aggregate_id) in waiting:
                parked.append(Parked(event, parking.BEHIND_ANOTHER))
            else:
                going.append(event)
        return going, parked

    async def _one_by_one(self, connection: Connection, steps: Sequence[Step]) -> list[Received]:
        """Find the events that fail even alone; the others of the batch go through."""
        async with connection.transaction():
            going, parked = await self._begin(connection, steps)
            waiting: set[Aggregate] = set()
            for event in going:
                error = await self._alone(connection, event, waiting)
                if error is not None:
                    waiting.add((event.feed, event.aggregate_id))
                    parked.append(Parked(event, error))
            await parking.park(connection, self._schema, parked, self._now())
            return [p.event for p in parked]

    async def _alone(self, connection: Connection, event: Received, waiting: set[Aggregate]) -> str | None:
        """Apply one event in a savepoint; why it must be parked, or None."""
        if (event.feed, event.aggregate_id) in waiting:
            return parking.BEHIND_ANOTHER
        try:
            async with connection.transaction():
                await self._projection.apply(connection, [event])
        except Exception as error:
            if connection.is_closed() or passes(error):
                raise
            return parking.reason(error)
        return None


def outcome(steps: Sequence[Step], each: Sequence[list[Received] | BaseException]) -> Committed:
    """What became of steps that were written one by one: what was parked of each, or why it was not written."""
    errors = [result for result in each if isinstance(result, BaseException)]
    # Who has moved one feed may have moved all: look again before anything is said of the others.
    serious = [error for error in errors if isinstance(error, Raced) or not isinstance(error, Exception)]
    if serious or len(errors) == len(steps):
        raise (serious or errors)[0]
    left = frozenset(step.feed for step, result in zip(steps, each, strict=True) if isinstance(result, BaseException))
    return Committed([event for result in each if not isinstance(result, BaseException) for event in result], left)
