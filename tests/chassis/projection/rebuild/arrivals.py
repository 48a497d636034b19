"""A projection that also keeps when each event arrived, which no event tells."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.chassis.wire import Received
from tests.chassis.projection.notes import Notes


class Arrivals(Notes):
    """The machine's clock stands for what cannot be told again."""

    schema_sql: Path | None = Path(__file__).with_name("arrivals.sql")
    kept_tables = ("arrival",)

    async def apply(self, connection: Any, events: Sequence[Received]) -> None:
        await super().apply(connection, events)
        await connection.executemany(
            f"INSERT INTO {self.name}.arrival VALUES ($1, $2, clock_timestamp())",
            [(str(event.feed), event.position) for event in events],
        )


class Halting(Notes):
    """Stops in the middle of the live reader's transaction once it has been told to, until it is let go."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.halts, self.halted, self.go_on = False, asyncio.Event(), asyncio.Event()

    async def apply(self, connection: Any, events: Sequence[Received]) -> None:
        if self.halts:
            self.halts = False
            self.halted.set()
            await self.go_on.wait()
        await super().apply(connection, events)
