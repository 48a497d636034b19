"""The registry's units and cell types, as far as a notice is checked against them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.registry import CellTypesAdopted, UnitDissolved, UnitEstablished, UnitTypeChanged
from services.assignments.domain.structure import Structure, Unit
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class UnitReplica:
    """Units and catalogues of types of every keeper."""

    name = "assignments_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("units.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units and types, in order."""
        await write(connection, events, WRITES)


def _established(received: Received) -> list[Row]:
    unit = UnitEstablished.model_validate_json(received.body)
    return [(received.feed.keeper, unit.unit_id, unit.kind, unit.established_on)]


def _dissolved(received: Received) -> list[Row]:
    unit = UnitDissolved.model_validate_json(received.body)
    return [(received.feed.keeper, unit.unit_id, unit.effective_on)]


def _first_type(received: Received) -> list[Row]:
    unit = UnitEstablished.model_validate_json(received.body)
    if unit.cell_type is None:
        return []
    return [(received.feed.keeper, unit.unit_id, unit.established_on, received.position, unit.cell_type)]


def _type_changed(received: Received) -> list[Row]:
    unit = UnitTypeChanged.model_validate_json(received.body)
    return [(received.feed.keeper, unit.unit_id, unit.effective_on, received.position, unit.cell_type)]


def _adopted(received: Received) -> list[Row]:
    told = CellTypesAdopted.model_validate_json(received.body)
    since = (received.feed.keeper, told.effective_from, received.position)
    return [(*since, known.token, known.group) for known in told.types]


INSERT_TYPE = "INSERT INTO assignments_units.unit_type VALUES ($1, $2, $3, $4, $5)"

WRITES: Writes = {
    UnitEstablished.contract(): (
        Write("INSERT INTO assignments_units.unit VALUES ($1, $2, $3, $4)", _established),
        Write(INSERT_TYPE, _first_type),
    ),
    UnitDissolved.contract(): (
        Write("UPDATE assignments_units.unit SET dissolved_on = $3 WHERE keeper = $1 AND unit_id = $2", _dissolved),
    ),
    UnitTypeChanged.contract(): (Write(INSERT_TYPE, _type_changed),),
    CellTypesAdopted.contract(): (
        Write("INSERT INTO assignments_units.catalogue VALUES ($1, $2, $3, $4, $5)", _adopted),
    ),
}


class Units(Protocol):
    """What the application asks about units."""

    async def about(self, unit_ids: Collection[UUID]) -> Structure:
        """Those of the units that are known, with all catalogues of types."""


class ReplicatedUnits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def about(self, unit_ids: Collection[UUID]) -> Structure:
        """See Units."""
        types = await self._types(unit_ids)
        rows = await self._pool.fetch(
            "SELECT unit_id, kind, established_on, dissolved_on FROM assignments_units.unit"
            " WHERE keeper = $1 AND unit_id = ANY($2::uuid[])",
            *(self._keeper, list(unit_ids)),
        )
        units = {
            row["unit_id"]: Unit(row["kind"], row["established_on"], row["dissolved_on"], types[row["unit_id"]])
            for row in rows
        }
        return Structure(units, await self._catalogues())

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
