"""Who stands below whom, asked of the replica of the tree: a committee acts on units below it only."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from services.chassis.errors import Refused
from services.chassis.projection.tree import TreeAbove


class StandsBelow(Protocol):
    """What the application asks about places."""

    async def require(self, unit_id: UUID, above_id: UUID, day: date) -> None:
        """Refuse with `unit_not_below_issuer` unless the unit stood below the other one that day."""

    async def outside(self, unit_ids: Set[UUID], above_id: UUID, day: date) -> set[UUID]:
        """Those of the units that did not stand below the other one that day."""


@dataclass(frozen=True)
class ReplicatedPlaces:
    """Answers from the replica, for one keeper."""

    above: TreeAbove
    keeper: str

    async def require(self, unit_id: UUID, above_id: UUID, day: date) -> None:
        """See StandsBelow."""
        if await self.outside({unit_id}, above_id, day):
            raise Refused("unit_not_below_issuer", field="unit_id", day=day.isoformat())

    async def outside(self, unit_ids: Set[UUID], above_id: UUID, day: date) -> set[UUID]:
        """See StandsBelow."""
        known = await self.above(self.keeper, unit_ids, day)
        return {unit_id for unit_id in unit_ids if above_id not in known.get(unit_id, frozenset())}
