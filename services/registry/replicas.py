"""The registry's own events as rows: the units of a day with their names, types and parents, page by page.

The tree itself (Structure) decides what may be done; later names stand in each unit's own history, and a list of all
units must not replay thousands of histories.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeAlias

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
from services.chassis.wire import Received

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = dict[str, list[Row]]


class UnitReplica:
    """Units of every keeper, dissolved ones too."""

    name = "registry_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("replicas.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units, each table with one statement; ends after what they end."""
        rows: Rows = {statement: [] for statement in (UNIT, NAME, TYPE, PARENT, CATALOGUE, END)}
        for received in events:
            if read := READ.get(received.contract):
                read(received, rows)
        for statement, told in rows.items():
            await connection.executemany(statement, told)


def _adopted(received: Received, rows: Rows) -> None:
    told = CellTypesAdopted.model_validate_json(received.body)
    rows[CATALOGUE].append((received.feed.keeper, told.effective_from, told.version))


def _established(received: Received, rows: Rows) -> None:
    told = UnitEstablished.model_validate_json(received.body)
    keeper, position, day = received.feed.keeper, received.position, told.established_on
    rows[UNIT].append((keeper, told.unit_id, position, told.code, told.kind, told.level, day))
    for statement, value in ((NAME, told.name), (TYPE, told.cell_type), (PARENT, told.parent_id)):
        rows[statement].append((keeper, told.unit_id, day, position, value))


def _renamed(received: Received, rows: Rows) -> None:
    told = UnitRenamed.model_validate_json(received.body)
    rows[NAME].append((received.feed.keeper, told.unit_id, told.effective_on, received.position, told.name))


def _type_changed(received: Received, rows: Rows) -> None:
    told = UnitTypeChanged.model_validate_json(received.body)
    rows[TYPE].append((received.feed.keeper, told.unit_id, told.effective_on, received.position, told.cell_type))


def _moved(received: Received, rows: Rows) -> None:
    told = UnitMoved.model_validate_json(received.body)
    rows[PARENT].append((received.feed.keeper, told.unit_id, told.effective_on, received.position, told.parent_id))


def _dissolved(received: Received, rows: Rows) -> None:
    told = UnitDissolved.model_validate_json(received.body)
    rows[END].append((received.feed.keeper, told.unit_id, told.effective_on))


UNIT = "INSERT INTO registry_units.unit VALUES ($1, $2, $3, $4, $5, $6, $7)"
NAME = "INSERT INTO registry_units.unit_name VALUES ($1, $2, $3, $4, $5)"
TYPE = "INSERT INTO registry_units.unit_type VALUES ($1, $2, $3, $4, $5)"
PARENT = "INSERT INTO registry_units.unit_parent VALUES ($1, $2, $3, $4, $5)"
CATALOGUE = "INSERT INTO registry_units.catalogue VALUES ($1, $2, $3)"
END = "UPDATE registry_units.unit SET dissolved_on = $3 WHERE keeper = $1 AND unit_id = $2"

READ: Mapping[str, Callable[[Received, Rows], None]] = {
    CellTypesAdopted.contract(): _adopted,
    UnitEstablished.contract(): _established,
    UnitRenamed.contract(): _renamed,
    UnitTypeChanged.contract(): _type_changed,
    UnitMoved.contract(): _moved,
    UnitDissolved.contract(): _dissolved,
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
