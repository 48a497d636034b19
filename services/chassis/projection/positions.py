"""Where a projection stands in each feed: the table, its compare-and-set, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import asyncpg

from services.chassis.ages import Ages
from services.chassis.feed import Feed
from services.chassis.projection.links import START, At
from services.chassis.projection.projection import Connection, Reads
from services.chassis.wire import Received


@dataclass(slots=True)
class FeedState:
    """What the active reader knows of one feed; `head` is the owner's published position where it has told one."""

    at: At = START
    behind: bool = False
    forked: str | None = None
    head: int = 0
    ages: Ages = field(default_factory=Ages, compare=False, repr=False)

    @property
    def lag(self) -> int:
        """How many positions the owner has published beyond ours, as far as it has told."""
        return max(0, self.head - self.at.position)

    def told(self, head: int, at: float) -> None:
        """The owner tells how far it has come; `at` is seconds of a clock that only goes forward."""
        self.head = max(head, self.head)
        self.ages.heard(self.head, self.at.position, at)

    def oldest(self, at: float) -> float:
        """Seconds since we were told of the oldest event that has not been applied; 0 where all are."""
        return self.ages.oldest(self.head, self.at.position, at)


@dataclass(frozen=True, slots=True)
class Step:
    """Some events of one feed that lead from one place to another."""

    feed: Feed
    was: At
    to: At
    events: tuple[Received, ...]


class Raced(Exception):
    """A feed does not stand where we thought: somebody else moved it. Nothing was written; look again."""


async def load(connection: Connection, schema: str, feeds: Iterable[Feed]) -> dict[Feed, FeedState]:
    """The state of each feed; a feed that is not in the table yet is put there, at its start."""
    names = [str(feed) for feed in feeds]
    await connection.execute(
        f"INSERT INTO {schema}.positions (feed) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", names
    )
    rows = await connection.fetch(
        f"SELECT feed, position, chain, behind, forked FROM {schema}.positions WHERE feed = ANY($1)", names
    )
    return {
        Feed.parse(row["feed"]): FeedState(At(row["position"], row["chain"]), row["behind"], row["forked"])
        for row in rows
    }


async def move(connection: Connection, schema: str, steps: Sequence[Step]) -> None:
    """Compare and set position and chain of every step's feed; Raced unless each stood where the step begins."""
    moved = await connection.fetch(
        f"""UPDATE {schema}.positions p SET position = n.position, chain = n.chain
            FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[])
                 AS n (feed, was, was_chain, position, chain)
            WHERE p.feed = n.feed AND p.position = n.was AND p.chain = n.was_chain AND p.forked IS NULL
            RETURNING p.feed""",
        [str(step.feed) for step in steps],
        [step.was.position for step in steps],
        [step.was.chain for step in steps],
        [step.to.position for step in steps],
        [step.to.chain for step in steps],
    )
    if len(moved) != len(steps):
        raise Raced


async def lock(connection: Connection, schema: str, feed: Feed) -> None:
    """Have the reader and all who change what is parked wait until the transaction ends."""
    await connection.execute(f"SELECT 1 FROM {schema}.positions WHERE feed = $1 FOR UPDATE", str(feed))


async def mark_behind(pool: asyncpg.Pool, schema: str, feed: Feed, behind: bool) -> None:
    """Say that a gap was seen in the feed, or that it is closed."""
    await pool.execute(f"UPDATE {schema}.positions SET behind = $2 WHERE feed = $1", str(feed), behind)


async def mark_forked(pool: asyncpg.Pool, schema: str, feed: Feed, why: str, at: At) -> None:
    """Stop the feed; only an operator starts it again. Raced where it does not stand there any more."""
    marked = await pool.execute(
        f"UPDATE {schema}.positions SET forked = $2 WHERE feed = $1 AND position = $3 AND chain = $4",
        *(str(feed), why, at.position, at.chain),
    )
    if marked != "UPDATE 1":
        raise Raced(str(feed))


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """One line of `sinhhoat status`."""

    feed: str
    position: int
    behind: bool
    forked: str | None
    parked: int


async def status(pool: asyncpg.Pool, projection: Reads) -> list[FeedStatus]:
    """Where the projection stands in every feed, whichever process reads it."""
    rows = await pool.fetch(
        f"""SELECT feed, position, behind, forked,
                   (SELECT count(*) FROM {projection.name}.parked WHERE parked.feed = positions.feed) AS parked
            FROM {projection.name}.positions ORDER BY feed"""
    )
    return [FeedStatus(**row) for row in rows]
