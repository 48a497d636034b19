"""Up to where the facts of keepers are complete: as far as applied, and not past what is set aside and may come yet."""

from __future__ import annotations

from collections import defaultdict

import asyncpg

from services.chassis.feed import Feed
from services.reporting.facts import Facts

# What a person has let go never counts. What is parked may, at its own position: nothing behind it is complete.
COMPLETE = """
SELECT p.feed, least(p.position, (SELECT min(s.position) - 1 FROM reporting_facts.parked s
                                   WHERE s.feed = p.feed)) AS position
  FROM reporting_facts.positions p"""


async def complete(pool: asyncpg.Pool[asyncpg.Record]) -> dict[str, dict[str, int]]:
    """Keeper -> service -> position, of all that are read here."""
    found: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Facts.sources, 0))
    for row in await pool.fetch(COMPLETE):
        feed = Feed.parse(row["feed"])
        found[feed.keeper][feed.service] = row["position"]
    return dict(found)
