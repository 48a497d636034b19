"""What is known of each feed: as far as it has been applied, or up to the positions that somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.facts import Facts


async def vector(connection: Connection, keeper: str, asked: Mapping[str, int]) -> dict[str, int]:
    """Service -> position. `asked` goes by names of feeds; Refused `feed_not_read`, `known_ahead`."""
    rows = await connection.fetch("SELECT feed, position FROM reporting_facts.positions")
    applied = {row["feed"]: row["position"] for row in rows}
    feeds = {f"{keeper}.{service}": service for service in Facts.sources}
    for feed, position in asked.items():
        if feed not in feeds:
            raise Refused("feed_not_read", field="known", feed=feed)
        if position > applied.get(feed, 0):
            raise Refused("known_ahead", field="known", feed=feed, applied=applied.get(feed, 0), asked=position)
    return {service: asked.get(feed, applied.get(feed, 0)) for feed, service in feeds.items()}


async def at(connection: Connection, keeper: str, vector: Mapping[str, int]) -> datetime | None:
    """When the last of the known events was recorded; for people, who do not think in positions."""
    instant: datetime | None = await connection.fetchval(
        """SELECT max(last.recorded_at) FROM unnest($2::text[], $3::bigint[]) v(service, position)
            CROSS JOIN LATERAL (
              SELECT t.recorded_at FROM reporting_facts.told t
               WHERE t.keeper = $1 AND t.service = v.service AND t.position <= v.position
               ORDER BY t.position DESC LIMIT 1) last""",
        keeper,
        list(vector),
        list(vector.values()),
    )
    return instant


async def parked(connection: Connection, keeper: str, vector: Mapping[str, int]) -> int:
    """How many events the figures may miss: they could not be applied, or a person has let them go since."""
    count: int = await connection.fetchval(
        """SELECT count(*) FROM (SELECT feed, position FROM reporting_facts.parked
                                 UNION ALL SELECT feed, position FROM reporting_facts.dropped) p
             JOIN unnest($1::text[], $2::bigint[]) v(feed, position) ON p.feed = v.feed AND p.position <= v.position""",
        [f"{keeper}.{service}" for service in vector],
        list(vector.values()),
    )
    return count
