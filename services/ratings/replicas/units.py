"""The registry's units: which there are on a day, in which group of cell types, and who decides on each."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.cell_types import GRASSROOTS_LEVELS, GROUPS_OF_TYPES, TAKEN_BACK
from contracts.lives import BEGINNINGS, ENDS, LEVELS, NEVER_THERE, TYPES
from services.chassis.errors import Refused
from services.chassis.projection.lives import lists, since, stays, together
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import write
from services.chassis.wire import Received
from services.ratings.domain.authority import Rung, authority_over


class UnitReplica:
    """Units, their types and levels, of every keeper; where they stand is kept once, in the tree."""

    name = "ratings_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("units.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units, types and levels, in order."""
        await write(connection, events, WRITES)


WRITES = together(
    stays("ratings_units.unit", BEGINNINGS, ENDS, NEVER_THERE),
    since("ratings_units.unit_type", TYPES, NEVER_THERE, "cell_type"),
    since("ratings_units.unit_level", LEVELS, NEVER_THERE, "level"),
    lists("ratings_units.catalogue", GROUPS_OF_TYPES, TAKEN_BACK, "cell_type", "in_group"),
    lists("ratings_units.grassroots", GRASSROOTS_LEVELS, TAKEN_BACK, "level"),
)


@dataclass(frozen=True)
class UnitThen:
    """A unit as it was on a day; no authority above the keeper's own committee, no group where the type has none."""

    unit_id: UUID
    kind: str
    authority_id: UUID | None
    cell_type_group: str | None


class Units(Protocol):
    """What the application asks about units."""

    async def then(self, unit_id: UUID, day: date, *, field: str = "unit_id") -> UnitThen:
        """The unit as it was that day. Refused("rated_unit_unknown" | "rated_unit_not_there") under that field."""

    async def gone(self, unit_ids: Set[UUID], day: date) -> set[UUID]:
        """Those of the units that were not there that day, or never are."""


_THEN = """
SELECT unit.kind, unit.from_on <= $3 AND ($3 < unit.until_on OR unit.until_on IS NULL) AS there,
       (SELECT in_group FROM ratings_units.catalogue c WHERE c.keeper = $1 AND c.cell_type = type.cell_type
           AND (effective_from, position) = (SELECT effective_from, position FROM ratings_units.catalogue
                 WHERE keeper = $1 AND effective_from <= $3 ORDER BY effective_from DESC, position DESC LIMIT 1)
       ) AS cell_type_group
  FROM ratings_units.unit
  LEFT JOIN LATERAL (SELECT cell_type FROM ratings_units.unit_type t WHERE t.keeper = $1 AND t.unit_id = $2
                        AND from_on <= $3 ORDER BY from_on DESC, position DESC LIMIT 1) type ON true
 WHERE unit.keeper = $1 AND unit.unit_id = $2 ORDER BY there DESC LIMIT 1
"""

_UP = """
WITH RECURSIVE up (unit_id, height) AS (
  SELECT $2::uuid, 0
   UNION ALL
  SELECT place.parent_id, up.height + 1
    FROM up CROSS JOIN LATERAL (
         SELECT parent_id FROM ratings_tree.unit_parent p WHERE p.keeper = $1 AND p.unit_id = up.unit_id
            AND from_on <= $3 ORDER BY from_on DESC, position DESC LIMIT 1) place
   WHERE place.parent_id IS NOT NULL AND up.height < 64),
newest AS (
  SELECT effective_from, position FROM ratings_units.catalogue
   WHERE keeper = $1 AND effective_from <= $3 ORDER BY effective_from DESC, position DESC LIMIT 1)
SELECT up.unit_id, unit.kind, EXISTS (
         SELECT FROM ratings_units.grassroots g JOIN newest USING (effective_from, position)
          WHERE g.keeper = $1 AND g.level = (
            SELECT lower(level) FROM ratings_units.unit_level l WHERE l.keeper = $1 AND l.unit_id = up.unit_id
               AND from_on <= $3 ORDER BY from_on DESC, position DESC LIMIT 1)) AS grassroots
  FROM up CROSS JOIN LATERAL (
       SELECT kind FROM ratings_units.unit u WHERE u.keeper = $1 AND u.unit_id = up.unit_id LIMIT 1) unit
 ORDER BY up.height
"""


class ReplicatedUnits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def then(self, unit_id: UUID, day: date, *, field: str = "unit_id") -> UnitThen:
        """See Units."""
        row = await self._pool.fetchrow(_THEN, self._keeper, unit_id, day)
        if row is None:
            raise Refused("rated_unit_unknown", field=field)
        if not row["there"]:
            raise Refused("rated_unit_not_there", field=field, day=day.isoformat())
        rated, *above = [Rung(*rung) for rung in await self._pool.fetch(_UP, self._keeper, unit_id, day)]
        return UnitThen(unit_id, row["kind"], authority_over(rated, above), row["cell_type_group"])

    async def gone(self, unit_ids: Set[UUID], day: date) -> set[UUID]:
        """See Units."""
        rows = await self._pool.fetch(
            "SELECT unit_id FROM ratings_units.unit WHERE keeper = $1 AND unit_id = ANY($2)"
            " AND from_on <= $3 AND ($3 < until_on OR until_on IS NULL)",
            *(self._keeper, list(unit_ids), day),
        )
        return set(unit_ids) - {row["unit_id"] for row in rows}
