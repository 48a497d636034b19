"""Whether every acknowledged command is stored once, as it was answered, in a history that is whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from services.chassis.call import service_id
from services.chassis.event_store import EventStore, chain
from services.chassis.feed import Feed
from sinhhoat.node import SERVICES
from tests.chaos.databases import codec_of, feeds_of, opened
from tests.chaos.findings import Finding
from tests.chaos.recording import Acknowledged, Book
from tests.chaos.system import System

PAGE = 5_000


@dataclass
class Seen:
    """How far each history was found in order, and which acknowledged commands in it: the next look begins there."""

    links: dict[Feed, chain.Link] = field(default_factory=dict)
    commands: set[UUID] = field(default_factory=set)


async def check(system: System, book: Book, seen: Seen) -> list[Finding]:
    """What is wrong, in words; nothing where all is well. With a new `seen` everything is looked at."""
    found = await asyncio.gather(*(_of(system, service, book, seen) for service in SERVICES))
    seen.commands |= book.acknowledged.keys()
    return [one for wrong in found for one in wrong]


async def _of(system: System, service: str, book: Book, seen: Seen) -> list[Finding]:
    """The histories in one service's database."""
    wrong: list[Finding] = []
    async with opened(system, service) as connection:
        for feed in feeds_of(service):
            since = seen.links.get(feed, chain.START)
            wrong += await positions(connection, feed)
            wrong += await versions(connection, feed)
            wrong += await commands(connection, feed, book, seen, since.position)
            wrong += await unasked(connection, feed, book, since.position)
            wrong += await links(system, service, feed, seen)
    return wrong


async def positions(connection: asyncpg.Connection, feed: Feed) -> list[Finding]:
    """They are 1..n."""
    [row] = await connection.fetch(
        f"SELECT count(*) AS rows, min(notification_id), max(notification_id) FROM {feed.schema}.stored_events"
    )
    whole = row["rows"] == 0 or (row["min"], row["max"]) == (1, row["rows"])
    return [] if whole else [Finding("history", f"{feed}: {row['rows']} rows from {row['min']} to {row['max']}")]


async def versions(connection: asyncpg.Connection, feed: Feed) -> list[Finding]:
    """They are 1..n in every aggregate."""
    rows = await connection.fetch(
        f"""SELECT originator_id FROM {feed.schema}.stored_events GROUP BY 1
            HAVING (min(originator_version), max(originator_version)) <> (1, count(*))"""
    )
    return [Finding("history", f"{feed}: the versions of {row['originator_id']} are not 1..n") for row in rows]


async def commands(connection: asyncpg.Connection, feed: Feed, book: Book, seen: Seen, above: int) -> list[Finding]:
    """What was acknowledged is there, with that reply, and its events lie together once."""
    wanted = {
        told.command_id: told
        for told in book.acknowledged.values()
        if told.feed == feed and told.command_id not in seen.commands
    }
    rows = await connection.fetch(
        f"SELECT command_id, reply, last_position FROM {feed.schema}.commands WHERE command_id = ANY($1)",
        list(wanted),
    )
    found = {row["command_id"] for row in rows}
    wrong = [Finding("lost", f"{feed}: {told} was acknowledged and is not there") for told in wanted.keys() - found]
    for row in rows:
        wrong += _answered(wanted[row["command_id"]], row)
    total = await connection.fetchval(f"SELECT count(*) FROM {feed.schema}.commands")
    if total < sum(told.feed == feed for told in book.acknowledged.values()):
        wrong.append(Finding("lost", f"{feed}: fewer commands than were acknowledged"))
    return wrong + await _events(connection, feed, wanted, seen, above)


def _answered(told: Acknowledged, row: asyncpg.Record) -> Iterator[Finding]:
    if (json.loads(row["reply"]), row["last_position"]) != (told.decided, told.position):
        yield Finding("answer", f"{told.feed}: {told.command_id} is stored with another reply than was given")


async def _events(
    connection: asyncpg.Connection, feed: Feed, wanted: dict[UUID, Acknowledged], seen: Seen, above: int
) -> list[Finding]:
    """A command's events were appended at once: rows in two places, or by two transactions, are a second effect."""
    rows = await connection.fetch(
        f"""SELECT command_id, count(*) AS rows, min(notification_id), max(notification_id),
                   count(DISTINCT xmin::text) AS stored,
                   max(notification_id) FILTER (WHERE contract IS NOT NULL) AS told
              FROM {feed.schema}.stored_events WHERE notification_id > $1 GROUP BY 1""",
        above,
    )
    wrong = [
        Finding("doubled", f"{feed}: {row['command_id']} was stored more than once")
        for row in rows
        if row["max"] - row["min"] + 1 != row["rows"] or row["stored"] > 1 or row["command_id"] in seen.commands
    ]
    told = {row["command_id"]: row["told"] for row in rows}
    return wrong + [
        Finding("history", f"{feed}: the events of {one.command_id} are not where it was told")
        for one in wanted.values()
        if told.get(one.command_id) != one.position
    ]


async def unasked(connection: asyncpg.Connection, feed: Feed, book: Book, above: int) -> list[Finding]:
    """Nothing was stored that nobody sent, but for what services send themselves because of what they were told."""
    rows = await connection.fetch(
        f"""SELECT DISTINCT command_id, metadata FROM {feed.schema}.stored_events WHERE notification_id > $1""", above
    )
    ours = {str(service_id(name)) for name in SERVICES}
    return [
        Finding("doubled", f"{feed}: {row['command_id']} was sent by nobody")
        for row in rows
        if row["command_id"] not in book.sent and json.loads(row["metadata"])["actor"] not in ours
    ]


async def links(system: System, service: str, feed: Feed, seen: Seen) -> list[Finding]:
    """The chain holds from where it held before to the end."""
    async with asyncpg.create_pool(system.endpoints.admin_url(service), min_size=1, max_size=2) as pool:
        store = await EventStore.open(pool, feed, codec_of(feed))
        try:
            former = seen.links.get(feed, chain.START)
            wrong = await _still_there(store, feed, former)
            while rows := await store.rows(former.position, PAGE):
                for row in rows:
                    if not chain.follows(former, row):
                        return [*wrong, Finding("history", f"{feed}: the chain breaks at {former.position + 1}")]
                    former = chain.Link.of(row)
            seen.links[feed] = former
        finally:
            await store.close()
    return wrong


async def _still_there(store: EventStore, feed: Feed, link: chain.Link) -> list[Finding]:
    if link.position == 0:
        return []
    rows = await store.rows(link.position - 1, 1)
    same = bool(rows) and rows[0].chain == link.chain
    return [] if same else [Finding("history", f"{feed}: {link.position} is not what it was")]
