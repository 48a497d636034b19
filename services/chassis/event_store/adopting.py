"""An operator's dated act on a forked feed: takes back what the store has lost, or gives it up and goes on above it.

Both happen inside one transaction of the role that owns the tables, under `append`'s lock.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

from contracts.archive import HistoryLine
from services.chassis.errors import Refused
from services.chassis.event_store import chain
from services.chassis.event_store.migrations import Connection
from services.chassis.event_store.restoring import Restoring
from services.chassis.event_store.rows import HistoryRow
from services.chassis.feed import Feed

GIVEN_UP, OPENED = "chassis.FeedEpoch.GivenUp", "chassis.FeedEpoch.Opened"
"""Topics of rows that nobody is told of: a position that readers may have seen with something else, and why so."""

NO_FINGERPRINT = bytes(32)


@dataclass(frozen=True, slots=True)
class Act:
    """Who adopts the fork, when (UTC) and why."""

    command_id: UUID
    at: datetime
    by: UUID
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """The last that the outside has been told of the feed, as far as it can still say: position and chain."""

    position: int
    chain: bytes | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the store stands: its last row, why it is stopped, and how far it thought it had published."""

    head: chain.Link
    forked: str | None
    published: int


async def standing(connection: Connection, feed: Feed) -> Standing:
    """Read it; nothing is changed."""
    [cursor] = await connection.fetch(f"SELECT forked, published FROM {feed.schema}.relay_cursor")
    row = await connection.fetchrow(
        f"""SELECT notification_id, chain, recorded_at FROM {feed.schema}.stored_events
             ORDER BY notification_id DESC LIMIT 1"""
    )
    return Standing(chain.Link(*row) if row else chain.START, cursor["forked"], cursor["published"])


async def forked(connection: Connection, feed: Feed) -> Standing:
    """Take the lock and read where a stopped feed stands; Refused `feed_not_forked`."""
    await Restoring(connection, feed).lock()
    found = await standing(connection, feed)
    if found.forked is None:
        raise Refused("feed_not_forked", feed=str(feed))
    return found


async def take_back(
    connection: Connection, feed: Feed, lines: Iterable[HistoryLine], rows: int, told: Told, act: Act
) -> range:
    """Write the rows above the store's head as they were; which positions came back.

    `lines` have been checked on the way, `rows` is the position of their last one. Refused `history_too_short` where
    they do not reach what was told, `history_of_another_branch` where the store or the outside has another chain.
    """
    stands = await forked(connection, feed)
    head = stands.head.position
    wanted = max(told.position, stands.published, head + 1)
    if rows < wanted:
        raise Refused("history_too_short", there=rows, wanted=wanted)
    known = {head: stands.head.chain.hex()} if head else {}
    if told.chain is not None:
        known[told.position] = told.chain.hex()
    await Restoring(connection, feed).write(_same_branch(lines, known), above=head)
    await _adopt(connection, feed, stands, "taken_back", act, head + 1, rows)
    return range(head + 1, rows + 1)


async def new_epoch(connection: Connection, feed: Feed, told: Told, act: Act, salt: Callable[[], bytes]) -> range:
    """Give up what the store has lost; which positions are filled. Before it commits, the bus must forget the feed.

    No position that the outside may have seen is used for anything else: each is filled with a row that is never
    published, and one more says who gave it up and why. A reader that has applied what is given up therefore sees that
    the next event does not follow what it knows, and stops, instead of missing it silently.
    """
    stands = await forked(connection, feed)
    first = stands.head.position + 1
    last = max(told.position, stands.published, stands.head.position) + 1
    rows = list(_filling(feed, stands, act, first, last, salt))
    await Restoring(connection, feed).append(rows, act.command_id, NO_FINGERPRINT)
    await connection.execute(
        f"""UPDATE {feed.schema}.relay_cursor c SET published = p.notification_id, published_chain = p.chain
              FROM (SELECT 0 AS notification_id, '\\x'::bytea AS chain
                    UNION ALL SELECT notification_id, chain FROM {feed.schema}.stored_events
                     WHERE notification_id <= $1 AND contract IS NOT NULL
                     ORDER BY notification_id DESC LIMIT 1) p
             WHERE c.published > $1""",
        stands.head.position,
    )
    await connection.execute(
        f"UPDATE {feed.schema}.relay_cursor SET scanned = least(scanned, $1)", stands.head.position
    )
    await _adopt(connection, feed, stands, "new_epoch", act, first, last)
    return range(first, last + 1)


def _same_branch(lines: Iterable[HistoryLine], known: dict[int, str]) -> Iterator[HistoryLine]:
    """The lines, as long as they agree with what others know of the same positions."""
    for line in lines:
        row = line.row
        if row is not None and known.get(row.position, row.chain) != row.chain:
            raise Refused("history_of_another_branch", position=row.position)
        yield line


def _filling(
    feed: Feed, stands: Standing, act: Act, first: int, last: int, salt: Callable[[], bytes]
) -> Iterator[HistoryRow]:
    aggregate = uuid5(act.command_id, f"epoch of {feed}")
    former = stands.head
    for position in range(first, last + 1):
        opens = position == last
        told = {"first": first, "last": last, "forked": stands.forked, "reason": act.reason} if opens else {}
        row = HistoryRow(
            originator_id=aggregate,
            originator_version=position - first + 1,
            topic=OPENED if opens else GIVEN_UP,
            state=_json(told),
            position=position,
            recorded_at=max(act.at, former.recorded_at + timedelta(microseconds=1)),
            command_id=act.command_id,
            metadata=_json(_metadata(act, salt())),
            contract=None,
            wire=None,
            chain=b"",
        )
        row = replace(row, chain=chain.link(former.chain, row))
        former = chain.Link.of(row)
        yield row


def _metadata(act: Act, salt: bytes) -> dict[str, str]:
    told = {"actor": str(act.by), "causation": "", "correlation": str(act.command_id), "traceparent": ""}
    return told | {"salt": salt.hex()}


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


async def _adopt(
    connection: Connection,
    feed: Feed,
    stands: Standing,
    how: Literal["taken_back", "new_epoch"],
    act: Act,
    first: int,
    last: int,
) -> None:
    """Write the act down and let the feed go on."""
    await connection.execute(
        f"""INSERT INTO {feed.schema}.adoptions (adopted_at, adopted_by, reason, forked, act, first, last)
            VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        *(act.at, act.by, act.reason, stands.forked, how, first, last),
    )
    await connection.execute(f"UPDATE {feed.schema}.relay_cursor SET forked = NULL")
