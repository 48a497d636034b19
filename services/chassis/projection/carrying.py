"""Carries out reactions: first what follows from the events, then a transaction that does nothing but move on.

No lock is held and no transaction is open while others are talked to. A crash in between repeats the commands under
their ids, which the service's own store answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from services.chassis.feed import Feed
from services.chassis.passing import passes
from services.chassis.projection import parking, positions
from services.chassis.projection.commit import Committed, outcome
from services.chassis.projection.parking import Parked, Retried
from services.chassis.projection.positions import Raced, Step
from services.chassis.projection.reactions import Reacting
from services.chassis.wire import Received


class Carrier:
    """What a Committer is to a projection; `now` stamps parked events only."""

    def __init__(self, reacting: Reacting, pool: asyncpg.Pool, now: Callable[[], datetime]) -> None:
        self._reacting, self._pool, self._now = reacting, pool, now
        self._schema = reacting.name

    async def commit(self, steps: Sequence[Step]) -> Committed:
        """Each feed by itself and all at once, so that a keeper that cannot holds no other; raises as a Committer."""
        return outcome(steps, await asyncio.gather(*map(self._feed, steps), return_exceptions=True))

    async def _feed(self, step: Step) -> list[Received]:
        async with self._pool.acquire() as connection:
            waiting = await parking.aggregates(connection, self._schema, [step.feed])
        parked = await self._carry_out(step.events, {aggregate for _, aggregate in waiting})
        async with self._pool.acquire() as connection, connection.transaction():
            await positions.move(connection, self._schema, [step])
            if await parking.aggregates(connection, self._schema, [step.feed]) != waiting:
                raise Raced  # Somebody freed an aggregate meanwhile: what waited for it may go now.
            await parking.park(connection, self._schema, parked, self._now())
        return [p.event for p in parked]

    async def _carry_out(self, events: Sequence[Received], waiting: set[UUID]) -> list[Parked]:
        parked = []
        for event in events:
            why = parking.BEHIND_ANOTHER if event.aggregate_id in waiting else await self._alone(event)
            if why is not None:
                waiting.add(event.aggregate_id)
                parked.append(Parked(event, why))
        return parked

    async def _alone(self, event: Received) -> str | None:
        """Why the event must be parked, or None: an error that does not come back is not the event's."""
        if await failure(self._reacting, event) is None:
            return None
        return await failure(self._reacting, event)


async def failure(reacting: Reacting, event: Received) -> str | None:
    """Carry out one event; how it failed, or None. What passes is raised."""
    try:
        await reacting.carry_out(event)
    except Exception as error:
        if passes(error):
            raise
        return parking.reason(error)
    return None


async def retry(pool: asyncpg.Pool, reacting: Reacting, feed: Feed, aggregate_id: UUID | None = None) -> Retried:
    """Carry out the feed's parked events (or one aggregate's) again; an aggregate stops at its first failure."""
    failed: set[UUID] = set()
    replayed = 0
    for event in await parking.parked_events(pool, reacting.name, feed, aggregate_id):
        if event.aggregate_id in failed:
            continue
        why = await failure(reacting, event)
        if why is None:
            replayed += await _let_go(pool, reacting.name, event)
        else:
            failed.add(event.aggregate_id)
            await parking.failed_again(pool, reacting.name, event, why)
    return Retried(replayed, len(await parking.parked_events(pool, reacting.name, feed, aggregate_id)))


async def _let_go(pool: asyncpg.Pool, schema: str, event: Received) -> bool:
    """Whether it was still there: somebody else may have retried or dropped it meanwhile."""
    async with pool.acquire() as connection, connection.transaction():
        await positions.lock(connection, schema, event.feed)
        return await parking.let_go(connection, schema, event)
