"""Which meetings and visits were ever withdrawn, when and why: a score given in that very moment must go as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import VisitWithdrawn
from contracts.meetings import MeetingWithdrawn
from contracts.texts import TextRef
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class GoneReplica:
    """The withdrawals of meetings and visits; nothing takes one of them back."""

    name = "ratings_gone"
    sources = ("meetings", "assignments")
    schema_sql = Path(__file__).with_name("gone.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of withdrawals."""
        await write(connection, events, WRITES)


def _meeting(received: Received) -> list[Row]:
    told = MeetingWithdrawn.model_validate_json(received.body)
    return [_row(received, told.meeting_id, None, told.reason)]


def _visit(received: Received) -> list[Row]:
    told = VisitWithdrawn.model_validate_json(received.body)
    return [_row(received, told.meeting_id, told.person_id, told.reason)]


def _row(received: Received, meeting_id: UUID, observer_id: UUID | None, reason: TextRef) -> Row:
    event = (received.feed.keeper, received.feed.service, received.position)
    return (*event, meeting_id, observer_id, received.recorded_at, reason.model_dump_json())


PUT = "INSERT INTO ratings_gone.withdrawal VALUES ($1, $2, $3, $4, $5, $6, $7)"

WRITES: Writes = {
    MeetingWithdrawn.contract(): (Write(PUT, _meeting),),
    VisitWithdrawn.contract(): (Write(PUT, _visit),),
}


@dataclass(frozen=True)
class Withdrawal:
    """The last withdrawal of a meeting, or of an observer's visit to it; `event` is its place in its feed."""

    event: str
    observer_id: UUID | None
    withdrawn_at: datetime
    reason: TextRef


class Gone(Protocol):
    """What a reaction asks about what a score rests on."""

    async def under(self, meeting_id: UUID, observer_id: UUID | None) -> list[Withdrawal]:
        """The last withdrawal of the meeting, and of the observer's visit to it where he is named.

        None of what stands: never withdrawn, or recorded again since.
        """


UNDER = """
SELECT DISTINCT ON (observer_id) source, position, observer_id, withdrawn_at, reason
  FROM ratings_gone.withdrawal
 WHERE keeper = $1 AND meeting_id = $2 AND CASE WHEN observer_id IS NULL
       THEN NOT EXISTS (SELECT FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2)
       ELSE observer_id = $3 AND NOT EXISTS (
            SELECT FROM ratings_meetings.visit WHERE keeper = $1 AND meeting_id = $2 AND person_id = $3) END
 ORDER BY observer_id NULLS FIRST, position DESC"""


class ReplicatedGone:
    """Answers from the replica, for one keeper; what stands by now, the replica of meetings tells."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def under(self, meeting_id: UUID, observer_id: UUID | None) -> list[Withdrawal]:
        """See Gone."""
        rows = await self._pool.fetch(UNDER, self._keeper, meeting_id, observer_id)
        return [
            Withdrawal(
                f"{row['source']}:{row['position']}",
                row["observer_id"],
                row["withdrawn_at"],
                TextRef.model_validate_json(row["reason"]),
            )
            for row in rows
        ]
