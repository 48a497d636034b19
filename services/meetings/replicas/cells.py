"""Which cells there are, and when, by the registry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.lives import BEGINNINGS, ENDS, NEVER_THERE
from services.chassis.errors import Refused
from services.chassis.projection.lives import stays
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import write
from services.chassis.wire import Received


class CellReplica:
    """Units, cells among them, with the days on which they exist, of every keeper."""

    name = "meetings_cells"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("cells.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write the cells that came and went in this batch, in order."""
        await write(connection, events, WRITES)


WRITES = stays("meetings_cells.unit", BEGINNINGS, ENDS, NEVER_THERE)


class Cells(Protocol):
    """What the application asks about cells."""

    async def require(self, cell_id: UUID, on: date) -> None:
        """Refuse with `cell_unknown` or `cell_not_there_that_day`."""


class ReplicatedCells:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def require(self, cell_id: UUID, on: date) -> None:
        there: bool | None = await self._pool.fetchval(
            "SELECT bool_or(from_on <= $3 AND ($3 < until_on OR until_on IS NULL)) FROM meetings_cells.unit"
            " WHERE keeper = $1 AND unit_id = $2 AND kind = 'cell'",
            *(self._keeper, cell_id, on),
        )
        if there is None:
            raise Refused("cell_unknown", field="cell_id")
        if not there:
            raise Refused("cell_not_there_that_day", field="cell_id", day=on.isoformat())
