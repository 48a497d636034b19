"""Which roles are in force on a day: of a person, or on a unit and all below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.grants import GrantEntry, GrantList, ListGrants, RoleGranted, RoleRevoked
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class GrantReplica:
    """The terms of all grants, of every keeper."""

    name = "registry_grants"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("grants.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of grants, in order."""
        await write(connection, events, WRITES)


def _granted(received: Received) -> list[Row]:
    told = RoleGranted.model_validate_json(received.body)
    who = (told.grant_id, told.person_id, told.role, told.unit_id)
    return [(received.feed.keeper, *who, told.from_on, told.until_on)]


def _revoked(received: Received) -> list[Row]:
    told = RoleRevoked.model_validate_json(received.body)
    return [(received.feed.keeper, told.grant_id, told.revoked_on)]


WRITES: Writes = {
    RoleGranted.contract(): (
        Write(
            "INSERT INTO registry_grants.term VALUES ($1, $2, $3, $4, $5, $6, $7)"
            " ON CONFLICT (keeper, grant_id, from_on) DO UPDATE SET until_on = EXCLUDED.until_on",
            _granted,
        ),
    ),
    # A term revoked before it began ends before it begins: it stays, because a right was once granted here.
    RoleRevoked.contract(): (
        Write(
            "UPDATE registry_grants.term SET until_on = $3::date - 1"
            " WHERE keeper = $1 AND grant_id = $2 AND (until_on IS NULL OR until_on >= $3)",
            _revoked,
        ),
    ),
}


class Grants(Protocol):
    """What the application asks about roles."""

    async def in_force(self, asked: ListGrants, day: date) -> GrantList:
        """A page of the roles in force on a day."""

    async def terms_on(self, unit_id: UUID) -> Sequence[tuple[UUID, date]]:
        """Every term on that very unit that was not revoked before it began: its grant and first day."""


class ReplicatedGrants:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def in_force(self, asked: ListGrants, day: date) -> GrantList:
        """See Grants; at most one term of a grant is in force on a day."""
        wanted = (asked.unit_id, asked.person_id, asked.after_id, asked.limit + 1)
        rows = await self._pool.fetch(IN_FORCE, self._keeper, day, *wanted)
        grants = [GrantEntry.model_validate(dict(row)) for row in rows[: asked.limit]]
        more = grants[-1].grant_id if len(rows) > asked.limit else None
        ever = await self._pool.fetchval(EVER, self._keeper)
        return GrantList(grants=grants, more=more, ever_granted=ever)

    async def terms_on(self, unit_id: UUID) -> Sequence[tuple[UUID, date]]:
        """See Grants."""
        rows = await self._pool.fetch(
            "SELECT grant_id, from_on FROM registry_grants.term"
            " WHERE keeper = $1 AND unit_id = $2 AND (until_on IS NULL OR until_on >= from_on)",
            *(self._keeper, unit_id),
        )
        return [(row["grant_id"], row["from_on"]) for row in rows]


EVER = "SELECT EXISTS (SELECT FROM registry_grants.term WHERE keeper = $1)"

IN_FORCE = """
WITH RECURSIVE place AS (
  SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM registry_units.unit_parent
   WHERE keeper = $1 AND from_on <= $2 ORDER BY unit_id, from_on DESC, position DESC),
below AS (
  SELECT $3::uuid AS unit_id
   UNION
  SELECT place.unit_id FROM place JOIN below ON place.parent_id = below.unit_id)
SELECT term.grant_id, term.person_id, term.role, term.unit_id, unit.code AS unit_code, term.from_on, term.until_on,
       stands.parent_id IS NULL AND (unit.dissolved_on IS NULL OR unit.dissolved_on > $2)
         AS whole_keeper
  FROM registry_grants.term
  JOIN LATERAL (
       SELECT code, dissolved_on FROM registry_units.unit time
        WHERE time.keeper = $1 AND time.unit_id = term.unit_id
        ORDER BY time.here_from <= $2 DESC, time.here_from DESC LIMIT 1) unit ON true
 CROSS JOIN LATERAL (
       SELECT parent_id FROM registry_units.unit_parent known
        WHERE known.keeper = $1 AND known.unit_id = term.unit_id AND known.from_on <= $2
        ORDER BY known.from_on DESC, known.position DESC LIMIT 1) stands
 WHERE term.keeper = $1 AND term.from_on <= $2 AND (term.until_on IS NULL OR term.until_on >= $2)
   AND ($3 IS NULL OR term.unit_id IN (SELECT unit_id FROM below))
   AND ($4::uuid IS NULL OR term.person_id = $4)
   AND ($5::uuid IS NULL OR term.grant_id > $5)
 ORDER BY term.grant_id LIMIT $6"""
