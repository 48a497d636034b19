"""What the figures of one unit's quarter come to at a vector, in numbers alone: to be held against one another."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from services.chassis.projection.projection import Connection
from services.reporting.catalogue import EVIDENCE
from services.reporting.facts import Facts
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import NO_LENS

SUMS = EVIDENCE.of("SELECT key, sum(numerator)::bigint, sum(denominator)::bigint FROM evidence GROUP BY key")


async def sums_at(
    connection: Connection, keeper: str, quarter: Quarter, unit_id: UUID, vector: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """Key -> (numerator, denominator), of the figures that are not nothing; `vector`: service -> position."""
    at = [vector[service] for service in Facts.sources]
    rows = await connection.fetch(SUMS, keeper, quarter.first, quarter.last, unit_id, *at, *NO_LENS)
    return {key: (numerator, denominator) for key, numerator, denominator in rows if (numerator, denominator) != (0, 0)}
