"""Letting a parked event go: it is moved aside for good, with who did it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.chassis.projection import positions
from services.chassis.projection.projection import Connection


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody's act: the same one a second time changes nothing."""

    command_id: UUID
    at: datetime
    by: UUID
    reason: str


async def drop(pool: asyncpg.Pool, schema: str, feed: Feed, position: int, act: Act) -> None:
    """Move one event from the parked ones to the dropped ones. Later events of its aggregate stay parked.

    Refused `not_there`, `parked_already_dropped`, `command_id_reused`.
    """
    async with pool.acquire() as connection, connection.transaction():
        await positions.lock(connection, schema, feed)
        if await _done_before(connection, schema, feed, position, act):
            return
        moved = await connection.fetchval(
            f"""WITH gone AS (DELETE FROM {schema}.parked WHERE feed = $1 AND position = $2
                              RETURNING feed, position, aggregate_id, message, error, parked_at)
                INSERT INTO {schema}.dropped (feed, position, aggregate_id, message, error, parked_at,
                                              dropped_at, dropped_by, reason, command_id)
                SELECT gone.*, $3, $4, $5, $6 FROM gone RETURNING true""",
            *(str(feed), position, act.at, act.by, act.reason, act.command_id),
        )
        if not moved:
            raise Refused("not_there")


async def _done_before(connection: Connection, schema: str, feed: Feed, position: int, act: Act) -> bool:
    rows = await connection.fetch(
        f"""SELECT feed, position, dropped_by, reason, command_id FROM {schema}.dropped
             WHERE command_id = $1 OR (feed = $2 AND position = $3) ORDER BY command_id = $1 DESC""",
        *(act.command_id, str(feed), position),
    )
    if not rows:
        return False
    first = rows[0]
    if first["command_id"] != act.command_id:
        raise Refused("parked_already_dropped", field="position")
    if tuple(first)[:4] != (str(feed), position, act.by, act.reason):
        raise Refused("command_id_reused", field="command_id")
    return True
