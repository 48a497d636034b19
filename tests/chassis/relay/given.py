"""A node with a few feeds whose rows are put in directly, its stream, and relays that can be killed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Literal
from uuid import UUID, uuid5

import asyncpg
import structlog
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from services.chassis.bus import connected
from services.chassis.event_store.migrations import migrate
from services.chassis.feed import SEALED, Feed
from services.chassis.relay import Relay, RelaySettings, provision_stream, subjects_of
from services.chassis.relay.outgoing import Fence
from sinhhoat.stack import Endpoints
from tests.eventually import eventually

JANUARY = datetime(2019, 1, 31, 12, 0, tzinfo=UTC)
QUICK = RelaySettings(
    window=200, poll=0.05, ack_timeout=1.0, standby=0.05, save_every=0.0, longest_delay=0.2, pause=0.1
)
METADATA = b'{"actor":"a","causation":"b","correlation":"c","salt":"00","traceparent":"t"}'
COLUMNS = (
    "originator_id",
    "originator_version",
    "topic",
    "state",
    "notification_id",
    "recorded_at",
    "command_id",
    "metadata",
    "contract",
    "wire",
    "chain",
)


@dataclass
class Told:
    """A message as it lies in the stream."""

    feed: Feed
    position: int
    previous: int
    chain: str
    previous_chain: str
    sequence: int
    id: str


@dataclass
class History:
    """The rows of one feed, written by the superuser as `append` would, with any chain that is unique."""

    feed: Feed
    superuser: asyncpg.Connection[asyncpg.Record]
    head: int = 0
    branch: str = ""

    async def add(self, count: int = 1, *, published: bool = True, body: bytes = b'{"n":1}') -> None:
        rows = [self._row(self.head + number + 1, published, body) for number in range(count)]
        await self.superuser.copy_records_to_table(
            "stored_events", schema_name=self.feed.schema, records=rows, columns=COLUMNS
        )
        self.head += count

    def chain(self, position: int) -> bytes:
        return hashlib.sha256(f"{self.feed}{self.branch}{position}".encode()).digest()

    async def set_back(self, to: int) -> None:
        """What a restore from an old copy does: later rows are gone, and so is what the cursor said of them."""
        schema = self.feed.schema
        async with self.superuser.transaction():
            await self.superuser.execute(f"ALTER TABLE {schema}.stored_events DISABLE TRIGGER append_only")
            await self.superuser.execute(f"DELETE FROM {schema}.stored_events WHERE notification_id > $1", to)
            await self.superuser.execute(f"ALTER TABLE {schema}.stored_events ENABLE ALWAYS TRIGGER append_only")
        self.head = to
        await self.set_cursor(to)

    async def set_cursor(self, published: int) -> None:
        chain = self.chain(published) if published else b""
        await self.superuser.execute(
            f"UPDATE {self.feed.schema}.relay_cursor SET scanned = $1, published = $1, published_chain = $2",
            *(published, chain),
        )

    async def cursor(self) -> asyncpg.Record:
        row = await self.superuser.fetchrow(f"SELECT * FROM {self.feed.schema}.relay_cursor")
        assert row is not None
        return row

    @property
    def _owner(self) -> str:
        return "assignments" if self.feed.service == SEALED else self.feed.service

    def _row(self, position: int, published: bool, body: bytes) -> tuple[Any, ...]:
        aggregate = UUID(int=position)
        return (
            *(aggregate, 1, "tests.Happened", b"{}", position, JANUARY + timedelta(microseconds=position)),
            *(uuid5(aggregate, "command"), METADATA),
            *(f"{self._owner}.Happened.v1" if published else None, body if published else None, self.chain(position)),
        )


@dataclass
class Node:
    """One service with its feeds, a pool of its role, and a connection to the bus."""

    endpoints: Endpoints
    service: str
    stream: str
    pool: asyncpg.Pool[asyncpg.Record]
    nats: Client
    histories: list[History]

    @property
    def feeds(self) -> list[Feed]:
        return [history.feed for history in self.histories]

    @classmethod
    @asynccontextmanager
    async def made(
        cls,
        endpoints: Endpoints,
        keepers: Sequence[str] = (),
        *,
        service: str = "meetings",
        database: str = "",
        bus_url: str = "",
        kind: Literal["real", "simulated"] = "simulated",
    ) -> AsyncIterator[Node]:
        """Three feeds of keepers that no other test has, unless they are named; the stream goes with the node."""
        keepers = keepers or [f"{name}-{token_hex(3)}" for name in ("hoc-mon", "tan-binh", "city")]
        database = database or service
        superuser = await asyncpg.connect(endpoints.admin_url(database))
        pool = asyncpg.create_pool(endpoints.postgres_service[database], min_size=1, max_size=10)
        bus = await connect(bus_url or endpoints.nats["operator"])
        try:
            async with pool:
                feeds = [Feed(keeper, service) for keeper in keepers]
                await _migrate(endpoints, feeds, database, kind)
                histories = [History(feed, superuser) for feed in feeds]
                node = cls(endpoints, service, f"EVT_{service.upper()}", pool, bus, histories)
                yield node
                with suppress(NotFoundError):
                    await bus.jetstream().delete_stream(node.stream)
        finally:
            await bus.close()
            await superuser.close()

    async def provision(self) -> None:
        await provision_stream(self.nats, self.stream, subjects_of(self.service), max_bytes=QUICK.stream_bytes)

    def relay(self, kind: type[Relay] = Relay, *, settings: RelaySettings = QUICK, **changed: Any) -> Relay:
        parts: dict[str, Any] = {"clock": lambda: JANUARY, "metrics": None, "log": structlog.get_logger()} | changed
        return kind(self.pool, parts.pop("nats", self.nats), self.stream, self.feeds, settings=settings, **parts)

    async def told(self) -> list[Told]:
        """Everything in the stream, in its order."""
        context = self.nats.jetstream()
        state = (await context.stream_info(self.stream)).state
        config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL, ack_policy=AckPolicy.NONE)
        reader = await context.pull_subscribe(">", stream=self.stream, config=config)
        found: list[Told] = []
        while len(found) < state.messages:
            found += [_told(message) for message in await reader.fetch(500, timeout=20)]
        await reader.unsubscribe()
        return found

    async def until_published(self, relay: Relay, within: float = 20.0) -> None:
        """Until every history has been acknowledged to its end."""
        wanted = {history.feed: history.head for history in self.histories}
        await eventually(lambda: {feed: one.published for feed, one in relay.status.items()} == wanted, within)


async def connect(url: str) -> Client:
    """A connection that never gives up; what it says of its reconnections is of no interest."""
    return await connected(url, reconnect_time_wait=0.05, max_reconnect_attempts=-1, error_cb=_ignore)


async def _ignore(_error: Exception) -> None:
    return None


class Unfenced(Fence):
    """The planted fault: nothing says which message must come before."""

    def condition(self, message_id: str) -> dict[str, str]:
        return {}


class UnfencedRelay(Relay):
    new_fence = Unfenced


@asynccontextmanager
async def running(*relays: Relay) -> AsyncIterator[None]:
    """Run them until the end of the block, then end them at once, whatever they are doing."""
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


def disorder(told: Sequence[Told]) -> list[Told]:
    """The messages that do not follow their predecessor in their feed: doubles, gaps, wrong order, wrong chain."""
    last: dict[Feed, tuple[int, str]] = {}
    wrong = []
    for one in told:
        if (one.previous, one.previous_chain) != last.get(one.feed, (0, "")):
            wrong.append(one)
        last[one.feed] = (one.position, one.chain)
    return wrong


def positions(told: Sequence[Told], feed: Feed) -> list[int]:
    return [one.position for one in told if one.feed == feed]


@contextmanager
def logged() -> Iterator[list[Any]]:
    """What is logged in the block, as a list of its parts instead of on the screen."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def _told(message: Any) -> Told:
    headers = message.headers
    feed = Feed.parse(headers["ce-source"].removeprefix("/").replace("/", "."))
    return Told(
        feed,
        int(headers["sh-position"]),
        int(headers["sh-previous"]),
        headers["sh-chain"],
        headers["sh-previous-chain"],
        message.metadata.sequence.stream,
        headers["Nats-Msg-Id"],
    )


async def _migrate(
    endpoints: Endpoints, feeds: Sequence[Feed], database: str, kind: Literal["real", "simulated"]
) -> None:
    admin = await asyncpg.connect(endpoints.postgres_migration[database])
    try:
        for feed in feeds:
            await migrate(admin, feed, kind=kind, owner=f"{database}_owner", service=f"{database}_service")
    finally:
        await admin.close()
