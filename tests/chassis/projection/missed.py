"""Counts what the rows of a projection miss."""

from __future__ import annotations

import asyncpg

from services.chassis.feed import Feed
from services.chassis.projection.projection import Reads


async def parked_count(pool: asyncpg.Pool, projection: Reads, feed: Feed) -> int:
    """How many events of the feed the projection's rows might miss: those that wait, and those that were let go."""
    count: int = await pool.fetchval(
        f"""SELECT (SELECT count(*) FROM {projection.name}.parked WHERE feed = $1)
                 + (SELECT count(*) FROM {projection.name}.dropped WHERE feed = $1)""",
        str(feed),
    )
    return count
