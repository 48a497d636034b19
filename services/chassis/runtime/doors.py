"""Where a service is asked: its commands and questions on the bus, its health and metrics over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
from prometheus_client import CollectorRegistry

from services.chassis.bus import leave
from services.chassis.event_store import EventStore, erasers
from services.chassis.event_store.exporting import exporters
from services.chassis.event_store.reads import reads_of
from services.chassis.feed import SEALED, Feed
from services.chassis.health import Health
from services.chassis.messaging import Node, Sealed, connect, heard
from services.chassis.messaging.serving import WaitFor, nothing_above
from services.chassis.policy import Policy
from services.chassis.projection.lot import ParkingLot, lots
from services.chassis.projection.projection import Projection
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import Reacting
from services.chassis.relay import FeedPages
from services.chassis.runtime.background import Background
from services.chassis.runtime.connections import Connections
from services.chassis.runtime.salts import fresh_salt
from services.chassis.runtime.service import Service
from services.chassis.settings import Settings


class Doors:
    """Opens last and closes first: whoever is let in finds everything in place."""

    health: Health

    def __init__(
        self, service: Service, settings: Settings, closing: AsyncExitStack, registry: CollectorRegistry
    ) -> None:
        self._service, self._settings, self._closing, self._registry = service, settings, closing, registry

    async def open(
        self,
        node: Node,
        connections: Connections,
        applications: Mapping[str, Any],
        stores: Mapping[Feed, EventStore],
        positions: Sequence[Positions],
        read_by: Sequence[Projection | Reacting],
    ) -> None:
        """Listen for every message of the service, at all keepers, in both accounts where it has two.

        Returns once the bus knows of it: nobody who has seen that the service is ready is told that none answers.

        `read_by` are its projections and reactions, whose parked events can be asked for.
        """
        # Each account gets the pages of its own feeds and cannot even ask for the other's.
        pages, sealed_pages = (
            FeedPages({feed: connections.pool for feed in stores if (feed.service == SEALED) == is_sealed})
            for is_sealed in (False, True)
        )
        broker = connect(self._settings.nats_url.get_secret_value(), self._service.name)
        pool, keepers = connections.pool, self._settings.keepers
        sealed = self._sealed(pool, _by_keeper(stores, SEALED), sealed_pages, lots(pool, keepers, read_by, sealed=True))
        self._service.router.serve(
            broker,
            applications,
            node=node,
            policy=Policy(self._service.rules),
            stores=_by_keeper(stores, self._service.name),
            registry=self._registry,
            wait_for=_all_of(positions),
            above=self._service.above(pool) if self._service.above else nothing_above,
            read_page=pages.page if stores else None,
            sealed=sealed,
            texts=erasers(_by_keeper(stores, self._service.name), fresh_salt),
            lots=lots(pool, keepers, read_by),
            exports=exporters(pool, _by_keeper(stores, self._service.name)),
            reads=reads_of(pool, _by_keeper(stores, self._service.name)),
        )
        for one in (broker, *([sealed.broker] if sealed else [])):
            self._closing.push_async_callback(leave, one, await one.connect())
            await one.start()
            await heard(one)

    async def serve_health(self, connections: Connections, background: Background) -> int:
        """Ready while the database and the bus answer and everything beside them runs; returns the port."""

        async def database() -> bool:
            return bool(await connections.pool.fetchval("SELECT true"))

        async def bus() -> bool:
            return connections.bus.is_connected

        async def tasks() -> bool:
            return not background.failed.is_set()

        self.health = Health({"database": database, "bus": bus, "tasks": tasks}, self._registry)
        port = await self.health.start(self._settings.http_port, self._settings.http_host)
        self._closing.push_async_callback(self.health.stop)
        return port

    def _sealed(
        self,
        pool: asyncpg.Pool,
        stores: Mapping[str, EventStore],
        pages: FeedPages,
        sealed_lots: Mapping[str, ParkingLot],
    ) -> Sealed | None:
        url = self._settings.sealed_nats_url
        if self._service.sealed is None or url is None:
            return None
        broker = connect(url.get_secret_value(), self._service.name)
        return Sealed(
            broker,
            stores,
            pages.page,
            sealed_lots,
            exporters(pool, stores),
            archives=stores,
            reads=reads_of(pool, stores),
        )


def _all_of(positions: Sequence[Positions]) -> WaitFor:
    """Waits for every projection of the service; each ignores the feeds that it does not read."""

    async def reached(after: Mapping[str, int], within: float) -> bool:
        return all(await asyncio.gather(*(one.reached(after, within) for one in positions)))

    return reached


def _by_keeper(stores: Mapping[Feed, EventStore], service: str) -> dict[str, EventStore]:
    return {feed.keeper: store for feed, store in stores.items() if feed.service == service}
