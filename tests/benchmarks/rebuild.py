"""Events a second: our rebuild of reporting's facts from its owner's pages, beside the library's projection runner.

The owner answers over the bus from a process of its own. Both write the same two rows for each event, with the same
indexes. Ours reads four feeds at a time; the runner knows one. Making the tables, comparing and swapping is ours too.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import nats
import uvloop

from contracts.feed import FeedPage, ReadFeed
from services.chassis.aggregate import now
from services.chassis.event_store import EventStore, migrate
from services.chassis.event_store.rows import NewEvent, Submission
from services.chassis.feed import Feed
from services.chassis.projection.projection import prepare
from services.chassis.projection.rebuild import Rebuild, Surroundings
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.main import SERVICE
from services.meetings.publishing import to_contract
from services.reporting.facts import Facts
from sinhhoat.stack import Endpoints
from tests.benchmarks import _stock_projection
from tests.benchmarks._owner import page_over
from tests.benchmarks._processor_time import ProcessorTime
from tests.meetings import given

EVENTS, FEEDS, STOCK_EVENTS, ROUNDS = 40_000, 4, 1_500, 3
INSTANT = datetime(2019, 2, 1, tzinfo=UTC)
METADATA = (
    b'{"actor":"0b9f4f43-3a0a-5d0c-8a0e-3f2d7f1f2c11","causation":"6a6ff4b1-5f0c-5cf0-8b3f-6e6d6c1f8a10",'
    b'"correlation":"6a6ff4b1-5f0c-5cf0-8b3f-6e6d6c1f8a10","salt":"000102030405060708090a0b0c0d0e0f",'
    b'"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}'
)
ROLES = ("reporting_owner", "reporting_service")


async def run(endpoints: Endpoints, *, events: int = EVENTS) -> dict[str, Any]:
    """`events` published events, as many in each feed; the library is given a few of the same."""
    feeds = [Feed(f"bench-{number}", "meetings") for number in range(FEEDS)]
    small = Feed("bench-stock", "meetings")
    for feed in feeds:
        await _fill(endpoints, feed, events // FEEDS)
    last = await _fill(endpoints, small, STOCK_EVENTS)
    found: list[tuple[float, float, float]] = []
    costs: list[Mapping[str, float]] = []
    # Taking turns, and keeping the best of each: the machine may be doing something else as well.
    for _ in range(ROUNDS):
        # On the event loop that `replay` runs on.
        workers, whole, cost = await asyncio.to_thread(uvloop.run, _rebuilt(endpoints, feeds, events // FEEDS * FEEDS))
        found.append((workers, whole, await _stock(endpoints, small, last)))
        costs.append(cost)
    workers, whole, stock = map(max, zip(*found, strict=True))
    return {
        "rebuild, workers alone, events/s": workers,
        "rebuild, with comparison and swap, events/s": whole,
        "stock ProjectionRunner, events/s": stock,
        "workers / stock": workers / stock,
        "whole / stock": whole / stock,
        "while the workers run": min(costs, key=lambda cost: sum(cost.values())),
    }


async def _stock(endpoints: Endpoints, feed: Feed, last: int) -> float:
    admin = await asyncpg.connect(endpoints.admin_url("meetings"))
    await admin.execute(_stock_projection.TABLES)
    await admin.close()
    return await asyncio.to_thread(_stock_projection.events_per_second, endpoints, feed, last, STOCK_EVENTS)


async def _fill(endpoints: Endpoints, feed: Feed, count: int) -> int:
    """Store meetings that were held, as the service stores them; returns the last position."""
    admin = await asyncpg.connect(endpoints.admin_url("meetings"))
    await migrate(admin, feed, kind="simulated", owner="meetings_owner", service="meetings_service")
    await admin.close()
    assert SERVICE.codec is not None
    async with asyncpg.create_pool(endpoints.postgres_service["meetings"], min_size=1, max_size=1) as pool:
        store = await EventStore.open(pool, feed, SERVICE.codec)
        now.set(INSTANT)
        for start in range(0, count, 250):
            await store.append([_held() for _ in range(start, min(count, start + 250))])
        head = await store.head()
        await store.close()
    return head.position


def _held() -> Submission:
    meeting = Meeting(uuid4(), MeetingKind.REGULAR, date(2019, 1, 1), None, None)
    meeting.record(None, given.record(), policy=given.POLICY, today=given.TODAY)
    return Submission(uuid4(), b"f" * 32, b"{}", INSTANT, tuple(_row(event) for event in meeting.collect_events()))


def _row(event: Any) -> NewEvent:
    assert SERVICE.codec is not None
    topic, state = SERVICE.codec.encode(event)
    told = to_contract(event)
    contract, wire = (told.contract(), told.model_dump_json().encode()) if told else (None, None)
    return NewEvent(event.originator_id, event.originator_version, topic, state, contract, wire, METADATA)


async def _rebuilt(endpoints: Endpoints, feeds: list[Feed], events: int) -> tuple[float, float, Mapping[str, float]]:
    """Events a second of the workers alone, and of everything from making the tables to the swap; what they cost."""
    admin = await asyncpg.connect(endpoints.admin_url("reporting"), server_settings={"role": ROLES[0]})
    hasty = {"role": ROLES[0], "synchronous_commit": "off"}
    async with (
        asyncpg.create_pool(
            endpoints.admin_url("reporting"), min_size=FEEDS, max_size=8, server_settings=hasty
        ) as pool,
        _owner(endpoints, feeds) as read,
    ):
        around = Surroundings(admin, pool, read, now=lambda: INSTANT)
        await _live(admin, around, feeds)
        timed = Timed(Facts(), around, *ROLES)
        began = time.perf_counter()
        rebuilt = await timed.run()
        took = time.perf_counter() - began
    await admin.close()
    if rebuilt.different or rebuilt.events != events:
        raise RuntimeError(f"the rebuild is not what it should be: {rebuilt}")
    return events / timed.working, events / took, timed.cost


class Timed(Rebuild):
    """Knows how long its workers were at work, and what an event cost each kind of process."""

    working = 0.0
    cost: Mapping[str, float] = {}

    async def _approach(self) -> None:
        began, used = time.perf_counter(), ProcessorTime()
        await super()._approach()
        if not self.working:
            self.working, self.cost = time.perf_counter() - began, used.per(self._builder.applied)


async def _live(admin: asyncpg.Connection, around: Surroundings, feeds: list[Feed]) -> None:
    """The live tables that are to be replaced: made in the same way, from where the owners say that they are."""
    await prepare(admin, Facts(), *ROLES)
    if await admin.fetchval("SELECT EXISTS (SELECT FROM reporting_facts.positions)"):
        return
    for feed in feeds:
        head = (await around.read(feed, ReadFeed(above=0, limit=1))).head
        [chain] = (await around.read(feed, ReadFeed(above=head - 1, limit=1))).events.chain
        moved = "INSERT INTO reporting_facts.positions (feed, position, chain) VALUES ($1, $2, $3)"
        await admin.execute(moved, str(feed), head, chain)
    await Rebuild(Facts(), around, *ROLES, accept=True).run()


@asynccontextmanager
async def _owner(
    endpoints: Endpoints, feeds: list[Feed]
) -> AsyncIterator[Callable[[Feed, ReadFeed], Awaitable[FeedPage]]]:
    """The owner's process, and the way to ask it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks._owner", *map(str, feeds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(endpoints.to_json().encode() + b"\n")
    await process.stdin.drain()
    await process.stdout.readline()
    bus = await nats.connect(endpoints.nats["reporting"])
    try:
        yield partial(page_over, bus)
    finally:
        await bus.close()
        process.stdin.close()
        await process.wait()
