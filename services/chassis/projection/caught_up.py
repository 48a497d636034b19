"""Waiting until a replica of a service's own feed shows what was accepted before an event came."""

from __future__ import annotations

from dataclasses import dataclass

from services.chassis.errors import Unavailable
from services.chassis.event_store import EventStore
from services.chassis.projection.reached import Positions

WAIT_SECONDS = 5.0


@dataclass(frozen=True)
class CaughtUp:
    """What a reaction waits for before it asks a replica of its own feed what is concerned."""

    store: EventStore
    positions: Positions

    async def wait(self) -> None:
        """Return once the replica is level with the feed; Unavailable when not in time: the event comes again."""
        head = await self.store.published_head()
        if not await self.positions.reached({str(self.store.feed): head}, WAIT_SECONDS):
            raise Unavailable("not_yet_applied")
