"""A forked feed seen from both sides: what the store has, and what was told over the bus and is not in it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from contracts.message import Part
from services.chassis.errors import Unavailable
from services.chassis.event_store.adopting import Act, Standing, Told, new_epoch, standing, take_back
from services.chassis.event_store.checking import HistoryCheck
from services.chassis.event_store.restoring import Restoring
from services.chassis.feed import Feed
from services.chassis.relay.streams import last_messages, read_state, stream_of, subject_of_feed
from services.chassis.wire import Received, from_message
from sinhhoat.histories.files import reading
from sinhhoat.histories.stores import as_owner, checked

FETCHED = 500
NOTHING = Told(0, None)
CONNECT_SECONDS = 10


class StoredMessage(Part):
    """One published event as it went over the bus: headers as strings, body as text."""

    headers: dict[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that was told of a row which the store does not have."""

    event: Received
    message: StoredMessage


@dataclass(frozen=True, slots=True)
class Fork:
    """What both sides say. `lost` is in the order of the stream; what was never published shows as gaps only."""

    feed: Feed
    standing: Standing
    told: Told
    lost: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """The database, as a role that may act as its owner, and the bus, as an operator; `salt` gives 16 new bytes."""

    database: str
    bus: str
    salt: Callable[[], bytes]

    async def look(self, feed: Feed) -> Fork:
        """Report; changes nothing."""
        async with as_owner(self.database, feed) as connection, _connected(self.bus) as bus:
            stands = await standing(connection, feed)
            lost = [one async for one in _lost(bus, connection, feed)]
            return Fork(feed, stands, await _told(bus, feed), tuple(lost))

    async def take_back(self, feed: Feed, path: Path, act: Act) -> range:
        """Write what the store has lost from an exported history; refused unless it reaches what was told."""
        first = checked(path)
        async with as_owner(self.database, feed) as connection, _connected(self.bus) as bus:
            told = await _told(bus, feed)
            async with connection.transaction():
                await Restoring(connection, feed).check_kind(first.head)
                lines = HistoryCheck().through(reading(path))
                return await take_back(connection, feed, lines, first.end().rows, told, act)

    async def new_epoch(self, feed: Feed, act: Act, above: int = 0) -> range:
        """Give up what the store has lost. The stream forgets the feed; readers heal from the owner, or stop.

        `above` is a position that some reader has seen, where the stream itself has lost it.
        """
        async with as_owner(self.database, feed) as connection, _connected(self.bus) as bus:
            told = await _told(bus, feed)
            async with connection.transaction():
                highest = Told(max(told.position, above), None)
                filled = await new_epoch(connection, feed, highest, act, self.salt)
                # Last of all, and before the feed is free: its relay would find the old messages and stop again.
                if await read_state(bus, stream_of(feed.service)) is not None:
                    await bus.jetstream().purge_stream(stream_of(feed.service), subject=subject_of_feed(feed))
            return filled


def save(lost: tuple[Lost, ...], path: Path) -> None:
    """Write the messages as lines of JSON into a new file for its owner alone; FileExistsError where there is one."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        for one in lost:
            file.write(one.message.model_dump_json() + "\n")


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Client]:
    try:
        bus = await asyncio.wait_for(nats.connect(url, name="sinhhoat-feed", error_cb=_ignore), CONNECT_SECONDS)
    except (NatsError, TimeoutError, OSError):
        raise Unavailable("bus_unreachable") from None
    try:
        yield bus
    finally:
        await bus.close()


async def _ignore(error: Exception) -> None:
    """What goes wrong with the connection shows in what is asked; nats-py would print it with the address."""


async def _told(bus: Client, feed: Feed) -> Told:
    """The last message of the feed that the stream holds; nothing where the stream is gone."""
    if await read_state(bus, stream_of(feed.service)) is None:
        return NOTHING
    link = (await last_messages(bus, stream_of(feed.service), [feed]))[feed].link
    return Told(link.position, link.chain) if link else NOTHING


async def _lost(bus: Client, connection: asyncpg.Connection, feed: Feed) -> AsyncIterator[Lost]:
    """The messages whose rows the store does not have, or has with another chain."""
    if await read_state(bus, stream_of(feed.service)) is None:
        return
    async for messages in _messages(bus, feed):
        chains = await _chains(connection, feed, [one.event.position for one in messages])
        for one in messages:
            if chains.get(one.event.position) != one.event.chain:
                yield one


async def _messages(bus: Client, feed: Feed) -> AsyncIterator[list[Lost]]:
    """What the stream holds of the feed, some at a time; what is no event of ours is left out."""
    config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL, ack_policy=AckPolicy.NONE, inactive_threshold=60.0)
    stream, subject = stream_of(feed.service), subject_of_feed(feed)
    reader = await bus.jetstream().pull_subscribe(subject, stream=stream, config=config)
    try:
        pending = (await reader.consumer_info()).num_pending or 0
        while pending:
            fetched = await reader.fetch(min(FETCHED, pending), timeout=10)
            pending -= len(fetched)
            yield [one for message in fetched if (one := _read(feed, message)) is not None]
    finally:
        await reader.unsubscribe()


def _read(feed: Feed, message: Msg) -> Lost | None:
    headers = message.headers or {}
    try:
        event = from_message(headers, message.data)
    except (KeyError, ValueError):
        return None
    body = message.data.decode(errors="replace")
    return Lost(event, StoredMessage(headers=headers, body=body)) if event.feed == feed else None


async def _chains(connection: asyncpg.Connection, feed: Feed, positions: list[int]) -> dict[int, str]:
    rows = await connection.fetch(
        f"SELECT notification_id, chain FROM {feed.schema}.stored_events WHERE notification_id = ANY($1)", positions
    )
    return {row["notification_id"]: row["chain"].hex() for row in rows}
