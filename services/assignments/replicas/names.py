"""What units are called, for the draft of a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol
from uuid import UUID

import asyncpg

from contracts.lives import NAMES, NEVER_THERE
from services.chassis.projection.lives import since
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import write
from services.chassis.wire import Received


class NameReplica:
    """Names of the units of every keeper."""

    name = "assignments_names"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("names.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of names, in order."""
        await write(connection, events, WRITES)


WRITES = since("assignments_names.name", NAMES, NEVER_THERE, "name")


class Names(Protocol):
    """What the application asks about names."""

    async def on(self, unit_ids: Collection[UUID], day: date) -> Mapping[UUID, str]:
        """What those of the units that are known are called on a day."""


class ReplicatedNames:
    """Answers from the replica, for one keeper."""

    def __init__(self, pool: asyncpg.Pool, keeper: str) -> None:
        self._pool, self._keeper = pool, keeper

    async def on(self, unit_ids: Collection[UUID], day: date) -> Mapping[UUID, str]:
        """See Names."""
        rows = await self._pool.fetch(
            "SELECT DISTINCT ON (unit_id) unit_id, name FROM assignments_names.name"
            " WHERE keeper = $1 AND unit_id = ANY($2::uuid[]) AND from_on <= $3"
            " ORDER BY unit_id, from_on DESC, position DESC",
            *(self._keeper, list(unit_ids), day),
        )
        return {row["unit_id"]: row["name"] for row in rows}
