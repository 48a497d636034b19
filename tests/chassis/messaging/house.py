"""The notes service on a real bus: replicas that share what is remembered, and clients of any person."""

from __future__ import annotations

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from faststream.nats import NatsBroker
from prometheus_client import CollectorRegistry, generate_latest

from contracts.feed import EventColumns, FeedPage, ReadFeed
from services.chassis.call import Actor
from services.chassis.feed import Feed
from services.chassis.messaging import Client, Node, Sealed, Tokens, connect, heard
from services.chassis.messaging.fingerprints import Fingerprints
from sinhhoat.stack.nats import NatsServer
from tests.chassis.messaging.desks import KEY
from tests.chassis.messaging.notes import KEEPER, SIMULATED, Memory, Notes, actor, machine_clock, policy, router

SECRETARY = actor("secretary")


class House:
    """Everything started here ends with it. All replicas share one memory, as they would share one database."""

    def __init__(self, bus: NatsServer) -> None:
        self._bus, self._open = bus, AsyncExitStack()
        self.tokens = Tokens(KEY, KEY)
        self.memory, self.simulated = Memory(), Memory("simulated")
        self.registries: list[CollectorRegistry] = []
        self.pages: list[Feed] = []
        self._brokers: list[NatsBroker] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop_services()
        await self._open.aclose()

    async def replica(self, tokens: Tokens | None = None) -> Notes:
        """Start one process of the service, so to say: the same queue group, a connection of its own."""
        notes = Notes(self.memory)
        broker, sealed = self._broker("operator"), self._broker("sealed_operator")
        router.serve(
            broker,
            {KEEPER: notes, SIMULATED: Notes(self.simulated)},
            node=Node(tokens or self.tokens, Fingerprints(b"k" * 32), machine_clock),
            policy=policy,
            stores={KEEPER: self.memory, SIMULATED: self.simulated},
            registry=self._registry(),
            read_page=self._page,
            sealed=Sealed(sealed, {KEEPER: Memory()}, self._page),
        )
        for each in (broker, sealed):
            await each.start()
            await heard(each)
            self._brokers.append(each)
        return notes

    async def stop_services(self) -> None:
        """Stop every replica as main does: what is under way is answered first."""
        while self._brokers:
            await self._brokers.pop().stop()

    async def client(self, who: Actor = SECRETARY, *, sealed: bool = False, tokens: Tokens | None = None) -> Client:
        """A client of this person, without the sealed account unless asked for."""
        token = (tokens or self.tokens).sign(who, now=machine_clock())
        sealed_url = self._bus.url("sealed_portal") if sealed else None
        client = await Client.connect(self._bus.url("cli"), lambda: token, sealed_url=sealed_url)
        self._open.push_async_callback(client.close)
        return client

    def metrics(self) -> str:
        """What a scraper reads of all replicas."""
        return "".join(generate_latest(registry).decode() for registry in self.registries)

    def _registry(self) -> CollectorRegistry:
        self.registries.append(CollectorRegistry())
        return self.registries[-1]

    def _broker(self, user: str) -> NatsBroker:
        return connect(self._bus.url(user), "notes")

    async def _page(self, feed: Feed, wanted: ReadFeed) -> FeedPage:
        self.pages.append(feed)
        return FeedPage(events=EventColumns(), scanned=wanted.above, head=wanted.limit)
