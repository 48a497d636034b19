"""What the readers of one service have set aside of one keeper's events: to be seen, tried again, or let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from contracts.parking import DropParked, Dropped, ParkedEvent, ParkedList, ReadParked, RetryParked
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.chassis.projection import carrying, parking
from services.chassis.projection.dropping import Act, drop
from services.chassis.projection.parking import head_of
from services.chassis.projection.projection import Connection, Projection, Reads
from services.chassis.projection.reactions import Reacting
from services.chassis.projection.sealing import is_sealed

MOST = 200
"""Events in one answer: errors are at most 500 characters, so that it stays far below what a message may hold."""

# Of a long list only the first line of each message is read, which is not the body.
EVENTS = """
SELECT p.feed, p.position, p.error, p.parked_at, p.dropped_at, p.dropped_by, p.reason,
       substring(p.message FROM 1 FOR p.cut - 1) AS head,
       CASE WHEN $2::bigint IS NOT NULL THEN substring(p.message FROM p.cut + 1) END AS body
  FROM (SELECT *, position('\\x0a'::bytea IN message) AS cut FROM (
          SELECT feed, position, message, error, parked_at, NULL::timestamptz AS dropped_at, NULL::uuid AS dropped_by,
                 NULL::text AS reason FROM {schema}.parked
          UNION ALL
          SELECT feed, position, message, error, parked_at, dropped_at, dropped_by, reason FROM {schema}.dropped) a
         WHERE feed = ANY($1) AND ($2::bigint IS NULL OR position = $2)) p
 ORDER BY p.feed, p.position LIMIT $3"""

COUNT = """
SELECT count(*) FROM (SELECT feed, position FROM {schema}.parked
                      UNION ALL SELECT feed, position FROM {schema}.dropped) p
 WHERE feed = ANY($1) AND ($2::bigint IS NULL OR position = $2)"""


@dataclass(frozen=True)
class ParkingLot:
    """One per keeper and account: `sealed` is the one that shows events of visit plans, and shows no others."""

    pool: asyncpg.Pool
    keeper: str
    projections: Sequence[Projection | Reacting]
    sealed: bool = False

    async def parked(self, query: ReadParked) -> ParkedList:
        """The first events; parked and dropped ones."""
        events: list[ParkedEvent] = []
        total = 0
        async with self.pool.acquire() as connection:
            for projection in sorted(self.projections, key=lambda one: one.name):
                feeds = [str(feed) for feed in self._feeds(projection) if query.source in (None, feed.service)]
                if not feeds or query.projection not in (None, projection.name):
                    continue
                asked = (feeds, query.position)
                total += await connection.fetchval(COUNT.format(schema=projection.name), *asked)
                events += await _events(connection, projection.name, *asked, MOST - len(events))
        return ParkedList(events=events, total=total)

    async def retry(self, command: RetryParked) -> Decided:
        """Apply again; what fails again stays, with its newest error. Refused `not_there`."""
        projection, feed = self._find(command.projection, command.source)
        if isinstance(projection, Reacting):
            retried = await carrying.retry(self.pool, projection, feed, command.aggregate_id)
        else:
            retried = await parking.retry(self.pool, projection, feed, command.aggregate_id)
        return Decided({"replayed": retried.replayed, "still_parked": retried.still_parked}, {})

    async def drop(self, command: DropParked, call: Call) -> Decided:
        """Let one event go; Refused as `dropping.drop`."""
        projection, feed = self._find(command.projection, command.source)
        act = Act(call.command_id, call.now, call.actor.person_id, command.reason)
        await drop(self.pool, projection.name, feed, command.position, act)
        return Decided({"projection": projection.name, "feed": str(feed), "position": command.position}, {})

    def _feeds(self, projection: Reads) -> list[Feed]:
        sources = [source for source in projection.sources if is_sealed(projection, source) == self.sealed]
        return sorted(Feed(self.keeper, source) for source in sources)

    def _find(self, name: str, source: str) -> tuple[Projection | Reacting, Feed]:
        """The names in a request never reach a statement: they only choose among ours."""
        for projection in self.projections:
            for feed in self._feeds(projection):
                if (projection.name, feed.service) == (name, source):
                    return projection, feed
        raise Refused("not_there")


def lots(
    pool: asyncpg.Pool, keepers: Sequence[str], projections: Sequence[Projection | Reacting], *, sealed: bool = False
) -> Mapping[str, ParkingLot]:
    """By keeper; none where no projection reads anything of that side."""
    if not any(is_sealed(projection, source) == sealed for projection in projections for source in projection.sources):
        return {}
    return {keeper: ParkingLot(pool, keeper, projections, sealed) for keeper in keepers}


async def _events(
    connection: Connection, schema: str, feeds: list[str], position: int | None, most: int
) -> list[ParkedEvent]:
    rows = await connection.fetch(EVENTS.format(schema=schema), feeds, position, most)
    return [_event(schema, row) for row in rows]


def _event(projection: str, row: Any) -> ParkedEvent:
    told = head_of(row["head"])
    at = row["dropped_at"]
    return ParkedEvent(
        projection=projection,
        feed=row["feed"],
        position=row["position"],
        contract=told["contract"],
        aggregate_id=told["aggregate_id"],
        recorded_at=told["recorded_at"],
        parked_at=row["parked_at"],
        error=row["error"],
        dropped=None if at is None else Dropped(at=at, by=str(row["dropped_by"]), reason=row["reason"]),
        body=None if row["body"] is None else row["body"].decode(errors="replace"),
    )
