"""Which meetings were held, and who visited them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import VisitMade, VisitWithdrawn
from contracts.meetings import MeetingHeld, MeetingWithdrawn, MinutesCorrected
from contracts.texts import TextRef
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class MeetingReplica:
    """Meetings held and visits made; what is withdrawn leaves but its reason, and may come again under its id."""

    name = "ratings_meetings"
    sources = ("meetings", "assignments")
    schema_sql = Path(__file__).with_name("meetings.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of meetings and visits, in order."""
        await write(connection, events, WRITES)


def _held(received: Received) -> list[Row]:
    held = MeetingHeld.model_validate_json(received.body)
    return [(received.feed.keeper, held.meeting_id, held.cell_id, held.kind, held.month, held.held_on)]


def _corrected(received: Received) -> list[Row]:
    corrected = MinutesCorrected.model_validate_json(received.body)
    why = corrected.reason.model_dump_json() if corrected.held_on != corrected.former_held_on else None
    return [(received.feed.keeper, corrected.meeting_id, corrected.held_on, why)]


def _meeting_withdrawn(received: Received) -> list[Row]:
    told = MeetingWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_id, told.reason.model_dump_json())]


def _made(received: Received) -> list[Row]:
    made = VisitMade.model_validate_json(received.body)
    return [(received.feed.keeper, made.visit_id, made.meeting_id, made.person_id)]


def _visit_withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, VisitWithdrawn.model_validate_json(received.body).visit_id)]


WRITES: Writes = {
    MeetingHeld.contract(): (
        Write(
            "INSERT INTO ratings_meetings.meeting VALUES ($1, $2, $3, $4, $5, $6,"
            " (SELECT reason FROM ratings_meetings.withdrawn WHERE keeper = $1 AND meeting_id = $2))",
            _held,
        ),
    ),
    MinutesCorrected.contract(): (
        Write(
            "UPDATE ratings_meetings.meeting SET held_on = $3, moved_because = coalesce($4, moved_because)"
            " WHERE keeper = $1 AND meeting_id = $2",
            _corrected,
        ),
    ),
    MeetingWithdrawn.contract(): (
        Write(
            "WITH gone AS (DELETE FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2)"
            " INSERT INTO ratings_meetings.withdrawn VALUES ($1, $2, $3)"
            " ON CONFLICT (keeper, meeting_id) DO UPDATE SET reason = excluded.reason",
            _meeting_withdrawn,
        ),
    ),
    VisitMade.contract(): (Write("INSERT INTO ratings_meetings.visit VALUES ($1, $2, $3, $4)", _made),),
    VisitWithdrawn.contract(): (
        Write("DELETE FROM ratings_meetings.visit WHERE keeper = $1 AND visit_id = $2", _visit_withdrawn),
    ),
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

    async def day_of(self, meeting_id: UUID) -> date | None:
        """The day on which a meeting was held; None: it does not count as held."""

    async def moved(self, meeting_id: UUID, from_day: date) -> TextRef | None:
        """Why a meeting is known to have been held on another day than that; None: it is not."""

    async def again(self, meeting_id: UUID) -> TextRef | None:
        """Why a meeting that is recorded is of another record, or of another day, than before; None: it never was."""

    async def of_year(self, cell_id: UUID, year: int) -> list[tuple[UUID, HeldMeeting]]:
        """The meetings that were held for the months of a year, by month."""

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

    async def day_of(self, meeting_id: UUID) -> date | None:
        """See Attended."""
        day: date | None = await self._pool.fetchval(
            "SELECT held_on FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2",
            *(self._keeper, meeting_id),
        )
        return day

    async def moved(self, meeting_id: UUID, from_day: date) -> TextRef | None:
        """See Attended."""
        why = await self._pool.fetchval(
            "SELECT moved_because FROM ratings_meetings.meeting"
            " WHERE keeper = $1 AND meeting_id = $2 AND held_on <> $3",
            *(self._keeper, meeting_id, from_day),
        )
        return TextRef.model_validate_json(why) if why else None

    async def again(self, meeting_id: UUID) -> TextRef | None:
        """See Attended."""
        why = await self._pool.fetchval(
            "SELECT moved_because FROM ratings_meetings.meeting WHERE keeper = $1 AND meeting_id = $2",
            *(self._keeper, meeting_id),
        )
        return TextRef.model_validate_json(why) if why else None

    async def of_year(self, cell_id: UUID, year: int) -> list[tuple[UUID, HeldMeeting]]:
        """See Attended."""
        rows = await self._pool.fetch(
            "SELECT meeting_id, cell_id, kind, month, held_on FROM ratings_meetings.meeting"
            " WHERE keeper = $1 AND cell_id = $2 AND month BETWEEN $3 AND $4 ORDER BY month, kind, meeting_id",
            *(self._keeper, cell_id, date(year, 1, 1), date(year, 12, 1)),
        )
        return [(row["meeting_id"], HeldMeeting(*tuple(row)[1:])) for row in rows]

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        """See Attended."""
        visited: bool = await self._pool.fetchval(
            "SELECT EXISTS (SELECT FROM ratings_meetings.visit"
            " WHERE keeper = $1 AND meeting_id = $2 AND person_id = $3)",
            *(self._keeper, meeting_id, person_id),
        )
        if not visited:
            raise Refused("observer_did_not_visit", field="meeting_id")
