"""The registry's units and cell types, as far as decisions are checked against them; the tree is the chassis's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.cell_types import GROUPS_OF_TYPES, TAKEN_BACK
from contracts.lives import BEGINNINGS, ENDS, NEVER_THERE, TYPES
from services.assignments.domain.structure import Structure, Unit
from services.chassis.projection.lives import lists, since, stays, together
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import write
from services.chassis.wire import Received


class UnitReplica:
    """Units and catalogues of types of every keeper."""

    name = "assignments_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("units.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units and types, in order."""
        await write(connection, events, WRITES)


WRITES = together(
    stays("assignments_units.unit", BEGINNINGS, ENDS, NEVER_THERE),
    since("assignments_units.unit_type", TYPES, NEVER_THERE, "cell_type"),
    lists("assignments_units.catalogue", GROUPS_OF_TYPES, TAKEN_BACK, "cell_type", "in_group"),
)


class Units(Protocol):
    """What the application asks about units."""

    async def about(self, unit_ids: Collection[UUID]) -> Structure:
        """Those of the units that are known, with what stands above them and all catalogues of types."""

    async def cells_below(self, committee_id: UUID, on: date) -> Mapping[UUID, str | None]:
        """The cells below a committee on a day, with their types."""


class ReplicatedUnits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def about(self, unit_ids: Collection[UUID]) -> Structure:
        """See Units."""
        types = await self._types(unit_ids)
        rows = await self._pool.fetch(
            "SELECT unit_id, kind, array_agg(from_on ORDER BY from_on) AS begins,"
            " array_agg(until_on ORDER BY from_on) AS ends"
            " FROM assignments_units.unit WHERE keeper = $1 AND unit_id = ANY($2::uuid[]) GROUP BY unit_id, kind",
            *(self._keeper, list(unit_ids)),
        )
        units = {
            row["unit_id"]: Unit(row["kind"], list(zip(row["begins"], row["ends"], strict=True)), types[row["unit_id"]])
            for row in rows
        }
        return Structure(units, await self._catalogues(), await self._parents(unit_ids))

    async def cells_below(self, committee_id: UUID, on: date) -> Mapping[UUID, str | None]:
        """See Units."""
        rows = await self._pool.fetch(CELLS_BELOW, self._keeper, committee_id, on)
        return {row["unit_id"]: row["cell_type"] for row in rows}

    async def _parents(self, unit_ids: Collection[UUID]) -> Mapping[UUID, Mapping[date, UUID | None]]:
        """The parents over time of the units and of whatever was ever above them."""
        rows = await self._pool.fetch(PARENTS, self._keeper, list(unit_ids))
        parents: defaultdict[UUID, dict[date, UUID | None]] = defaultdict(dict)
        for row in rows:
            parents[row["unit_id"]][row["from_on"]] = row["parent_id"]
        return parents

    async def _types(self, unit_ids: Collection[UUID]) -> Mapping[UUID, Mapping[date, str]]:
        rows = await self._pool.fetch(
            "SELECT unit_id, from_on, cell_type FROM assignments_units.unit_type"
            " WHERE keeper = $1 AND unit_id = ANY($2::uuid[]) ORDER BY position",
            *(self._keeper, list(unit_ids)),
        )
        types: defaultdict[UUID, dict[date, str]] = defaultdict(dict)
        for row in rows:
            types[row["unit_id"]][row["from_on"]] = row["cell_type"]
        return types

    async def _catalogues(self) -> Mapping[date, Mapping[str, str]]:
        rows = await self._pool.fetch(
            "SELECT effective_from, cell_type, in_group FROM assignments_units.catalogue c WHERE keeper = $1"
            " AND position = (SELECT max(position) FROM assignments_units.catalogue newest"
            " WHERE newest.keeper = $1 AND newest.effective_from = c.effective_from)",
            self._keeper,
        )
        catalogues: defaultdict[date, dict[str, str]] = defaultdict(dict)
        for row in rows:
            catalogues[row["effective_from"]][row["cell_type"]] = row["in_group"]
        return catalogues


PARENTS = """
WITH RECURSIVE up (unit_id) AS (
  SELECT unnest($2::uuid[])
   UNION
  SELECT p.parent_id FROM up JOIN assignments_tree.unit_parent p ON p.keeper = $1 AND p.unit_id = up.unit_id
   WHERE p.parent_id IS NOT NULL)
SELECT p.unit_id, p.from_on, p.parent_id FROM up JOIN assignments_tree.unit_parent p
    ON p.keeper = $1 AND p.unit_id = up.unit_id
 ORDER BY p.position"""

CELLS_BELOW = """
WITH RECURSIVE place AS (
  SELECT DISTINCT ON (unit_id) unit_id, parent_id FROM assignments_tree.unit_parent
   WHERE keeper = $1 AND from_on <= $3 ORDER BY unit_id, from_on DESC, position DESC),
below (unit_id) AS (
  SELECT unit_id FROM place WHERE parent_id = $2
   UNION
  SELECT place.unit_id FROM below JOIN place ON place.parent_id = below.unit_id)
SELECT u.unit_id, (
         SELECT t.cell_type FROM assignments_units.unit_type t
          WHERE t.keeper = $1 AND t.unit_id = u.unit_id AND t.from_on <= $3
          ORDER BY t.from_on DESC, t.position DESC LIMIT 1) AS cell_type
  FROM below JOIN assignments_units.unit u ON u.keeper = $1 AND u.unit_id = below.unit_id
 WHERE u.kind = 'cell' AND u.from_on <= $3 AND (u.until_on IS NULL OR $3 < u.until_on)
 ORDER BY u.unit_id"""
