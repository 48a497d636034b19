"""The registry's own events as rows: the units of a day with their names, types and parents, page by page.

The tree itself (Structure) decides what may be done; later names stand in each unit's own history, and a list of all
units must not replay thousands of histories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.registry import (
    CellTypesAdopted,
    UnitDissolved,
    UnitEntry,
    UnitEstablished,
    UnitList,
    UnitMoved,
    UnitRenamed,
    UnitTypeChanged,
)
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class UnitReplica:
    """Units of every keeper, dissolved ones too."""

    name = "registry_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("replicas.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units, in order."""
        await write(connection, events, WRITES)


def _adopted(received: Received) -> list[Row]:
    told = CellTypesAdopted.model_validate_json(received.body)
    return [(received.feed.keeper, told.effective_from, told.version)]


def _established(received: Received) -> list[Row]:
    told = UnitEstablished.model_validate_json(received.body)
    identity = (received.feed.keeper, told.unit_id, received.position)
    return [(*identity, told.code, told.kind, told.level, told.established_on)]


def _first(field: str) -> Callable[[Received], list[Row]]:
    """What a unit is from its first day on; later events may change it."""

    def rows(received: Received) -> list[Row]:
        told = UnitEstablished.model_validate_json(received.body)
        return [_since(received, told.unit_id, told.established_on, getattr(told, field))]

    return rows


def _renamed(received: Received) -> list[Row]:
    told = UnitRenamed.model_validate_json(received.body)
    return [_since(received, told.unit_id, told.effective_on, told.name)]


def _type_changed(received: Received) -> list[Row]:
    told = UnitTypeChanged.model_validate_json(received.body)
    return [_since(received, told.unit_id, told.effective_on, told.cell_type)]


def _moved(received: Received) -> list[Row]:
    told = UnitMoved.model_validate_json(received.body)
    return [_since(received, told.unit_id, told.effective_on, told.parent_id)]


def _dissolved(received: Received) -> list[Row]:
    told = UnitDissolved.model_validate_json(received.body)
    return [(received.feed.keeper, told.unit_id, told.effective_on)]


def _since(received: Received, unit_id: UUID, day: date, value: object) -> Row:
    return received.feed.keeper, unit_id, day, received.position, value


NAME = "INSERT INTO registry_units.unit_name VALUES ($1, $2, $3, $4, $5)"
TYPE = "INSERT INTO registry_units.unit_type VALUES ($1, $2, $3, $4, $5)"
PARENT = "INSERT INTO registry_units.unit_parent VALUES ($1, $2, $3, $4, $5)"

WRITES: Writes = {
    CellTypesAdopted.contract(): (Write("INSERT INTO registry_units.catalogue VALUES ($1, $2, $3)", _adopted),),
    UnitEstablished.contract(): (
        Write("INSERT INTO registry_units.unit VALUES ($1, $2, $3, $4, $5, $6, $7)", _established),
        Write(NAME, _first("name")),
        Write(TYPE, _first("cell_type")),
        Write(PARENT, _first("parent_id")),
    ),
    UnitRenamed.contract(): (Write(NAME, _renamed),),
    UnitTypeChanged.contract(): (Write(TYPE, _type_changed),),
    UnitMoved.contract(): (Write(PARENT, _moved),),
    UnitDissolved.contract(): (
        Write("UPDATE registry_units.unit SET dissolved_on = $3 WHERE keeper = $1 AND unit_id = $2", _dissolved),
    ),
}


class Units(Protocol):
    """What the application asks about all units."""

    async def on(self, day: date, after_code: str | None, limit: int) -> UnitList:
        """A page of the units that are there on a day, in the order in which they were entered."""


class ReplicatedUnits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def on(self, day: date, after_code: str | None, limit: int) -> UnitList:
        """See Units; Refused with `page_start_unknown` when no unit has the code to go on after."""
        after = await self._position(after_code)
        rows = await self._pool.fetch(UNITS_OF_A_DAY, self._keeper, day, after, limit + 1)
        units = [UnitEntry.model_validate(dict(row)) for row in rows[:limit]]
        more = units[-1].code if len(rows) > limit else None
        return UnitList(units=units, more=more, cell_types=await self._catalogue(day))

    async def _position(self, code: str | None) -> int:
        if code is None:
            return 0
        position: int | None = await self._pool.fetchval(
            "SELECT position FROM registry_units.unit WHERE keeper = $1 AND code = $2", self._keeper, code
        )
        if position is None:
            raise Refused("page_start_unknown", field="after_code")
        return position

    async def _catalogue(self, day: date) -> str | None:
        version: str | None = await self._pool.fetchval(
            "SELECT version FROM registry_units.catalogue WHERE keeper = $1 AND effective_from <= $2"
            " ORDER BY effective_from DESC LIMIT 1",
            *(self._keeper, day),
        )
        return version


UNITS_OF_A_DAY = """
SELECT u.unit_id, u.code, n.name, u.kind, u.level, t.cell_type, p.parent_id, above.code AS parent_code,
       u.established_on, u.dissolved_on
  FROM registry_units.unit u
 CROSS JOIN LATERAL (SELECT name FROM registry_units.unit_name x WHERE x.keeper = $1 AND x.unit_id = u.unit_id
                        AND x.from_on <= $2 ORDER BY x.from_on DESC, x.position DESC LIMIT 1) n
 CROSS JOIN LATERAL (SELECT cell_type FROM registry_units.unit_type x WHERE x.keeper = $1 AND x.unit_id = u.unit_id
                        AND x.from_on <= $2 ORDER BY x.from_on DESC, x.position DESC LIMIT 1) t
 CROSS JOIN LATERAL (SELECT parent_id FROM registry_units.unit_parent x WHERE x.keeper = $1 AND x.unit_id = u.unit_id
                        AND x.from_on <= $2 ORDER BY x.from_on DESC, x.position DESC LIMIT 1) p
  LEFT JOIN registry_units.unit above ON above.keeper = $1 AND above.unit_id = p.parent_id
 WHERE u.keeper = $1 AND u.position > $3 AND u.established_on <= $2 AND (u.dissolved_on IS NULL OR u.dissolved_on > $2)
 ORDER BY u.position LIMIT $4"""
