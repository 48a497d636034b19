"""The meetings of cells: what a visit is held against, and the calendar of an observer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import CalendarEntry
from contracts.meetings import (
    MeetingCancelled,
    MeetingChangeWithdrawn,
    MeetingHeld,
    MeetingRescheduled,
    MeetingScheduled,
    MeetingWithdrawn,
    MinutesCorrected,
)
from services.assignments.domain.advice import Clash
from services.assignments.domain.change import local_day
from services.assignments.domain.pairs import Pair
from services.assignments.domain.visit import MeetingFact
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class MeetingReplica:
    """Meetings of every keeper."""

    name = "assignments_meetings"
    sources = ("meetings",)
    schema_sql = Path(__file__).with_name("meetings.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of meetings, in order."""
        await write(connection, events, WRITES)


def _scheduled(received: Received) -> list[Row]:
    told = MeetingScheduled.model_validate_json(received.body)
    day = local_day(told.starts_at)
    return [(received.feed.keeper, told.meeting_id, told.cell_id, told.starts_at, told.place, day)]


def _rescheduled(received: Received) -> list[Row]:
    told = MeetingRescheduled.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_id, told.starts_at, told.place, local_day(told.starts_at))]


def _cancelled(received: Received) -> list[Row]:
    return [(received.feed.keeper, MeetingCancelled.model_validate_json(received.body).meeting_id)]


def _change_withdrawn(received: Received) -> list[Row]:
    told = MeetingChangeWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_id, told.starts_at, told.place, local_day(told.starts_at))]


def _held(received: Received) -> list[Row]:
    told = MeetingHeld.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_id, told.cell_id, told.held_on)]


def _corrected(received: Received) -> list[Row]:
    told = MinutesCorrected.model_validate_json(received.body)
    return [(received.feed.keeper, told.meeting_id, told.held_on)]


def _withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, MeetingWithdrawn.model_validate_json(received.body).meeting_id)]


WRITES: Writes = {
    MeetingScheduled.contract(): (
        Write(
            """INSERT INTO assignments_meetings.meeting
             (keeper, meeting_id, cell_id, state, starts_at, place, planned_on)
           VALUES ($1, $2, $3, 'scheduled', $4, $5, $6)
           ON CONFLICT (keeper, meeting_id) DO UPDATE SET state = 'scheduled', starts_at = excluded.starts_at,
             place = excluded.place, planned_on = excluded.planned_on""",
            _scheduled,
        ),
    ),
    MeetingRescheduled.contract(): (
        Write(
            """UPDATE assignments_meetings.meeting SET starts_at = $3, place = $4, planned_on = $5
           WHERE keeper = $1 AND meeting_id = $2""",
            _rescheduled,
        ),
    ),
    MeetingCancelled.contract(): (
        Write(
            "UPDATE assignments_meetings.meeting SET state = 'cancelled' WHERE keeper = $1 AND meeting_id = $2",
            _cancelled,
        ),
    ),
    MeetingChangeWithdrawn.contract(): (
        Write(
            """UPDATE assignments_meetings.meeting SET starts_at = $3, place = $4, planned_on = $5,
             state = CASE state WHEN 'cancelled' THEN 'scheduled' ELSE state END
           WHERE keeper = $1 AND meeting_id = $2""",
            _change_withdrawn,
        ),
    ),
    MeetingHeld.contract(): (
        Write(
            """INSERT INTO assignments_meetings.meeting (keeper, meeting_id, cell_id, state, held_on)
           VALUES ($1, $2, $3, 'held', $4)
           ON CONFLICT (keeper, meeting_id) DO UPDATE SET state = 'held', held_on = excluded.held_on""",
            _held,
        ),
    ),
    MinutesCorrected.contract(): (
        Write("UPDATE assignments_meetings.meeting SET held_on = $3 WHERE keeper = $1 AND meeting_id = $2", _corrected),
    ),
    MeetingWithdrawn.contract(): (
        Write(
            """UPDATE assignments_meetings.meeting SET state = 'withdrawn', held_on = NULL
           WHERE keeper = $1 AND meeting_id = $2""",
            _withdrawn,
        ),
    ),
}


class Meetings(Protocol):
    """What the application asks about meetings."""

    async def find(self, meeting_id: UUID) -> MeetingFact | None:
        """What is known of a meeting, or None."""

    async def between(self, cells: Mapping[UUID, Sequence[tuple[date, date]]]) -> list[CalendarEntry]:
        """The meetings of each cell on the days of its periods, both ends included; by day and time."""

    async def clashes(self, pairs: Sequence[Pair], apart_minutes: int) -> list[Clash]:
        """The announced meetings of assigned cells that begin so near to one of the observer's own cell; by time."""


class ReplicatedMeetings:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def find(self, meeting_id: UUID) -> MeetingFact | None:
        """See Meetings."""
        row = await self._pool.fetchrow(
            "SELECT cell_id, held_on FROM assignments_meetings.meeting WHERE keeper = $1 AND meeting_id = $2",
            *(self._keeper, meeting_id),
        )
        return MeetingFact(row["cell_id"], row["held_on"]) if row else None

    async def between(self, cells: Mapping[UUID, Sequence[tuple[date, date]]]) -> list[CalendarEntry]:
        """See Meetings. A meeting whose record was taken back is on no calendar until it is announced or held again."""
        periods = [(cell_id, first, last) for cell_id, spans in cells.items() for first, last in spans]
        rows = await self._pool.fetch(CALENDAR, self._keeper, *map(list, zip(*periods, strict=True))) if periods else []
        return [CalendarEntry.model_validate(dict(row)) for row in rows]

    async def clashes(self, pairs: Sequence[Pair], apart_minutes: int) -> list[Clash]:
        """See Meetings."""
        asked = [(one.person_id, one.own_cell_id, one.cell_id, one.from_on, one.until_on) for one in pairs]
        asked = [one for one in asked if one[1] is not None]
        if not asked:
            return []
        rows = await self._pool.fetch(CLASHES, self._keeper, *map(list, zip(*asked, strict=True)), apart_minutes)
        return [Clash(**dict(row)) for row in rows]


CLASHES = """
SELECT pair.person_id, pair.cell_id, m.meeting_id, m.starts_at
  FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::date[], $6::date[]) pair(person_id, own_id, cell_id, first, last)
  JOIN assignments_meetings.meeting m ON m.keeper = $1 AND m.cell_id = pair.cell_id AND m.state = 'scheduled'
   AND m.planned_on BETWEEN pair.first AND pair.last
 WHERE EXISTS (
   SELECT FROM assignments_meetings.meeting own
    WHERE own.keeper = $1 AND own.cell_id = pair.own_id AND own.state = 'scheduled'
      AND abs(extract(epoch FROM own.starts_at - m.starts_at)) < $7::int * 60)
 ORDER BY m.starts_at, pair.person_id, m.meeting_id LIMIT 1000"""

CALENDAR = """
SELECT DISTINCT coalesce(held_on, planned_on) AS day, m.starts_at, m.meeting_id, m.cell_id, m.place, m.state, m.held_on
  FROM unnest($2::uuid[], $3::date[], $4::date[]) wanted(cell_id, first, last)
  JOIN assignments_meetings.meeting m ON m.keeper = $1 AND m.cell_id = wanted.cell_id
   AND coalesce(m.held_on, m.planned_on) BETWEEN wanted.first AND wanted.last
 WHERE m.state <> 'withdrawn'
 ORDER BY day, m.starts_at NULLS LAST, m.meeting_id"""
