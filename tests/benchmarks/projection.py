"""How fast a reader brings facts up to date from its stream, beside fetching and acknowledging the same messages alone.

The reader and the projection are the real ones: every link checked, positions and rows in one transaction for each
batch, acknowledged once it is committed. The floor does nothing with what it fetches.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import nats
import structlog
import uvloop
from nats.js.api import AckPolicy, ConsumerConfig
from prometheus_client import CollectorRegistry

from contracts.feed import FeedPage, ReadFeed
from contracts.meetings import MeetingHeld
from services.chassis.aggregate import now
from services.chassis.bus import connected
from services.chassis.ending import end
from services.chassis.feed import Feed
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.pace import Pace
from services.chassis.projection.projection import prepare
from services.chassis.projection.reader import Reader
from services.chassis.relay.acks import AckInbox
from services.chassis.relay.streams import provision_stream, stream_of, subjects_of
from services.chassis.wire import Message, PublishedRow, to_message
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.publishing import to_contract
from services.reporting.facts import Facts
from sinhhoat.stack import Endpoints
from tests.benchmarks._processor_time import ProcessorTime
from tests.benchmarks.rebuild import METADATA
from tests.meetings import given

EVENTS, ROUNDS, KEEPERS = 40_000, 3, 4
MOST_IN_ROUNDS = 300_000
SOURCE, DURABLE = "meetings", "bare"
INSTANT = datetime(2019, 2, 1, tzinfo=UTC)
WINDOW, BATCH = 1_000, Pace().batch_size
BYTES_OF_MESSAGE = 3_000
SLOWEST = 500
"""Events a second below which something is broken, and waiting on would tell nothing."""

Measured = tuple[float, Mapping[str, float]]
"""Events a second, and what an event cost each kind of process."""


async def run(endpoints: Endpoints, *, events: int = EVENTS) -> dict[str, Any]:
    """`events` published events of four keepers in one stream; the best of some rounds, which take turns."""
    feeds = [Feed(f"bench-{number}", SOURCE) for number in range(KEEPERS)]
    events = events // KEEPERS * KEEPERS
    await _publish(endpoints, feeds, events)
    ours, bare = [], []
    for _ in range(max(1, min(ROUNDS, MOST_IN_ROUNDS // events))):
        # On the event loop that services run on.
        ours.append(await asyncio.to_thread(uvloop.run, _projected(endpoints, feeds, events)))
        bare.append(await asyncio.to_thread(uvloop.run, _fetched(endpoints, events)))
    (fast, cost), (floor, bare_cost) = (max(found, key=lambda one: one[0]) for found in (ours, bare))
    return {
        "live projection, events/s": fast,
        "floor: bare fetch and acknowledgement, events/s": floor,
        "live projection / floor": fast / floor,
        "live projection": cost,
        "floor": bare_cost,
    }


async def _projected(endpoints: Endpoints, feeds: list[Feed], events: int) -> Measured:
    """The real reader, from nothing to the head of every feed."""
    await _empty_tables(endpoints)
    bus = await connected(endpoints.nats["reporting"])
    async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=2, max_size=4) as pool:
        reader = Reader(
            Facts(),
            SOURCE,
            pool,
            bus,
            [feed.keeper for feed in feeds],
            _no_pages,
            now=lambda: INSTANT,
            metrics=Metrics(CollectorRegistry()),
            log=structlog.get_logger(),
        )
        used, began = ProcessorTime(), time.perf_counter()
        reading = asyncio.create_task(reader.run())
        async with asyncio.timeout(60 + events / SLOWEST):
            while sum(state.at.position for state in reader.states.values()) < events:  # noqa: ASYNC110  counts polled
                await asyncio.sleep(0.005)
        measured = events / (time.perf_counter() - began), used.per(events)
        await end(reading)
        facts = await pool.fetchval("SELECT count(*) FROM reporting_facts.meeting_fact")
    await bus.close()
    await _forget(endpoints, reader.durable)
    if facts != events:
        raise RuntimeError(f"{facts} facts of {events} events")
    return measured


async def _fetched(endpoints: Endpoints, events: int) -> Measured:
    """nats-py alone, with a consumer of the same settings."""
    bus = await nats.connect(endpoints.nats["operator"])
    settings = ConsumerConfig(ack_policy=AckPolicy.ALL, ack_wait=10.0, max_ack_pending=BATCH)
    pull = await bus.jetstream().pull_subscribe(
        subjects_of(SOURCE)[0], durable=DURABLE, stream=stream_of(SOURCE), config=settings
    )
    used, began, fetched = ProcessorTime(), time.perf_counter(), 0
    while fetched < events:
        messages = await pull.fetch(BATCH, timeout=5)
        await messages[-1].ack()
        fetched += len(messages)
    measured = events / (time.perf_counter() - began), used.per(events)
    await bus.close()
    await _forget(endpoints, DURABLE)
    return measured


async def _forget(endpoints: Endpoints, durable: str) -> None:
    """Let the next round begin with the first message."""
    bus = await nats.connect(endpoints.nats["operator"])
    await bus.jetstream().delete_consumer(stream_of(SOURCE), durable)
    await bus.close()


async def _no_pages(feed: Feed, wanted: ReadFeed) -> FeedPage:
    raise RuntimeError(f"nothing of {feed} was missing above {wanted.above}")


async def _empty_tables(endpoints: Endpoints) -> None:
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    await admin.execute("DROP SCHEMA IF EXISTS reporting_facts CASCADE")
    await prepare(admin, Facts(), "reporting_owner", "reporting_service")
    await admin.close()


async def _publish(endpoints: Endpoints, feeds: list[Feed], events: int) -> None:
    """What the relay would have published, in windows."""
    bus = await nats.connect(endpoints.nats[SOURCE])
    room = max(1 << 30, events * BYTES_OF_MESSAGE)
    await provision_stream(bus, stream_of(SOURCE), subjects_of(SOURCE), max_bytes=room)
    inbox = AckInbox(bus, 30.0)
    await inbox.open()
    window: list[Message] = []
    for message in _messages(feeds, events):
        window.append(message)
        if len(window) == WINDOW:
            await _send(inbox, window)
            window = []
    await _send(inbox, window)
    await inbox.close()
    await bus.close()


async def _send(inbox: AckInbox, window: list[Message]) -> None:
    answers = await inbox.publish(window)
    if any(answer.refusal for answer in answers):
        raise RuntimeError("the bus refused a message")


def _messages(feeds: list[Feed], events: int) -> Iterator[Message]:
    """Meetings that were held, each of its own, in turns between the keepers."""
    known, body = _a_body()
    chains = dict.fromkeys(feeds, b"")
    for number in range(events):
        feed, position, meeting = feeds[number % len(feeds)], number // len(feeds) + 1, uuid4()
        former, chains[feed] = chains[feed], hashlib.sha256(chains[feed] + meeting.bytes).digest()
        row = PublishedRow(
            position=position,
            previous=position - 1,
            chain=chains[feed],
            previous_chain=former,
            originator_id=meeting,
            originator_version=1,
            recorded_at=INSTANT + timedelta(seconds=position),
            command_id=uuid4(),
            metadata=METADATA,
            contract=MeetingHeld.contract(),
            wire=body.replace(str(known).encode(), str(meeting).encode()),
        )
        yield to_message(feed, row)


def _a_body() -> tuple[UUID, bytes]:
    """One meeting, and what readers are told of it."""
    now.set(INSTANT)
    meeting = Meeting(uuid4(), MeetingKind.REGULAR, date(2019, 1, 1), None, None)
    meeting.record(None, given.record(), policy=given.POLICY, today=given.TODAY)
    *_, held = meeting.collect_events()
    assert isinstance(held, Meeting.Held)
    told = to_contract(held)
    assert isinstance(told, MeetingHeld)
    return told.meeting_id, told.model_dump_json().encode()
