"""What the ratings service keeps of others' facts: which meetings were held, and who visited them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import asyncpg

from contracts.assignments import VisitMade, VisitWithdrawn
from contracts.meetings import MeetingHeld, MeetingWithdrawn
from services.chassis.errors import Refused
from services.chassis.wire import Received

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Key: TypeAlias = tuple[str, UUID]
Row: TypeAlias = tuple[Any, ...]


class MeetingReplica:
    """Meetings held and visits made; what is withdrawn leaves no row, and may come again under its id."""

    name = "ratings_meetings"
    sources = ("meetings", "assignments")
    schema_sql = Path(__file__).with_name("replicas.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch leaves of each meeting and visit that it names."""
        meetings: dict[Key, Row | None] = {}
        visits: dict[Key, Row | None] = {}
        for received in events:
            _read_meeting(received, meetings)
            _read_visit(received, visits)
        await _replace(connection, "meeting", "meeting_id", "$1, $2, $3, $4, $5, $6", meetings)
        await _replace(connection, "visit", "visit_id", "$1, $2, $3, $4", visits)


def _read_meeting(received: Received, meetings: dict[Key, Row | None]) -> None:
    keeper = received.feed.keeper
    if received.contract == MeetingHeld.contract():
        held = MeetingHeld.model_validate_json(received.body)
        meetings[keeper, held.meeting_id] = (held.cell_id, held.kind, held.month, held.held_on)
    elif received.contract == MeetingWithdrawn.contract():
        withdrawn = MeetingWithdrawn.model_validate_json(received.body)
        meetings[keeper, withdrawn.meeting_id] = None


def _read_visit(received: Received, visits: dict[Key, Row | None]) -> None:
    keeper = received.feed.keeper
    if received.contract == VisitMade.contract():
        made = VisitMade.model_validate_json(received.body)
        visits[keeper, made.visit_id] = (made.meeting_id, made.person_id)
    elif received.contract == VisitWithdrawn.contract():
        withdrawn = VisitWithdrawn.model_validate_json(received.body)
        visits[keeper, withdrawn.visit_id] = None


async def _replace(connection: Connection, table: str, key: str, places: str, rows: Mapping[Key, Row | None]) -> None:
    """Leave of each key the row that it has now, or none."""
    gone = f"DELETE FROM ratings_meetings.{table} WHERE keeper = $1 AND {key} = $2"
    await connection.executemany(gone, list(rows))
    there = [(*identity, *row) for identity, row in rows.items() if row is not None]
    await connection.executemany(f"INSERT INTO ratings_meetings.{table} VALUES ({places})", there)


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
