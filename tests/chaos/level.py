"""Whether everything that was stored has been told and read: positions straight from the tables."""

from __future__ import annotations

import time

import asyncpg

from services.chassis.feed import Feed
from sinhhoat.node import SERVICES
from tests.chaos.databases import READERS, feeds_of, opened
from tests.chaos.system import System
from tests.eventually import eventually

WITHIN = 60.0


async def level(system: System, within: float = WITHIN) -> float:
    """Wait for lag 0 of every relay and every reader, with nothing added meanwhile; the seconds that it took.

    AssertionError that names who has not come as far, after `within` seconds.
    """
    began, former = time.monotonic(), dict[Feed, int]()

    async def is_level() -> bool:
        nonlocal former
        behind, heads = await _look(system)
        assert not behind, behind
        # Reactions append because of what was read: level is who has nothing new to read either.
        same, former = heads == former, heads
        assert same, "still appending"
        return True

    done: bool = await eventually(is_level, within)
    assert done
    return time.monotonic() - began


async def _look(system: System) -> tuple[list[str], dict[Feed, int]]:
    """Who is behind, in words, and the last published position of every history."""
    try:
        heads: dict[Feed, int] = {}
        behind: list[str] = []
        for service in SERVICES:
            async with opened(system, service) as connection:
                for feed in feeds_of(service):
                    heads[feed] = await _head(connection, feed)
                    behind += await _relay(connection, feed, heads[feed])
        for service in SERVICES:
            async with opened(system, service) as connection:
                behind += await _readers(connection, heads)
    except (OSError, asyncpg.PostgresError) as error:
        raise AssertionError(f"PostgreSQL does not answer: {type(error).__name__}") from error
    return behind, heads


async def _head(connection: asyncpg.Connection, feed: Feed) -> int:
    head: int | None = await connection.fetchval(
        f"SELECT max(notification_id) FROM {feed.schema}.stored_events WHERE contract IS NOT NULL"
    )
    return head or 0


async def _relay(connection: asyncpg.Connection, feed: Feed, head: int) -> list[str]:
    [row] = await connection.fetch(f"SELECT published, forked FROM {feed.schema}.relay_cursor")
    if row["forked"] is not None:
        return [f"relay of {feed}: forked ({row['forked']})"]
    return [f"relay of {feed}: {row['published']} of {head}"] if row["published"] != head else []


async def _readers(connection: asyncpg.Connection, heads: dict[Feed, int]) -> list[str]:
    found = []
    for [schema] in await connection.fetch(READERS):
        for row in await connection.fetch(f"SELECT feed, position, behind, forked FROM {schema}.positions"):
            head = heads[Feed.parse(row["feed"])]
            if (row["position"], row["behind"], row["forked"]) != (head, False, None):
                state = row["forked"] or ("behind" if row["behind"] else "")
                found.append(f"{schema} at {row['feed']}: {row['position']} of {head} {state}".strip())
    return found
