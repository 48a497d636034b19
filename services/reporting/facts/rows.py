"""Collects the rows of a batch and writes each table at once; a closing first writes what was collected before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis.projection.projection import Connection
from services.chassis.wire import Received
from services.reporting.facts.told import About, about

SCHEMA = "reporting_facts"
OPENING = ("keeper", "position", "number", "known_from")
_OF_EVENT = ("keeper", "service", "position", "contract", "aggregate_id", "recorded_at", "actor", "cause")
TOLD = ("told", (*_OF_EVENT, *About._fields))


class FactRows:
    """The facts of one batch, on the connection whose transaction moves the reader's position."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._pending: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = defaultdict(list)

    def told(self, event: Received, said: object) -> None:
        """Keep the event itself, so that evidence can name it."""
        cause = event.correlation or str(event.command_id)
        values = (event.contract, event.aggregate_id, event.recorded_at, event.actor, cause)
        self._pending[TOLD].append((*event.feed, event.position, *values, *about(said)))

    def add(self, table: str, event: Received, number: int = 0, **values: Any) -> None:
        """Add a fact of an event, known from the event's position on."""
        opening = (event.feed.keeper, event.position, number, event.position)
        self._pending[table, (*OPENING, *values)].append((*opening, *values.values()))

    async def close(self, table: str, event: Received, **key: UUID | date | int) -> list[asyncpg.Record]:
        """End what is known of the open rows with this key; returns them in the order in which they were added."""
        await self.flush()
        matching = " AND ".join(f"{name} = ${number}" for number, name in enumerate(key, 3))
        rows: Sequence[asyncpg.Record] = await self.connection.fetch(
            f"UPDATE {SCHEMA}.{table} SET known_until = $2"
            f" WHERE keeper = $1 AND {matching} AND known_until IS NULL RETURNING *",
            event.feed.keeper,
            event.position,
            *key.values(),
        )
        # An UPDATE returns rows as they lie on the disk, which a rebuild need not repeat.
        return sorted(rows, key=lambda row: (row["position"], row["number"]))

    async def close_last(self, table: str, event: Received, **key: UUID) -> None:
        """End what is known of the newest of the open rows with this key: what was said last is taken back."""
        await self.flush()
        [(name, value)] = key.items()
        await self.connection.execute(
            f"UPDATE {SCHEMA}.{table} SET known_until = $2 WHERE keeper = $1 AND position = ("
            f"SELECT max(position) FROM {SCHEMA}.{table} WHERE keeper = $1 AND {name} = $3 AND known_until IS NULL)",
            *(event.feed.keeper, event.position, value),
        )

    async def flush(self) -> None:
        """Write all that is pending, each table in one COPY."""
        for (table, columns), records in self._pending.items():
            await self.connection.copy_records_to_table(
                table, schema_name=SCHEMA, columns=list(columns), records=records
            )
        self._pending.clear()


Fold = Callable[[FactRows, Received, Any], Awaitable[None]]
"""What an event means; its last argument has the attributes of its contract, which a test compares with the key."""
