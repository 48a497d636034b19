"""What the ratings service keeps of others' facts: which meetings were held, and who visited them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, TypeAlias
from uuid import UUID

import asyncpg

from contracts.assignments import VisitMade, VisitWithdrawn
from contracts.meetings import MeetingHeld, MeetingWithdrawn
from services.chassis.errors import Refused
from services.chassis.wire import Received

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Write: TypeAlias = Callable[[Connection, Received], Awaitable[None]]


class MeetingReplica:
    """Meetings held and visits made; what is withdrawn leaves no row, and may come again under its id."""

    name = "ratings_meetings"
    sources = ("meetings", "assignments")
    schema_sql = Path(__file__).with_name("replicas.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write the meetings and visits that came and went in this batch, in order."""
        for received in events:
            if write := WRITES.get(received.contract):
                await write(connection, received)


async def _held(connection: Connection, received: Received) -> None:
    told = MeetingHeld.model_validate_json(received.body)
    await connection.execute(
        "INSERT INTO ratings_meetings.meeting VALUES ($1, $2, $3, $4, $5, $6)",
        *(received.feed.keeper, told.meeting_id, told.cell_id, told.kind, told.month, told.held_on),
    )


async def _meeting_withdrawn(connection: Connection, received: Received) -> None:
    told = MeetingWithdrawn.model_validate_json(received.body)
    await connection.execute(
        "DELETE FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2",
        *(received.feed.keeper, told.meeting_id),
    )


async def _visited(connection: Connection, received: Received) -> None:
    told = VisitMade.model_validate_json(received.body)
    await connection.execute(
        "INSERT INTO ratings_meetings.visit VALUES ($1, $2, $3, $4)",
        *(received.feed.keeper, told.visit_id, told.meeting_id, told.person_id),
    )


async def _visit_withdrawn(connection: Connection, received: Received) -> None:
    told = VisitWithdrawn.model_validate_json(received.body)
    await connection.execute(
        "DELETE FROM ratings_meetings.visit WHERE keeper = $1 AND visit_id = $2",
        *(received.feed.keeper, told.visit_id),
    )


WRITES: Mapping[str, Write] = {
    MeetingHeld.contract(): _held,
    MeetingWithdrawn.contract(): _meeting_withdrawn,
    VisitMade.contract(): _visited,
    VisitWithdrawn.contract(): _visit_withdrawn,
}


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting that counts as held."""

    cell_id: UUID
    kind: str
    month: date
    held_on: date


class Attended(Protocol):
    """What the application asks about meetings and visits."""

    async def held(self, meeting_id: UUID, cell_id: UUID) -> HeldMeeting:
        """The meeting, or refused with `meeting_not_held`, also when it is another cell's."""

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        """Refuse with `observer_did_not_visit`."""


class ReplicatedAttended:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def held(self, meeting_id: UUID, cell_id: UUID) -> HeldMeeting:
        """See Attended."""
        row = await self._pool.fetchrow(
            "SELECT cell_id, kind, month, held_on FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2",
            *(self._keeper, meeting_id),
        )
        if row is None or row["cell_id"] != cell_id:
            raise Refused("meeting_not_held", field="meeting_id")
        return HeldMeeting(**row)

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        """See Attended."""
        visited: bool = await self._pool.fetchval(
            "SELECT EXISTS (SELECT FROM ratings_meetings.visit"
            " WHERE keeper = $1 AND meeting_id = $2 AND person_id = $3)",
            *(self._keeper, meeting_id, person_id),
        )
        if not visited:
            raise Refused("observer_did_not_visit", field="meeting_id")
