"""Events appended per second: ours with every safety on, the library's recorder, and a bare INSERT as the floor.

Each writer sends a command with one event, waits for its answer, and sends the next. The stock recorder is synchronous,
so each of its writers is a thread; the floor is one INSERT of 256 rows a transaction, without lock, chain or commands.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import asyncpg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from services.chassis.event_store import Codec, EventStore, migrate
from services.chassis.event_store.rows import NewEvent, Submission
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints

SECONDS, ROUNDS = 1.0, 3
WRITERS = (1, 16, 64)
STATE, WIRE, METADATA = b'{"n":1,' + b" " * 300 + b"}", b" " * 300, b" " * 250
FLOOR_ROWS = 256

INSERT = """INSERT INTO floor.stored_events SELECT i, 1, 'tests.Happened', $2, p, $3, i, $4, 'tests.Happened.v1', $5, $6
              FROM unnest($1::uuid[], $7::bigint[]) u(i, p)"""
FLOOR_TABLE = """CREATE SCHEMA floor; CREATE TABLE floor.stored_events (LIKE {feed}.stored_events INCLUDING INDEXES);
                 GRANT USAGE ON SCHEMA floor TO meetings_service;
                 GRANT INSERT ON floor.stored_events TO meetings_service"""


async def run(endpoints: Endpoints, *, events: int = 0) -> dict[str, Any]:
    """So many events lie in each of the three tables before anything is measured."""
    feed = Feed("bench", "meetings")
    await prepare(endpoints, feed)
    best: dict[tuple[str, int], float] = defaultdict(float)
    url = endpoints.postgres_service["meetings"]
    async with asyncpg.create_pool(url, min_size=8, max_size=8, reset=nothing_to_clear) as pool:
        store = await EventStore.open(pool, feed, Codec([]))
        with stock_datastore(endpoints) as datastore:
            stock = PostgresApplicationRecorder(datastore, events_table_name="stored_events")
            stock.create_table()
            positions = itertools.count(1)
            await fill(store, events)
            await asyncio.to_thread(fill_stock, stock, events)
            for _ in range(0, events, FLOOR_ROWS):
                await insert_raw(pool, positions)
            # Taking turns, and keeping the best of each: the machine may be doing something else as well.
            for _, writers in itertools.product(range(ROUNDS), WRITERS):
                ours = await rate(writers, lambda: append_one(store))
                theirs = await asyncio.to_thread(stock_rate, stock, writers)
                raw = FLOOR_ROWS * await rate(1, lambda: insert_raw(pool, positions))
                for key, found in ((("ours", writers), ours), (("stock", writers), theirs), (("raw", 0), raw)):
                    best[key] = max(best[key], found)
        assert await store.verify() is None
    return figures(best)


async def nothing_to_clear(connection: object) -> None:
    """As in a service: a command leaves nothing behind in a session, and spares the driver's reset."""


def figures(best: dict[tuple[str, int], float]) -> dict[str, Any]:
    return {
        "ours, events/s": {f"{writers} writers": best["ours", writers] for writers in WRITERS},
        "stock recorder, events/s": {f"{writers} writers": best["stock", writers] for writers in WRITERS},
        "raw INSERT of 256 rows, events/s": best["raw", 0],
        "ours / stock": {f"{writers} writers": best["ours", writers] / best["stock", writers] for writers in WRITERS},
        "ours at 64 writers / raw": best["ours", 64] / best["raw", 0],
    }


async def prepare(endpoints: Endpoints, feed: Feed) -> None:
    admin = await asyncpg.connect(endpoints.admin_url("meetings"))
    try:
        await migrate(admin, feed, kind="real", owner="meetings_owner", service="meetings_service")
        await admin.execute(FLOOR_TABLE.format(feed=feed.schema))
        await admin.execute("CREATE SCHEMA stock AUTHORIZATION meetings_service")
    finally:
        await admin.close()


async def rate(writers: int, act: Callable[[], Awaitable[object]]) -> float:
    """How often a second `act` ends when so many do it one after the other, each once at least."""
    began = time.perf_counter()

    async def write() -> int:
        await act()
        done = 1
        while time.perf_counter() < began + SECONDS:
            await act()
            done += 1
        return done

    done = sum(await asyncio.gather(*(write() for _ in range(writers))))
    return done / (time.perf_counter() - began)


async def fill(store: EventStore, events: int) -> None:
    for start in range(0, events, FLOOR_ROWS):
        appended = await store.append([submission() for _ in range(start, min(events, start + FLOOR_ROWS))])
        assert {one.outcome for one in appended} == {"stored"}
    assert (await store.head()).position == events


def fill_stock(recorder: PostgresApplicationRecorder, events: int) -> None:
    for start in range(0, events, FLOOR_ROWS):
        recorder.insert_events([stock_event() for _ in range(start, min(events, start + FLOOR_ROWS))])


async def append_one(store: EventStore) -> None:
    appended = await store.submit(submission())
    assert appended.outcome == "stored"


def submission() -> Submission:
    """A command with one event, of an aggregate that nobody knows yet."""
    event = NewEvent(uuid4(), 1, "tests.Happened", STATE, "tests.Happened.v1", WIRE, METADATA)
    return Submission(uuid4(), b"f" * 32, b"{}", datetime.now(UTC), (event,))


def stock_event() -> StoredEvent:
    return StoredEvent(uuid4(), 1, "tests.Happened", STATE + WIRE + METADATA)


async def insert_raw(pool: asyncpg.Pool[asyncpg.Record], positions: itertools.count[int]) -> None:
    ids = [uuid4() for _ in range(FLOOR_ROWS)]
    numbers = list(itertools.islice(positions, FLOOR_ROWS))
    await pool.execute(INSERT, ids, STATE, datetime.now(UTC), METADATA, WIRE, b"c" * 32, numbers)


def stock_datastore(endpoints: Endpoints) -> PostgresDatastore:
    address = urlsplit(endpoints.postgres_service["meetings"])
    return PostgresDatastore(
        dbname=endpoints.database("meetings"),
        host=address.hostname or parse_qs(address.query)["host"][0],
        port=str(address.port or 5432),
        user="meetings_service",
        password=address.password or "",
        schema="stock",
        pool_size=8,
        max_overflow=8,
    )


def stock_rate(recorder: PostgresApplicationRecorder, writers: int) -> float:
    began = time.perf_counter()

    def write(_: int) -> int:
        recorder.insert_events([stock_event()])
        done = 1
        while time.perf_counter() < began + SECONDS:
            recorder.insert_events([stock_event()])
            done += 1
        return done

    with ThreadPoolExecutor(writers) as threads:
        done = sum(threads.map(write, range(writers)))
    return done / (time.perf_counter() - began)
