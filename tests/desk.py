"""One service at one keeper without a bus: a real database, real rules and tokens; commands in, outcomes out."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from joserfc.jwk import OKPKey

from contracts.message import Command, CommandOutcome, Event, Query, QueryReply
from services.chassis.aggregate import Aggregate
from services.chassis.call import Actor, Role
from services.chassis.event_store import EventStore, Repository
from services.chassis.event_store.reads import reads_of
from services.chassis.feed import Feed
from services.chassis.messaging import Node, Tokens
from services.chassis.messaging.commands import CommandDesk
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.queries import QueryDesk
from services.chassis.messaging.serving import Serving, nothing_above
from services.chassis.policy import Policy
from services.chassis.projection.projection import Projection
from services.chassis.relay.rows import rows_above
from services.chassis.runtime import Service
from services.chassis.runtime.prepare import prepare_database
from services.chassis.wire import Received, from_message, to_message
from sinhhoat.stack import Endpoints

A = TypeVar("A", bound=Aggregate)
SOMEBODY = UUID(int=7)
NOON = datetime(2024, 4, 1, 5, tzinfo=UTC)
KEY = OKPKey.generate_key("Ed25519")
TOKENS = Tokens(KEY, KEY)


@dataclass(frozen=True)
class Place:
    """An empty history of one service at a keeper of its own, and the tables beside it."""

    feed: Feed
    pool: asyncpg.Pool[asyncpg.Record]
    service: Service
    repository: Repository

    @property
    def keeper(self) -> str:
        return self.feed.keeper

    @property
    def store(self) -> EventStore:
        return self.repository.store

    async def told(self, projection: Projection, events: Sequence[Received] | None = None, *, above: int = 0) -> None:
        """Let the projection apply these events, or what this history has published above a position."""
        if events is None:
            found = await rows_above(self.pool, self.feed, above, limit=10_000, max_bytes=10_000_000)
            messages = [to_message(self.feed, row) for row in found.rows]
            events = [from_message(message.headers, message.body) for message in messages]
        async with self.pool.acquire() as connection, connection.transaction():
            await projection.apply(connection, events)


@asynccontextmanager
async def an_empty_place(endpoints: Endpoints, service: Service) -> AsyncIterator[Place]:
    """A simulated store of a keeper that no other test uses, and all other tables of the service."""
    assert service.codec is not None
    assert service.publish is not None
    feed = Feed(f"k-{secrets.token_hex(4)}", service.name)
    admin = await asyncpg.connect(endpoints.postgres_migration[service.name])
    try:
        await prepare_database(admin, service, (feed.keeper,), "simulated")
    finally:
        await admin.close()
    async with asyncpg.create_pool(endpoints.postgres_service[service.name], min_size=1, max_size=8) as pool:
        store = await EventStore.open(pool, feed, service.codec)
        yield Place(feed, pool, service, Repository(store, service.publish, lambda: b"\0" * 16))
        await store.close()


@dataclass(frozen=True)
class Desk:
    """Where commands and questions of one service come in; `application` answers them."""

    place: Place
    application: Any
    serving: Serving = field(init=False)

    def __post_init__(self) -> None:
        node = Node(TOKENS, Fingerprints(b"k" * 32), lambda: NOON)
        parts, stores = {self.place.keeper: self.application}, {self.place.keeper: self.place.store}
        service = self.place.service
        reads = reads_of(self.place.pool, stores)
        above = service.above(self.place.pool) if service.above else nothing_above
        serving = Serving(service.name, node, Policy(service.rules), parts, stores, above=above, reads=reads)
        object.__setattr__(self, "serving", serving)

    async def send(self, *commands: Command, by: Actor, at: datetime = NOON) -> list[CommandOutcome]:
        """Send commands of one kind in one request."""
        desk = next(desk for desk in self._desks() if desk.kind is type(commands[0]) and isinstance(desk, CommandDesk))
        body = json.dumps({"commands": [command.model_dump(mode="json") for command in commands]})
        headers = self._headers(by) | {"sh-now": at.isoformat()}
        reply = await desk.answer(self.place.keeper, headers, body.encode())
        return reply.outcomes

    async def one(self, command: Command, *, by: Actor, at: datetime = NOON) -> CommandOutcome:
        """Send one command."""
        outcomes = await self.send(command, by=by, at=at)
        return outcomes[0]

    async def ask(self, query: Query, *, by: Actor) -> QueryReply:
        """Ask a question."""
        desk = next(desk for desk in self._desks() if desk.kind is type(query) and isinstance(desk, QueryDesk))
        return await desk.answer(self.place.keeper, self._headers(by), query.model_dump_json().encode())

    def _desks(self) -> list[CommandDesk | QueryDesk]:
        return self.place.service.router._desks(self.serving)

    def _headers(self, actor: Actor) -> dict[str, str]:
        return {"sh-token": TOKENS.sign(actor, now=NOON)}


def holding(keeper: str, role: str, unit_id: UUID | None = None, person_id: UUID = SOMEBODY) -> Actor:
    """A person with one role at a keeper."""
    return Actor(person_id, (Role(role, keeper, unit_id),))


def told_by(feed: Feed, *events: Event, above: int = 0) -> list[Received]:
    """Events as a reader of that feed sees them."""
    return [_received(feed, event, above + number) for number, event in enumerate(events, start=1)]


def code(outcome: CommandOutcome | QueryReply) -> str:
    """`accepted`, `answered`, `conflict`, or the code of the refusal."""
    return outcome.refusal.code if outcome.refusal else outcome.outcome


def _received(feed: Feed, event: Event, position: int) -> Received:
    return Received(
        feed=feed,
        position=position,
        previous=position - 1,
        chain="",
        previous_chain="",
        contract=event.contract(),
        aggregate_id=UUID(int=1),
        aggregate_version=position,
        recorded_at=NOON,
        actor=str(UUID(int=7)),
        command_id=UUID(int=position),
        correlation="",
        causation="",
        traceparent="",
        body=event.model_dump_json().encode(),
    )


class Together:
    """The first so many go on together; whoever comes later goes on at once."""

    def __init__(self, parties: int = 2) -> None:
        self._left, self._barrier = parties, asyncio.Barrier(parties)

    async def meet(self) -> None:
        if self._left > 0:
            self._left -= 1
            await self._barrier.wait()


class Simultaneous(Repository):
    """The first two to find something decide on the same state, and race; what is found again is found at once.

    Two of them with one `together` are two processes of a service.
    """

    def __init__(self, place: Place, together: Together | None = None) -> None:
        assert place.service.publish is not None
        super().__init__(place.store, place.service.publish, lambda: b"\0" * 16)
        self._together = together or Together()

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        found = await super().find(kind, aggregate_id)
        await self._together.meet()
        return found
