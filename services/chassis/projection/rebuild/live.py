"""What the live projection says of itself: how far it is, and what it could not apply."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from services.chassis.feed import Feed
from services.chassis.projection.links import At
from services.chassis.projection.projection import Connection
from services.chassis.projection.rebuild.elsewhere import Place
from services.chassis.projection.rebuild.refusal import RebuildRefused

STATE = """
SELECT feed, position, chain, forked,
       ARRAY(SELECT k.position FROM {name}.parked k WHERE k.feed = p.feed) AS parked,
       ARRAY(SELECT d.position FROM {name}.dropped d WHERE d.feed = p.feed) AS dropped
  FROM {name}.positions p ORDER BY feed"""


@dataclass(frozen=True, slots=True)
class Live:
    """Positions, parked events, and those that a person has let go, of one moment."""

    at: dict[Feed, At]
    parked: frozenset[Place]
    dropped: frozenset[Place]


async def look(connection: Connection | asyncpg.Pool, name: str) -> Live:
    """All of it in one statement, hence of one moment; RebuildRefused where a feed stands still after a fork."""
    rows = await connection.fetch(STATE.format(name=name))
    for row in rows:
        if row["forked"] is not None:
            raise RebuildRefused(
                f"{row['feed']} bị rẽ nhánh ({row['forked']}); phải giải quyết trước",
                f"{row['feed']} is forked ({row['forked']}); that must be settled first",
            )
    feeds = {Feed.parse(row["feed"]): row for row in rows}
    return Live(
        {feed: At(row["position"], row["chain"]) for feed, row in feeds.items()},
        *(frozenset((feed, at) for feed, row in feeds.items() for at in row[set_]) for set_ in ("parked", "dropped")),
    )
