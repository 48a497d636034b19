"""A projection for the tests: one row for each event, in the order in which they were applied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg

from services.chassis.feed import Feed
from services.chassis.wire import Received


class PoisonousNote(Exception):
    """What a defect in a projection looks like."""


class Notes:
    """`poisons` are the notes that it cannot apply; `failures` are raised by the next calls, the last one first.

    `away` are the keepers whose events cannot be applied for the time being.
    """

    schema_sql: Path | None = Path(__file__).with_name("notes.sql")

    def __init__(self, name: str, sources: tuple[str, ...] = ("meetings",)) -> None:
        self.name, self.sources = name, sources
        self.poisons: set[str] = set()
        self.failures: list[Exception] = []
        self.away: set[str] = set()
        self.batches: list[list[int]] = []

    async def apply(self, connection: Any, events: Sequence[Received]) -> None:
        self.batches.append([event.position for event in events])
        if self.failures:
            raise self.failures.pop()
        if self.away & {event.feed.keeper for event in events}:
            raise ConnectionError("not now")
        poisonous = {json.loads(event.body)["what"] for event in events} & self.poisons
        if poisonous:
            raise PoisonousNote(str(poisonous))
        await connection.executemany(
            f"INSERT INTO {self.name}.notes (feed, position, about, what) VALUES ($1, $2, $3, $4)",
            [
                (str(event.feed), event.position, json.loads(event.body)["about"], json.loads(event.body)["what"])
                for event in events
            ],
        )


async def applied(pool: asyncpg.Pool, schema: str, feed: Feed) -> list[int]:
    """The positions of a feed in the order in which they were applied."""
    rows = await pool.fetch(f"SELECT position FROM {schema}.notes WHERE feed = $1 ORDER BY number", str(feed))
    return [row["position"] for row in rows]
