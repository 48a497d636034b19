"""What runs beside the answering: relays, readers, reactions; each until the service ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import Any

import asyncpg
from prometheus_client import CollectorRegistry
from structlog.typing import FilteringBoundLogger

from contracts.message import Command, CommandOutcome
from services.chassis.ending import end
from services.chassis.event_store import EventStore
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Client
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.pace import Pace
from services.chassis.projection.projection import Projection
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import Because, Reacting, Refusals, Send
from services.chassis.projection.reader import Reader
from services.chassis.projection.standing import Standing, StandingMetrics
from services.chassis.relay import Relay, RelayMetrics, RelaySettings, provision_stream, stream_of, subjects_of
from services.chassis.runtime.beside import Beside, run_beside
from services.chassis.runtime.connections import Connections
from services.chassis.runtime.prepare import prepare_projections
from services.chassis.runtime.sealed_health import SealedHealth, sealed_gauge
from services.chassis.runtime.service import KeeperParts, Service

JUDGED_WITHIN = 5.0
RELAYED_APART, READ_APART = 0.03, 0.1
"""Seconds between two small windows of a relay, and two small batches of a reader, in real histories. In simulated ones
the driver waits for all feeds before each new day."""

REACTION_PATIENCE = 10.0
"""Seconds for a request of a reaction: one that was under way when the bus broke off is asked again, not waited for."""


class Background:
    """The tasks of one service. One that ends by itself is an error of ours: it is logged, the service has failed."""

    def __init__(
        self,
        service: Service,
        connections: Connections,
        closing: AsyncExitStack,
        registry: CollectorRegistry,
        log: FilteringBoundLogger,
        clock: Callable[[], datetime],
        *,
        real: bool,
    ) -> None:
        self._service, self._connections, self._closing = service, connections, closing
        self._registry, self._log, self._clock, self._real = registry, log, clock, real
        self.readers: list[Reader] = []
        self.relays: list[Relay] = []
        self.failed = asyncio.Event()

    def heads(self) -> dict[str, int]:
        """Feed name -> how far its owner says that it has published."""
        return {str(feed): state.head for reader in self.readers for feed, state in reader.states.items()}

    async def start_relays(self, stores: Mapping[Feed, EventStore]) -> None:
        """One for the service's own feeds, one for its sealed ones; each to the stream that it alone writes."""
        metrics = RelayMetrics(self._registry)
        for name in (self._service.name, SEALED):
            stream = stream_of(name)
            feeds = [feed for feed in stores if feed.service == name]
            if not feeds:
                continue
            bus = self._connections.bus_of(name)
            await provision_stream(bus, stream, subjects_of(name))
            relay = Relay(
                self._connections.standing,
                bus,
                stream,
                feeds,
                clock=self._clock,
                metrics=metrics,
                log=self._log,
                settings=RelaySettings(apart=RELAYED_APART if self._real else 0.0),
                locks=self._connections.locks,
            )
            for feed in feeds:
                stores[feed].on_append.append(partial(relay.wake, feed))
            self.relays.append(relay)
            self.run(relay.run(), f"relay {stream}")

    async def judge_stores(self) -> None:
        """Wait until every relay knows whether its stores were set back; not for a bus that does not answer."""
        await asyncio.gather(*(relay.judged(JUDGED_WITHIN) for relay in self.relays))

    async def reactions(
        self, admin: asyncpg.Connection, parts: Mapping[str, KeeperParts], client: Client, simulated: bool
    ) -> list[Reacting]:
        """The service's reactions, with their tables made."""
        if self._service.reactions is None:
            return []
        send = sender(client, simulated=simulated)
        refusals = Refusals(self._registry)
        reacting = [
            Reacting(reaction, send, refusals=refusals, log=self._log) for reaction in self._service.reactions(parts)
        ]
        await prepare_projections(admin, self._service.name, reacting)
        return reacting

    def start_readers(
        self,
        projections: Sequence[Projection | Reacting],
        keepers: Sequence[str],
        client: Client,
        positions: Mapping[str, Positions],
    ) -> None:
        """A reader for each projection and source."""
        metrics = Metrics(self._registry)
        for projection in projections:
            for source in projection.sources:
                reader = Reader(
                    projection,
                    source,
                    self._connections.standing,
                    self._connections.bus_of(source),
                    keepers,
                    client.read_feed,
                    now=self._clock,
                    metrics=metrics,
                    log=self._log,
                    reached=positions.get(projection.name),
                    pace=Pace(apart=READ_APART if self._real else 0.0),
                    locks=self._connections.locks,
                )
                self.readers.append(reader)
                self.run(reader.run(), f"reader {reader.durable}")

    def start_standing(self, readers: Sequence[Projection | Reacting], keepers: Sequence[str]) -> None:
        """Show what the tables of the readers tell; and of the sealed side whether it is healthy."""
        pool, bus = self._connections.standing, self._connections.sealed_bus
        standing = Standing(pool, readers, keepers, StandingMetrics(self._registry), self._log)
        self.run(standing.run(), "standing")
        if bus is not None:
            health = SealedHealth(bus, self.relays, self.readers, standing)
            sealed_gauge(self._registry).set_function(health.healthy)

    def beside(self, parts: Sequence[KeeperParts], client: Client, *, simulated: bool) -> tuple[Beside, ...]:
        """Whatever else the service does; it may send commands to the service itself."""
        if self._service.beside is None:
            return ()
        return self._service.beside(parts, sender(client, simulated=simulated), self._registry)

    def start_beside(self, beside: Sequence[Beside]) -> None:
        """Each of them, while no other process of the service does it."""
        for work in beside:
            self.run(run_beside(work, self._connections.locks, self._log), f"beside {work.name}")

    def run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Keep a task until the service ends."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._closing.push_async_callback(end, task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            self.failed.set()
            error = task.exception()
            self._log.error("task_ended", task=task.get_name(), error=type(error).__name__ if error else None)


def sender(client: Client, *, simulated: bool) -> Send:
    """How a service sends commands to itself: what follows in a simulated history happens when its cause did."""

    async def send(keeper: str, commands: Sequence[Command], because: Because) -> list[CommandOutcome]:
        at = because.at if simulated else None
        told = because.correlation or None
        patience, causation = REACTION_PATIENCE, because.causation
        return await client.send(keeper, commands, at=at, timeout=patience, correlation=told, causation=causation)

    return send
