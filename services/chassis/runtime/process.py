"""One service at work: its database made ready, its stores open, its relay and readers running, its doors open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Self

import asyncpg
import structlog
from prometheus_client import CollectorRegistry

from services.chassis.call import service_actor
from services.chassis.event_store import EventStore, Repository
from services.chassis.event_store.metrics import AppendMetrics
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Client, Node
from services.chassis.messaging.keys import make_service_keys, node_fingerprints, signing_tokens, verifying_tokens
from services.chassis.messaging.tokens import renewed
from services.chassis.projection.projection import Projection
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import Reacting
from services.chassis.runtime.background import Background
from services.chassis.runtime.clock import ClockBehind, SteadyClock
from services.chassis.runtime.connections import Connections, Opening, check_lock_sessions
from services.chassis.runtime.doors import Doors
from services.chassis.runtime.patience import patiently
from services.chassis.runtime.prepare import prepare_database
from services.chassis.runtime.salts import fresh_salt
from services.chassis.runtime.service import KeeperParts, Service
from services.chassis.settings import Settings


class ServiceProcess:
    """`async with ServiceProcess(service, settings, clock=…) as process:`; ends in the reverse order of its beginning.

    Whatever is missing (a table, a stream of other settings, an action without a rule) raises here, before anything
    listens. `http_port` is where health and metrics are served.
    """

    http_port: int
    background: Background
    stores: Mapping[Feed, EventStore]

    def __init__(self, service: Service, settings: Settings, *, clock: Callable[[], datetime]) -> None:
        self.service, self.settings, self._clock = service, settings, clock
        self.registry = CollectorRegistry()
        self._closing = AsyncExitStack()
        self._log = structlog.get_logger().bind(service=service.name)

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._closing.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    async def ready(self) -> dict[str, bool]:
        """What /readyz answers, by check."""
        return await self._doors.health.ready()

    async def _start(self) -> None:
        settings = self.settings
        await asyncio.to_thread(make_service_keys, settings.keys, self.service.name)
        url = settings.migration_url.get_secret_value()
        admin: asyncpg.Connection = await patiently(lambda: asyncpg.connect(url), self._log)
        try:
            await prepare_database(admin, self.service, settings.keepers, settings.store)
            await self._open(admin)
        finally:
            await admin.close()

    async def _open(self, admin: asyncpg.Connection) -> None:
        service, settings = self.service, self.settings
        connections = await Opening(service, settings, self._closing, self._log).open()
        stores = self.stores = await self._open_stores(connections)
        positions = {projection.name: Positions(connections.pool, projection) for projection in service.projections}
        real = settings.store == "real"
        self.background = background = Background(
            service, connections, self._closing, self.registry, self._log, self._clock, real=real
        )
        parts = {keeper: self._parts(keeper, connections, stores, positions, background) for keeper in settings.keepers}
        client = Client(connections.bus, self._own_token(), sealed=connections.sealed_bus)
        reactions = await background.reactions(admin, parts, client, settings.store == "simulated")
        beside = background.beside(list(parts.values()), client, simulated=not real)
        read_by: list[Projection | Reacting] = [*service.projections, *reactions]
        holders = [f"relay {name}" for name in dict.fromkeys(feed.service for feed in stores)]
        holders += [f"{one.name} of {source}" for one in read_by for source in one.sources]
        check_lock_sessions(connections.locks.get_max_size(), [*holders, *(one.name for one in beside)])
        await background.start_relays(stores)
        background.start_readers(read_by, settings.keepers, client, positions)
        background.start_standing(read_by, settings.keepers)
        self._doors = doors = Doors(service, settings, self._closing, self.registry)
        applications = {keeper: service.assemble(parts[keeper]) for keeper in parts}
        await background.judge_stores()
        await doors.open(self._node(), connections, applications, stores, list(positions.values()), read_by)
        background.start_beside(beside)
        self.http_port = await doors.serve_health(connections, background)

    async def _open_stores(self, connections: Connections) -> dict[Feed, EventStore]:
        stores = {}
        behind = ClockBehind(self.registry, self._log, _elapsed)
        metrics = AppendMetrics(self.registry)
        for feed in self.service.feeds(self.settings.keepers):
            side = self.service.sealed if feed.service == SEALED else self.service
            if side is None or side.codec is None:
                raise RuntimeError(f"{feed} has no codec")
            # That somebody wrote to a sealed history is told to no scraper or log reader.
            measures = None if feed.service == SEALED else metrics.of(feed)
            stores[feed] = await EventStore.open(connections.pool, feed, side.codec, measures)
            if feed.service != SEALED:
                stores[feed].on_clock_behind.append(behind)
            self._closing.push_async_callback(stores[feed].close)
        return stores

    def _parts(
        self,
        keeper: str,
        connections: Connections,
        stores: Mapping[Feed, EventStore],
        positions: Mapping[str, Positions],
        background: Background,
    ) -> KeeperParts:
        return KeeperParts(
            keeper=keeper,
            pool=connections.pool,
            simulated=self.settings.store == "simulated",
            heads=background.heads,
            positions=positions,
            repository=self._repository(stores, Feed(keeper, self.service.name)),
            sealed=self._repository(stores, Feed(keeper, SEALED)),
        )

    def _repository(self, stores: Mapping[Feed, EventStore], feed: Feed) -> Repository | None:
        side = self.service.sealed if feed.service == SEALED else self.service
        store = stores.get(feed)
        if store is None or side is None or side.publish is None:
            return None
        return Repository(store, side.publish, fresh_salt)

    def _node(self) -> Node:
        """The clock of commands is watched; it counts on while the machine sleeps."""

        def alarm(seconds: float) -> None:
            self._log.error("clock_jumped", seconds=seconds)

        steady = SteadyClock(self._clock, _elapsed, alarm)
        return Node(verifying_tokens(self.settings.keys), node_fingerprints(self.settings.keys), steady)

    def _own_token(self) -> Callable[[], str]:
        """A service speaks under an identity of its own, by a key that nobody takes for another's."""
        tokens = signing_tokens(self.settings.keys, self.service.name)
        actor = service_actor(self.service.name, self.settings.keepers)
        return renewed(tokens, actor, self._clock)


def _elapsed() -> float:
    """Seconds that count on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
