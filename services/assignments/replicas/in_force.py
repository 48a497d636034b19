"""Our own notices, looked up by observer, cell and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.assignments import (
    NoticeIssued,
    NoticeWithdrawn,
    ObserverAssigned,
    ObserverReleased,
    ObserverReleaseWithdrawn,
)
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class AssignmentReplica:
    """Assignments of every keeper."""

    name = "assignments_in_force"
    sources = ("assignments",)
    schema_sql = Path(__file__).with_name("in_force.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of notices and their pairs, in order."""
        await write(connection, events, WRITES)


def _issued(received: Received) -> list[Row]:
    told = NoticeIssued.model_validate_json(received.body)
    return [(received.feed.keeper, told.notice_id, told.issued_on, told.unannounced)]


def _assigned(received: Received) -> list[Row]:
    told = ObserverAssigned.model_validate_json(received.body)
    who = (told.assignment_id, told.notice_id, told.person_id, told.cell_id)
    return [(received.feed.keeper, *who, told.from_on, told.until_on)]


def _released(received: Received) -> list[Row]:
    told = ObserverReleased.model_validate_json(received.body)
    return [(received.feed.keeper, told.assignment_id, told.released_on)]


def _goes_on(received: Received) -> list[Row]:
    told = ObserverReleaseWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.assignment_id, told.until_on)]


def _withdrawn(received: Received) -> list[Row]:
    return [(received.feed.keeper, NoticeWithdrawn.model_validate_json(received.body).notice_id)]


WRITES: Writes = {
    NoticeIssued.contract(): (Write("INSERT INTO assignments_in_force.notice VALUES ($1, $2, $3, $4)", _issued),),
    ObserverAssigned.contract(): (
        Write("INSERT INTO assignments_in_force.assignment VALUES ($1, $2, $3, $4, $5, $6, $7)", _assigned),
    ),
    ObserverReleased.contract(): (
        Write(
            "UPDATE assignments_in_force.assignment SET until_on = $3::date - 1"
            " WHERE keeper = $1 AND assignment_id = $2",
            _released,
        ),
    ),
    ObserverReleaseWithdrawn.contract(): (
        Write(
            "UPDATE assignments_in_force.assignment SET until_on = $3 WHERE keeper = $1 AND assignment_id = $2",
            _goes_on,
        ),
    ),
    # None of them has ever been in force.
    NoticeWithdrawn.contract(): (
        Write(
            "UPDATE assignments_in_force.assignment SET until_on = from_on - 1 WHERE keeper = $1 AND notice_id = $2",
            _withdrawn,
        ),
    ),
}


@dataclass(frozen=True)
class InForce:
    """An assignment that is in force on a day asked about; `unannounced` is its notice's."""

    assignment_id: UUID
    notice_id: UUID
    person_id: UUID
    cell_id: UUID
    from_on: date
    until_on: date
    unannounced: bool


class AssignmentsInForce(Protocol):
    """What the application and the reactions ask about assignments."""

    async def find(self, person_id: UUID, cell_id: UUID, on: date) -> InForce | None:
        """The observer's assignment to a cell on a day; under several notices, that of the one issued last."""

    async def of_person(self, person_id: UUID, first: date, last: date) -> list[InForce]:
        """The observer's assignments in force on some day of a period."""

    async def of_cell(self, cell_id: UUID, days: Sequence[date]) -> list[InForce]:
        """The assignments to a cell in force on any of the days."""

    async def cells_on(self, day: date, without: UUID | None) -> set[UUID]:
        """The cells that anybody is assigned to on a day, one assignment left out of account."""


class ReplicatedAssignments:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def find(self, person_id: UUID, cell_id: UUID, on: date) -> InForce | None:
        """See AssignmentsInForce."""
        found = await self._fetch(
            "a.person_id = $2 AND a.cell_id = $3 AND $4 BETWEEN a.from_on AND a.until_on"
            " ORDER BY n.issued_on DESC, a.assignment_id LIMIT 1",
            *(person_id, cell_id, on),
        )
        return found[0] if found else None

    async def of_person(self, person_id: UUID, first: date, last: date) -> list[InForce]:
        """See AssignmentsInForce."""
        return await self._fetch(
            "a.person_id = $2 AND a.from_on <= $4 AND a.until_on >= $3 ORDER BY a.from_on, a.assignment_id",
            *(person_id, first, last),
        )

    async def of_cell(self, cell_id: UUID, days: Sequence[date]) -> list[InForce]:
        """See AssignmentsInForce."""
        return await self._fetch(
            "a.cell_id = $2 AND EXISTS (SELECT FROM unnest($3::date[]) day WHERE day BETWEEN a.from_on AND a.until_on)"
            " ORDER BY a.assignment_id",
            *(cell_id, list(days)),
        )

    async def cells_on(self, day: date, without: UUID | None) -> set[UUID]:
        """See AssignmentsInForce."""
        rows = await self._pool.fetch(
            "SELECT DISTINCT cell_id FROM assignments_in_force.assignment WHERE keeper = $1"
            " AND $2 BETWEEN from_on AND until_on AND assignment_id IS DISTINCT FROM $3::uuid",
            *(self._keeper, day, without),
        )
        return {row["cell_id"] for row in rows}

    async def _fetch(self, where: str, *arguments: object) -> list[InForce]:
        rows = await self._pool.fetch(f"{SELECT} WHERE a.keeper = $1 AND {where}", self._keeper, *arguments)
        return [InForce(**dict(row)) for row in rows]


SELECT = """SELECT a.assignment_id, a.notice_id, a.person_id, a.cell_id, a.from_on, a.until_on, n.unannounced
  FROM assignments_in_force.assignment a
  JOIN assignments_in_force.notice n ON n.keeper = a.keeper AND n.notice_id = a.notice_id"""
