"""What is known of each feed: as far as it has been applied, or up to what somebody asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import Feed
from services.chassis.projection.parking import head_of
from services.chassis.projection.projection import Connection
from services.reporting.facts import Facts

Vectors = Mapping[str, Mapping[str, int]]
"""Keeper -> service -> the position up to which its events are known."""


class Wanted(NamedTuple):
    """Up to where somebody wants to know: `positions` by feed; the other feeds at `instant`, or as far as applied."""

    positions: Mapping[str, int] = {}
    instant: datetime | None = None


async def vectors(
    connection: Connection,
    keepers: Sequence[str],
    wanted: Wanted,
    published: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, dict[str, int]]:
    """Keeper -> service -> position. Refused `feed_not_read`, `known_ahead`; Unavailable `not_yet_applied`.

    `published`: feed -> how far its owner has told us that it has come. Who asks for an instant is not answered while
    something that may have been recorded by then is on its way, for later the answer would be another.
    """
    rows = await connection.fetch("SELECT feed, position FROM reporting_facts.positions")
    applied = {row["feed"]: row["position"] for row in rows}
    feeds = {keeper: {f"{keeper}.{service}": service for service in Facts.sources} for keeper in keepers}
    _check(wanted, [feed for own in feeds.values() for feed in own], applied)
    known = applied if wanted.instant is None else await _recorded_by(connection, keepers, wanted.instant)
    found = {}
    for keeper, own in feeds.items():
        if wanted.instant is not None:
            _wait_for(own.keys() - wanted.positions.keys(), known, applied, published)
        found[keeper] = {service: wanted.positions.get(feed, known.get(feed, 0)) for feed, service in own.items()}
    return found


def _check(wanted: Wanted, feeds: Collection[str], applied: Mapping[str, int]) -> None:
    for feed, position in wanted.positions.items():
        if feed not in feeds:
            raise Refused("feed_not_read", field="known", feed=feed)
        if position > applied.get(feed, 0):
            raise Refused("known_ahead", field="known", feed=feed, applied=applied.get(feed, 0), asked=position)


def _wait_for(
    feeds: Iterable[str], known: Mapping[str, int], applied: Mapping[str, int], published: Mapping[str, int]
) -> None:
    """Unavailable where all that is applied of a feed was recorded by the instant, and there is more of it."""
    for feed in feeds:
        last = applied.get(feed, 0)
        if known.get(feed, 0) >= last and published.get(feed, 0) > last:
            raise Unavailable("not_yet_applied")


async def _recorded_by(connection: Connection, keepers: Sequence[str], instant: datetime) -> dict[str, int]:
    """Feed -> position of the last event recorded by then; in a feed, instants rise with positions."""
    rows = await connection.fetch(
        """SELECT k.keeper || '.' || s.service AS feed, last.position
             FROM unnest($1::text[]) k(keeper) CROSS JOIN unnest($2::text[]) s(service)
            CROSS JOIN LATERAL (
              SELECT t.position FROM reporting_facts.told t
               WHERE t.keeper = k.keeper AND t.service = s.service AND t.recorded_at <= $3
               ORDER BY t.recorded_at DESC LIMIT 1) last""",
        *(keepers, list(Facts.sources), instant),
    )
    told = {row["feed"]: row["position"] for row in rows}
    aside = await _set_aside_by(connection, keepers, instant)
    return {feed: max(told.get(feed, 0), aside.get(feed, 0)) for feed in told | aside}


async def _set_aside_by(connection: Connection, keepers: Sequence[str], instant: datetime) -> dict[str, int]:
    """The same of events that make no facts: who knows up to an instant also knows that he misses them."""
    rows = await connection.fetch(
        """SELECT feed, position, message FROM reporting_facts.parked WHERE feed = ANY($1)
           UNION ALL SELECT feed, position, message FROM reporting_facts.dropped WHERE feed = ANY($1) ORDER BY 2""",
        [str(Feed(keeper, service)) for keeper in keepers for service in Facts.sources],
    )
    return {row["feed"]: row["position"] for row in rows if head_of(row["message"])["recorded_at"] <= instant}


async def at(connection: Connection, vectors: Vectors) -> datetime | None:
    """When the last of the known events was recorded; for people, who do not think in positions."""
    return max((await told_at(connection, vectors)).values(), default=None)


async def told_at(connection: Connection, vectors: Vectors) -> dict[str, datetime]:
    """The same of each keeper of whom anything is known."""
    rows = await connection.fetch(
        """SELECT v.keeper, max(last.recorded_at) AS at
             FROM unnest($1::text[], $2::text[], $3::bigint[]) v(keeper, service, position)
            CROSS JOIN LATERAL (
              SELECT t.recorded_at FROM reporting_facts.told t
               WHERE t.keeper = v.keeper AND t.service = v.service AND t.position <= v.position
               ORDER BY t.position DESC LIMIT 1) last
            GROUP BY v.keeper""",
        *_columns(vectors),
    )
    return {row["keeper"]: row["at"] for row in rows}


async def parked(connection: Connection, vectors: Vectors) -> int:
    """How many events the figures may miss: they could not be applied, or a person has let them go since."""
    return sum((await parked_of(connection, vectors)).values())


async def parked_of(connection: Connection, vectors: Vectors) -> dict[str, int]:
    """The same of each keeper of whom there are any."""
    rows = await connection.fetch(
        _set_aside("""SELECT feed, position FROM reporting_facts.parked
                      UNION ALL SELECT feed, position FROM reporting_facts.dropped"""),
        *_columns(vectors),
    )
    return {row["keeper"]: row["events"] for row in rows}


async def waiting(connection: Connection, vectors: Vectors) -> int:
    """How many of them may still be applied: nobody has let them go."""
    rows = await connection.fetch(_set_aside("SELECT feed, position FROM reporting_facts.parked"), *_columns(vectors))
    return sum(row["events"] for row in rows)


def _set_aside(events: str) -> str:
    return f"""SELECT v.keeper, count(*) AS events FROM ({events}) p
             JOIN unnest($1::text[], $2::text[], $3::bigint[]) v(keeper, service, position)
               ON p.feed = v.keeper || '.' || v.service AND p.position <= v.position
            GROUP BY v.keeper"""


def _columns(vectors: Vectors) -> tuple[list[str], list[str], list[int]]:
    flat = [(keeper, *one) for keeper, vector in vectors.items() for one in vector.items()]
    return [one[0] for one in flat], [one[1] for one in flat], [one[2] for one in flat]
