"""What lies in the databases of a system: commands, positions and chains, straight from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from services.chassis.event_store import EventStore
from services.chassis.feed import SEALED, Feed
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints


@dataclass(frozen=True)
class StoredFeed:
    """One history: its remembered commands (id, reply), its positions in order, and where its chain breaks."""

    commands: Mapping[UUID, bytes]
    positions: list[int]
    broken_at: int | None


def numbers(histories: Mapping[Feed, StoredFeed]) -> dict[Feed, int]:
    """How many commands each history remembers; those of reactions are named after positions, so ids differ."""
    return {feed: len(history.commands) for feed, history in histories.items()}


async def stored(endpoints: Endpoints, keeper: str) -> dict[Feed, StoredFeed]:
    """Every history of a keeper."""
    found = {}
    for name, service in SERVICES.items():
        async with asyncpg.create_pool(endpoints.admin_url(name), min_size=1, max_size=2) as pool:
            for feed in service.feeds((keeper,)):
                side = service.sealed if feed.service == SEALED else service
                assert side is not None
                assert side.codec is not None
                store = await EventStore.open(pool, feed, side.codec)
                commands = await pool.fetch(f"SELECT command_id, reply FROM {feed.schema}.commands")
                rows = await pool.fetch(
                    f"SELECT notification_id FROM {feed.schema}.stored_events ORDER BY notification_id"
                )
                found[feed] = StoredFeed(
                    {row["command_id"]: row["reply"] for row in commands},
                    [row["notification_id"] for row in rows],
                    await store.verify(),
                )
                await store.close()
    return found
