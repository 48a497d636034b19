"""Which visits observers made, by assignments: an observer raises issues from a visit of his own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import VisitMade, VisitWithdrawn
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class VisitReplica:
    """Visits of every keeper; one that was withdrawn leaves no row, and may come again under its id."""

    name = "meetings_visits"
    sources = ("assignments",)
    schema_sql = Path(__file__).with_name("visits.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write the visits that this batch tells of, in order."""
        await write(connection, events, WRITES)


def _made(received: Received) -> list[Row]:
    made = VisitMade.model_validate_json(received.body)
    return [(received.feed.keeper, made.visit_id, made.person_id, made.cell_id)]


def _withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, VisitWithdrawn.model_validate_json(received.body).visit_id)]


WRITES: Writes = {
    VisitMade.contract(): (Write("INSERT INTO meetings_visits.visit VALUES ($1, $2, $3, $4)", _made),),
    VisitWithdrawn.contract(): (
        Write("DELETE FROM meetings_visits.visit WHERE keeper = $1 AND visit_id = $2", _withdrawn),
    ),
}


class Visits(Protocol):
    """What the application asks about visits."""

    async def require(self, visit_id: UUID, person_id: UUID, cell_id: UUID) -> None:
        """Refuse with `visit_unknown` what is no visit of this person to this cell."""


class ReplicatedVisits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def require(self, visit_id: UUID, person_id: UUID, cell_id: UUID) -> None:
        """See Visits."""
        made: bool = await self._pool.fetchval(
            "SELECT EXISTS (SELECT FROM meetings_visits.visit"
            " WHERE keeper = $1 AND visit_id = $2 AND person_id = $3 AND cell_id = $4)",
            *(self._keeper, visit_id, person_id, cell_id),
        )
        if not made:
            raise Refused("visit_unknown", field="visit_id")
