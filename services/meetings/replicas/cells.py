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
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class CellReplica:
    """Cells with the days on which they exist, of every keeper."""

    name = "meetings_cells"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("cells.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write the cells that came and went in this batch, in order."""
        await write(connection, events, WRITES)


def _begun(received: Received) -> list[Row]:
    unit = BEGINNINGS[received.contract](received.body)
    return [(received.feed.keeper, unit.unit_id, unit.from_on)] if unit.kind == "cell" else []


def _ended(received: Received) -> list[Row]:
    end = ENDS[received.contract](received.body)
    return [(received.feed.keeper, end.unit_id, end.until_on)] if end else []


def _never_there(received: Received) -> list[Row]:
    return [(received.feed.keeper, NEVER_THERE[received.contract](received.body))]


BEGIN = Write("INSERT INTO meetings_cells.cell VALUES ($1, $2, $3)", _begun)
END = Write("UPDATE meetings_cells.cell SET dissolved_on = $3 WHERE keeper = $1 AND cell_id = $2", _ended)
STRIKE = Write("DELETE FROM meetings_cells.cell WHERE keeper = $1 AND cell_id = $2", _never_there)

WRITES: Writes = {
    **dict.fromkeys(BEGINNINGS, (BEGIN,)),
    **dict.fromkeys(ENDS, (END,)),
    **dict.fromkeys(NEVER_THERE, (STRIKE,)),
}


class Cells(Protocol):
    """What the application asks about cells."""

    async def require(self, cell_id: UUID, on: date) -> None:
        """Refuse with `cell_unknown` or `cell_not_there_that_day`."""


class ReplicatedCells:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def require(self, cell_id: UUID, on: date) -> None:
        row = await self._pool.fetchrow(
            "SELECT established_on, dissolved_on FROM meetings_cells.cell WHERE keeper = $1 AND cell_id = $2",
            self._keeper,
            cell_id,
        )
        if row is None:
            raise Refused("cell_unknown", field="cell_id")
        if on < row["established_on"] or (row["dissolved_on"] is not None and on >= row["dissolved_on"]):
            raise Refused("cell_not_there_that_day", field="cell_id", day=on.isoformat())
