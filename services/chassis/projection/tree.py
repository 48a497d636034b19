"""A replica of who stands below whom, and since when: so that a role on a unit reaches all below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from services.chassis.policy import NOTHING, Above
from services.chassis.projection.lives import GoneBy, strikes, together
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, write
from services.chassis.wire import Received


class Place(Protocol):
    """Where a unit stands from a day on: below which other one, or below none."""

    @property
    def unit_id(self) -> UUID: ...
    @property
    def parent_id(self) -> UUID | None: ...
    @property
    def from_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Tree:
    """The places of all units, of every keeper, from the events of one service.

    `told` says, per contract, which places an event's body tells of; `gone`, which unit was never there after all.
    """

    name: str
    source: str
    told: Mapping[str, Callable[[bytes], Sequence[Place]]]
    gone: GoneBy

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)

    @property
    def schema_sql(self) -> Path:
        return Path(__file__).with_name("tree.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write the places that this batch tells of, in order."""
        insert = f"INSERT INTO {self.name}.unit_parent VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        entered = {contract: (Write(insert, _placed(read)),) for contract, read in self.told.items()}
        await write(connection, events, together(entered, strikes(f"{self.name}.unit_parent", self.gone)))

    def above(self, pool: asyncpg.Pool[asyncpg.Record]) -> TreeAbove:
        """What policies ask of it."""
        return TreeAbove(pool, f"{self.name}.unit_parent")


@dataclass(frozen=True, slots=True)
class TreeAbove:
    """Finds what stands above units, in any table (keeper, unit_id, from_on, position, parent_id).

    A unit that is no more stands where it stood last; one that is not yet there stands nowhere.
    """

    pool: asyncpg.Pool[asyncpg.Record]
    table: str

    async def __call__(self, keeper: str, units: Set[UUID], day: date) -> Above:
        if not units:
            return NOTHING
        rows = await self.pool.fetch(ABOVE.format(table=self.table), keeper, list(units), day)
        found: dict[UUID, set[UUID]] = {}
        for row in rows:
            found.setdefault(row["unit_id"], set()).add(row["above"])
        return {unit: frozenset(above) for unit, above in found.items()}


ABOVE = """
WITH RECURSIVE up (unit_id, above) AS (
  SELECT unit_id, unit_id FROM unnest($2::uuid[]) AS named (unit_id)
   UNION
  SELECT up.unit_id, place.parent_id
    FROM up CROSS JOIN LATERAL (
         SELECT parent_id FROM {table} known
          WHERE known.keeper = $1 AND known.unit_id = up.above AND known.from_on <= $3
          ORDER BY known.from_on DESC, known.position DESC LIMIT 1) place
   WHERE place.parent_id IS NOT NULL)
SELECT unit_id, above FROM up WHERE above <> unit_id"""


def _placed(read: Callable[[bytes], Sequence[Place]]) -> Callable[[Received], list[Row]]:
    def rows(received: Received) -> list[Row]:
        where = (received.feed.keeper, received.position)
        return [(where[0], place.unit_id, place.from_on, where[1], place.parent_id) for place in read(received.body)]

    return rows
