"""Events that a projection could not apply even alone, kept aside with the later ones of their aggregate; retried."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.feed import Feed
from services.chassis.passing import passes
from services.chassis.projection import positions
from services.chassis.projection.projection import Connection, Projection
from services.chassis.wire import Received

BEHIND_ANOTHER = "an earlier event of this aggregate is parked"

Aggregate = tuple[Feed, UUID]


@dataclass(frozen=True, slots=True)
class Parked:
    """An event to be kept aside, and why."""

    event: Received
    error: str


@dataclass(frozen=True, slots=True)
class Retried:
    """How many parked events went through this time, and how many of those tried stay."""

    replayed: int
    still_parked: int


async def aggregates(connection: Connection, schema: str, feeds: Iterable[Feed]) -> set[Aggregate]:
    """The aggregates whose later events must wait. To be asked after the positions are locked, or a retry slips by."""
    rows = await connection.fetch(
        f"SELECT DISTINCT feed, aggregate_id FROM {schema}.parked WHERE feed = ANY($1)", [str(feed) for feed in feeds]
    )
    return {(Feed.parse(row["feed"]), row["aggregate_id"]) for row in rows}


async def park(connection: Connection, schema: str, parked: Sequence[Parked], at: datetime) -> None:
    """Keep the events aside, in the transaction that moves the position past them."""
    if not parked:
        return
    await connection.executemany(
        f"""INSERT INTO {schema}.parked (feed, position, aggregate_id, message, error, parked_at)
            VALUES ($1, $2, $3, $4, $5, $6)""",
        [(str(p.event.feed), p.event.position, p.event.aggregate_id, _written(p.event), p.error, at) for p in parked],
    )


def reason(error: Exception) -> str:
    """The error in at most 500 characters, without the NUL that PostgreSQL refuses."""
    return f"{type(error).__name__}: {error}"[:500].replace("\x00", "�").encode(errors="replace").decode()


async def parked_events(
    session: asyncpg.Pool | Connection, schema: str, feed: Feed, aggregate_id: UUID | None = None
) -> list[Received]:
    """The feed's parked events, or one aggregate's, in order."""
    rows = await session.fetch(
        f"""SELECT message FROM {schema}.parked
             WHERE feed = $1 AND ($2::uuid IS NULL OR aggregate_id = $2) ORDER BY position""",
        *(str(feed), aggregate_id),
    )
    return [_read(row["message"]) for row in rows]


async def let_go(connection: Connection, schema: str, event: Received) -> bool:
    """Take the event out of the parked ones; whether it was among them. To be called with the position locked."""
    gone = await connection.fetchval(
        f"DELETE FROM {schema}.parked WHERE feed = $1 AND position = $2 RETURNING true",
        *(str(event.feed), event.position),
    )
    return gone is not None


async def failed_again(session: asyncpg.Pool | Connection, schema: str, event: Received, why: str) -> None:
    """Note the newest error of an event that stays parked."""
    await session.execute(
        f"UPDATE {schema}.parked SET error = $3 WHERE feed = $1 AND position = $2",
        *(str(event.feed), event.position, why),
    )


async def retry(pool: asyncpg.Pool, projection: Projection, feed: Feed, aggregate_id: UUID | None = None) -> Retried:
    """Apply the feed's parked events (or one aggregate's) again in order; an aggregate stops at its first failure."""
    async with pool.acquire() as connection, connection.transaction():
        # The reader's compare-and-set waits for this lock, so nothing of these aggregates is applied in between.
        await positions.lock(connection, projection.name, feed)
        events = await parked_events(connection, projection.name, feed, aggregate_id)
        failed: set[UUID] = set()
        replayed = 0
        for event in events:
            if event.aggregate_id in failed:
                continue
            if await _replay(connection, projection, event):
                replayed += 1
            else:
                failed.add(event.aggregate_id)
        return Retried(replayed, len(events) - replayed)


async def _replay(connection: Connection, projection: Projection, event: Received) -> bool:
    """Apply one parked event and let it go; where it fails again, say how. Passing errors are the caller's."""
    try:
        async with connection.transaction():
            await projection.apply(connection, [event])
            await let_go(connection, projection.name, event)
    except Exception as error:
        if connection.is_closed() or passes(error):
            raise
        await failed_again(connection, projection.name, event, reason(error))
        return False
    return True


_WRITTEN: dict[str, Callable[[Any], Any]] = {"feed": str, "aggregate_id": str, "command_id": str, "recorded_at": str}
_READ: dict[str, Callable[[Any], Any]] = {
    "feed": Feed.parse,
    "aggregate_id": UUID,
    "command_id": UUID,
    "recorded_at": datetime.fromisoformat,
}


def _written(event: Received) -> bytes:
    fields = event._asdict()
    body: bytes = fields.pop("body")
    plain = {name: _WRITTEN.get(name, lambda value: value)(value) for name, value in fields.items()}
    return json.dumps(plain, sort_keys=True).encode() + b"\n" + body


def head_of(message: bytes) -> dict[str, Any]:
    """What is kept of an event beside its body; the body may be there or not.

    What was parked before events were told with a trace has none.
    """
    fields = {"traceparent": "", **json.loads(message.split(b"\n", 1)[0])}
    return {name: _READ.get(name, lambda value: value)(fields[name]) for name in fields}


def _read(message: bytes) -> Received:
    return Received(body=message.split(b"\n", 1)[1], **head_of(message))
