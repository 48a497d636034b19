"""What the application asks about units of any kind: whether they are known, and who stands below whom."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID

import asyncpg

from services.chassis.errors import Refused
from services.chassis.projection.tree import Tree


class Units(Protocol):
    """Units of one keeper."""

    async def require(self, unit_id: UUID, on: date, *, field: str) -> None:
        """Refuse with `unit_unknown` or `unit_not_there_yet`."""

    async def require_within(self, unit_id: UUID, above_id: UUID, on: date, *, field: str) -> None:
        """Refuse with `unit_not_below` a unit that is neither the other one nor stands below it that day."""


class ReplicatedUnits:
    """Answers from the replica of the tree, for one keeper."""

    def __init__(self, tree: Tree, pool: asyncpg.Pool[asyncpg.Record], keeper: str) -> None:
        self._above, self._pool, self._keeper = tree.above(pool), pool, keeper

    async def require(self, unit_id: UUID, on: date, *, field: str) -> None:
        """See Units."""
        since = await self._pool.fetchval(
            f"SELECT min(from_on) FROM {self._above.table} WHERE keeper = $1 AND unit_id = $2", self._keeper, unit_id
        )
        if since is None:
            raise Refused("unit_unknown", field=field)
        if on < since:
            raise Refused("unit_not_there_yet", field=field, day=on.isoformat(), since=since.isoformat())

    async def require_within(self, unit_id: UUID, above_id: UUID, on: date, *, field: str) -> None:
        """See Units."""
        if unit_id != above_id:
            above = await self._above(self._keeper, {unit_id}, on)
            if above_id not in above.get(unit_id, ()):
                raise Refused("unit_not_below", field=field, day=on.isoformat())
