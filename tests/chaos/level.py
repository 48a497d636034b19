"""Whether everything that was stored has been told and read: positions straight from the tables."""

from __future__ import annotations

import time

import asyncpg

from services.chassis.feed import Feed
from services.chassis.runtime.service import Service
from sinhhoat.node import SERVICES
from tests.chaos.databases import READERS, feeds_of, opened
from tests.chaos.system import KEEPER, System
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
        for name in SERVICES:
            async with opened(system, name) as connection:
                for feed in feeds_of(name):
                    heads[feed] = await head(connection, feed)
                    behind += await _relay(connection, feed, heads[feed])
        for name, service in SERVICES.items():
            async with opened(system, name) as connection:
                behind += await _readers(connection, heads, read_by(service))
    except (OSError, asyncpg.PostgresError) as error:
        raise AssertionError(f"PostgreSQL does not answer: {type(error).__name__}") from error
    return behind, heads


async def head(connection: asyncpg.Connection, feed: Feed) -> int:
    """The position of its last published event, 0 where there is none."""
    last: int | None = await connection.fetchval(
        f"SELECT max(notification_id) FROM {feed.schema}.stored_events WHERE contract IS NOT NULL"
    )
    return last or 0


async def _relay(connection: asyncpg.Connection, feed: Feed, last: int) -> list[str]:
    [row] = await connection.fetch(f"SELECT published, forked FROM {feed.schema}.relay_cursor")
    if row["forked"] is not None:
        return [f"relay of {feed}: forked ({row['forked']})"]
    return [f"relay of {feed}: {row['published']} of {last}"] if row["published"] != last else []


def read_by(service: Service) -> set[tuple[str, str]]:
    """Schema and feed of everything that its projections read."""
    return {
        (projection.name, str(Feed(KEEPER, source)))
        for projection in service.projections
        for source in projection.sources
    }


async def _readers(connection: asyncpg.Connection, heads: dict[Feed, int], wanted: set[tuple[str, str]]) -> list[str]:
    found, reads = [], set[tuple[str, str]]()
    for [schema] in await connection.fetch(READERS):
        rows = await connection.fetch(f"SELECT feed, position, behind, forked FROM {schema}.positions")
        # Of a reaction, which only its service can make, we know no more than that it reads something.
        found += [] if rows else [f"{schema} stands nowhere"]
        reads |= {(schema, row["feed"]) for row in rows}
        for row in rows:
            last = heads[Feed.parse(row["feed"])]
            if (row["position"], row["behind"], row["forked"]) != (last, False, None):
                state = row["forked"] or ("behind" if row["behind"] else "")
                found.append(f"{schema} at {row['feed']}: {row['position']} of {last} {state}".strip())
    return [*found, *(f"{schema} at {feed}: stands nowhere" for schema, feed in sorted(wanted - reads))]
