"""The registry's units: which there are on a day, and in which group of cell types; the tree says under whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.lives import BEGINNINGS, ENDS, NEVER_THERE, TYPES
from contracts.registry import CellTypesAdopted, UnitTypeChanged
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class UnitReplica:
    """Units and their types, of every keeper; where they stand is kept once, in the tree."""

    name = "ratings_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("units.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units and types, in order."""
        await write(connection, events, WRITES)


def _begun(received: Received) -> list[Row]:
    unit = BEGINNINGS[received.contract](received.body)
    return [(received.feed.keeper, unit.unit_id, unit.kind, unit.from_on)]


def _ended(received: Received) -> list[Row]:
    end = ENDS[received.contract](received.body)
    return [(received.feed.keeper, end.unit_id, end.until_on)] if end else []


def _typed(received: Received) -> list[Row]:
    typed = TYPES[received.contract](received.body)
    if typed is None:
        return []
    return [(received.feed.keeper, typed.unit_id, typed.from_on, received.position, typed.cell_type)]


def _never_there(received: Received) -> list[Row]:
    return [(received.feed.keeper, NEVER_THERE[received.contract](received.body))]


def _adopted(received: Received) -> list[Row]:
    told = CellTypesAdopted.model_validate_json(received.body)
    since = (received.feed.keeper, told.effective_from, received.position)
    return [(*since, known.token, known.group) for known in told.types]


BEGIN = Write("INSERT INTO ratings_units.unit VALUES ($1, $2, $3, $4)", _begun)
TYPE = Write("INSERT INTO ratings_units.unit_type VALUES ($1, $2, $3, $4, $5)", _typed)
END = Write("UPDATE ratings_units.unit SET dissolved_on = $3 WHERE keeper = $1 AND unit_id = $2", _ended)
STRIKE = tuple(
    Write(f"DELETE FROM ratings_units.{table} WHERE keeper = $1 AND unit_id = $2", _never_there)
    for table in ("unit", "unit_type")
)

WRITES: Writes = {
    **dict.fromkeys(BEGINNINGS, (BEGIN, TYPE)),
    **{contract: (END, TYPE) if contract in TYPES else (END,) for contract in ENDS},
    UnitTypeChanged.contract(): (TYPE,),
    **dict.fromkeys(NEVER_THERE, STRIKE),
    CellTypesAdopted.contract(): (Write("INSERT INTO ratings_units.catalogue VALUES ($1, $2, $3, $4, $5)", _adopted),),
}


@dataclass(frozen=True)
class UnitThen:
    """A unit as it was on a day; no parent above the keeper's own committee, no group where the type has none."""

    unit_id: UUID
    kind: str
    parent_id: UUID | None
    cell_type_group: str | None


class Units(Protocol):
    """What the application asks about units."""

    async def then(self, unit_id: UUID, day: date) -> UnitThen:
        """The unit as it was that day. Refused("rated_unit_unknown" | "rated_unit_not_there")."""


_THEN = """
SELECT unit.kind, unit.established_on <= $3 AND ($3 < unit.dissolved_on OR unit.dissolved_on IS NULL) AS there,
       (SELECT parent_id FROM ratings_tree.unit_parent p WHERE p.keeper = $1 AND p.unit_id = $2 AND from_on <= $3
         ORDER BY from_on DESC, position DESC LIMIT 1) AS parent_id,
       (SELECT in_group FROM ratings_units.catalogue c WHERE c.keeper = $1 AND c.cell_type = type.cell_type
           AND (effective_from, position) = (SELECT effective_from, position FROM ratings_units.catalogue
                 WHERE keeper = $1 AND effective_from <= $3 ORDER BY effective_from DESC, position DESC LIMIT 1)
       ) AS cell_type_group
  FROM ratings_units.unit
  LEFT JOIN LATERAL (SELECT cell_type FROM ratings_units.unit_type t WHERE t.keeper = $1 AND t.unit_id = $2
                        AND from_on <= $3 ORDER BY from_on DESC, position DESC LIMIT 1) type ON true
 WHERE unit.keeper = $1 AND unit.unit_id = $2
"""


class ReplicatedUnits:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def then(self, unit_id: UUID, day: date) -> UnitThen:
        """See Units."""
        row = await self._pool.fetchrow(_THEN, self._keeper, unit_id, day)
        if row is None:
            raise Refused("rated_unit_unknown", field="unit_id")
        if not row["there"]:
            raise Refused("rated_unit_not_there", field="unit_id", day=day.isoformat())
        return UnitThen(unit_id, row["kind"], row["parent_id"], row["cell_type_group"])
