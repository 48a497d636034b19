"""Questions to a projection as reporting asks them: several statements on one snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.chassis.projection.projection import Connection
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.rebuild.given import Rebuilding


@asynccontextmanager
async def question(rebuilding: Rebuilding[Notes]) -> AsyncIterator[Connection]:
    """A snapshot for several statements, opened as reporting opens it: first the lock, then the snapshot."""
    async with (
        rebuilding.bench.pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        await connection.execute(f"LOCK TABLE {rebuilding.name}.positions IN ACCESS SHARE MODE")
        yield connection


async def position_of(rebuilding: Rebuilding[Notes], connection: Connection) -> int:
    """How far the feeds are in all; every position is an event here."""
    found: int = await connection.fetchval(f"SELECT sum(position)::bigint FROM {rebuilding.name}.positions")
    return found


async def rows_of(rebuilding: Rebuilding[Notes], connection: Connection) -> int:
    """How many rows there are."""
    found: int = await connection.fetchval(f"SELECT count(*) FROM {rebuilding.name}.notes")
    return found


async def ask_all_the_time(rebuilding: Rebuilding[Notes]) -> None:
    """Ask without a pause; nothing torn, and nothing that had been seen before is gone."""
    last = 0
    while True:
        async with question(rebuilding) as connection:
            position, rows = await position_of(rebuilding, connection), await rows_of(rebuilding, connection)
        assert position == rows, f"torn: {rows} rows at position {position}"
        assert position >= last, f"gone: {position} after {last}"
        last = position
