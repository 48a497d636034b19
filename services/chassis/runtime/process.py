"""One service at work: its database made ready, its stores open, its relay and readers running, its doors open."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, Self
from uuid import NAMESPACE_URL, uuid5

import asyncpg
import nats
import structlog
from nats.aio.client import Client as NatsClient
from prometheus_client import CollectorRegistry

from contracts.message import Command, CommandOutcome
from services.chassis.call import Actor, Role
from services.chassis.event_store import EventStore, Repository
from services.chassis.feed import SEALED, Feed
from services.chassis.health import Health
from services.chassis.messaging import Client, Node, Sealed, connect
from services.chassis.messaging.keys import make_node_keys, node_fingerprints, signing_tokens
from services.chassis.policy import Policy
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.positions import Positions
from services.chassis.projection.projection import Projection
from services.chassis.projection.reactions import Reacting, Refusals
from services.chassis.projection.reader import Reader
from services.chassis.relay import FeedPages, Relay, RelayMetrics, provision_stream, subjects_of
from services.chassis.runtime.prepare import prepare_database, prepare_projections
from services.chassis.runtime.service import KeeperParts, Service
from services.chassis.settings import Settings

COMMAND_CONNECTIONS = 12
SALT_BYTES = 16


class ServiceProcess:
    """`async with ServiceProcess(service, settings, clock=…) as process:`; ends in the reverse order of its beginning.

    Whatever is missing (a table, a stream of other settings, an action without a rule) raises here, before anything
    listens. `http_port` is where health and metrics are served.
    """

    http_port: int

    def __init__(self, service: Service, settings: Settings, *, clock: Callable[[], datetime]) -> None:
        self.service, self.settings, self._clock = service, settings, clock
        self.registry = CollectorRegistry()
        self.readers: list[Reader] = []
        self.relays: list[Relay] = []
        self._exit = AsyncExitStack()
        self._log = structlog.get_logger().bind(service=service.name)

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._exit.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exit.aclose()

    async def _start(self) -> None:
        settings = self.settings
        make_node_keys(settings.keys)
        admin: asyncpg.Connection = await asyncpg.connect(settings.migration_url.get_secret_value())
        try:
            await prepare_database(admin, self.service, settings.keepers, settings.store)
            await self._open(admin)
        finally:
            await admin.close()

    async def _open(self, admin: asyncpg.Connection) -> None:
        bus, sealed_bus = await self._connect_buses()
        pool = await self._open_pool()
        stores = await self._open_stores(pool)
        positions = {projection.name: Positions(pool, projection) for projection in self.service.projections}
        parts = self._parts(pool, stores, positions)
        client = Client(bus, self._own_token(), sealed=sealed_bus)
        reactions = await self._reactions(admin, parts, client)
        await self._start_relays(pool, bus, sealed_bus, stores)
        self._start_readers(pool, bus, sealed_bus, client, reactions, positions)
        applications = {keeper: self.service.assemble(parts[keeper]) for keeper in parts}
        await self._listen(pool, applications, stores, list(positions.values()))
        await self._serve_health(pool, bus)

    async def _connect_buses(self) -> tuple[NatsClient, NatsClient | None]:
        bus = await self._connect(self.settings.nats_url.get_secret_value())
        url = self.settings.sealed_nats_url
        sealed = await self._connect(url.get_secret_value()) if url and self.service.sealed else None
        if self.service.sealed and sealed is None:
            raise ValueError(f"{self.service.name} needs SINHHOAT_SEALED_NATS_URL")
        return bus, sealed

    async def _connect(self, url: str) -> NatsClient:
        client = await nats.connect(url, name=self.service.name, max_reconnect_attempts=-1, error_cb=self._bus_error)
        self._exit.push_async_callback(client.close)
        return client

    async def _bus_error(self, error: Exception) -> None:
        # The words of the error may name a sealed subject.
        self._log.warning("bus_error", error=type(error).__name__)

    async def _open_pool(self) -> asyncpg.Pool:
        readers = sum(len(projection.sources) for projection in self.service.projections)
        held = readers + 2 * bool(self.service.reactions) + 2
        size = COMMAND_CONNECTIONS + held
        url = self.settings.database_url.get_secret_value()
        pool: asyncpg.Pool = await asyncpg.create_pool(url, min_size=1, max_size=size)
        self._exit.push_async_callback(pool.close)
        return pool

    async def _open_stores(self, pool: asyncpg.Pool) -> dict[Feed, EventStore]:
        stores = {}
        for feed in self.service.feeds(self.settings.keepers):
            side = self.service.sealed if feed.service == SEALED else self.service
            if side is None or side.codec is None:
                raise RuntimeError(f"{feed} has no codec")
            stores[feed] = await EventStore.open(pool, feed, side.codec)
            self._exit.push_async_callback(stores[feed].close)
        return stores

    def _parts(
        self, pool: asyncpg.Pool, stores: Mapping[Feed, EventStore], positions: Mapping[str, Positions]
    ) -> dict[str, KeeperParts]:
        return {
            keeper: KeeperParts(
                keeper=keeper,
                pool=pool,
                simulated=self.settings.store == "simulated",
                heads=self._heads,
                positions=positions,
                repository=self._repository(stores, Feed(keeper, self.service.name)),
                sealed=self._repository(stores, Feed(keeper, SEALED)),
            )
            for keeper in self.settings.keepers
        }

    def _repository(self, stores: Mapping[Feed, EventStore], feed: Feed) -> Repository | None:
        publish = (
            self.service.sealed.publish if feed.service == SEALED and self.service.sealed else self.service.publish
        )
        store = stores.get(feed)
        if store is None or publish is None:
            return None
        return Repository(store, publish, lambda: secrets.token_bytes(SALT_BYTES))

    def _heads(self) -> dict[str, int]:
        return {str(feed): state.head for reader in self.readers for feed, state in reader.states.items()}

    def _own_token(self) -> Callable[[], str]:
        """A service speaks under an identity of its own."""
        tokens = signing_tokens(self.settings.keys)
        roles = tuple(Role("service", keeper, None) for keeper in self.settings.keepers)
        actor = Actor(uuid5(NAMESPACE_URL, f"sinhhoat:service:{self.service.name}"), roles)
        return lambda: tokens.sign(actor, now=self._clock())

    async def _reactions(
        self, admin: asyncpg.Connection, parts: Mapping[str, KeeperParts], client: Client
    ) -> list[Reacting]:
        if self.service.reactions is None:
            return []
        simulated = self.settings.store == "simulated"

        async def send(keeper: str, commands: Sequence[Command], at: datetime) -> list[CommandOutcome]:
            # What follows from an event in a simulated history happens at the event's own instant.
            return await client.send(keeper, commands, at=at if simulated else None)

        refusals = Refusals(self.registry)
        reacting = [
            Reacting(reaction, send, refusals=refusals, log=self._log) for reaction in self.service.reactions(parts)
        ]
        await prepare_projections(admin, self.service.name, reacting)
        return reacting

    async def _start_relays(
        self,
        pool: asyncpg.Pool,
        bus: NatsClient,
        sealed_bus: NatsClient | None,
        stores: Mapping[Feed, EventStore],
    ) -> None:
        metrics = RelayMetrics(self.registry)
        sides = ((self.service.name, f"EVT_{self.service.name.upper()}", bus), (SEALED, "SEALED", sealed_bus))
        for name, stream, connection in sides:
            feeds = [feed for feed in stores if feed.service == name]
            if not feeds or connection is None:
                continue
            await provision_stream(connection, stream, subjects_of(name))
            relay = Relay(pool, connection, stream, feeds, clock=self._clock, metrics=metrics, log=self._log)
            for feed in feeds:
                stores[feed].on_append.append(relay.wake)
            self.relays.append(relay)
            self._run(relay.run(), f"relay {stream}")

    def _start_readers(
        self,
        pool: asyncpg.Pool,
        bus: NatsClient,
        sealed_bus: NatsClient | None,
        client: Client,
        reactions: Sequence[Reacting],
        positions: Mapping[str, Positions],
    ) -> None:
        """Start a reader for each projection and source."""
        metrics = Metrics(self.registry)
        projections: Sequence[Projection] = (*self.service.projections, *reactions)
        for projection in projections:
            for source in projection.sources:
                connection = sealed_bus if source == SEALED else bus
                if connection is None:
                    raise ValueError(f"{projection.name} reads sealed events and has no address for them")
                reader = Reader(
                    projection,
                    source,
                    pool,
                    connection,
                    self.settings.keepers,
                    client.read_feed,
                    now=self._clock,
                    metrics=metrics,
                    log=self._log,
                    reached=positions.get(projection.name),
                )
                self.readers.append(reader)
                self._run(reader.run(), f"reader {reader.durable}")

    async def _listen(
        self,
        pool: asyncpg.Pool,
        applications: Mapping[str, Any],
        stores: Mapping[Feed, EventStore],
        waiting: Sequence[Positions],
    ) -> None:
        async def wait_for(after: Mapping[str, int], within: float) -> bool:
            return all(await asyncio.gather(*(positions.reached(after, within) for positions in waiting)))

        keys = self.settings.keys
        node = Node(signing_tokens(keys), node_fingerprints(keys), self._clock)
        pages = FeedPages(dict.fromkeys(stores, pool))
        broker = connect(self.settings.nats_url.get_secret_value(), self.service.name)
        sealed = None
        if self.service.sealed and self.settings.sealed_nats_url:
            sealed_broker = connect(self.settings.sealed_nats_url.get_secret_value(), self.service.name)
            sealed = Sealed(sealed_broker, _by_keeper(stores, SEALED), pages.page)
        self.service.router.serve(
            broker,
            applications,
            node=node,
            policy=Policy(self.service.rules),
            stores=_by_keeper(stores, self.service.name),
            registry=self.registry,
            wait_for=wait_for,
            read_page=pages.page if stores else None,
            sealed=sealed,
        )
        for one in (broker, *([sealed.broker] if sealed else [])):
            await one.start()
            self._exit.push_async_callback(one.stop)

    async def _serve_health(self, pool: asyncpg.Pool, bus: NatsClient) -> None:
        async def database() -> bool:
            return bool(await pool.fetchval("SELECT true"))

        async def connected() -> bool:
            return bus.is_connected

        health = Health({"database": database, "bus": connected}, self.registry)
        self.http_port = await health.start(self.settings.http_port, self.settings.http_host)
        self._exit.push_async_callback(health.stop)

    def _run(self, work: Any, name: str) -> None:
        """Keep a task until the process ends; one that ends by itself is an error of ours, and is logged."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._exit.push_async_callback(_cancel, task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            error = task.exception()
            self._log.error("task_ended", task=task.get_name(), error=type(error).__name__ if error else None)


def _by_keeper(stores: Mapping[Feed, EventStore], service: str) -> dict[str, EventStore]:
    return {feed.keeper: store for feed, store in stores.items() if feed.service == service}


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
