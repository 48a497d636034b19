"""Which quarter is meant when none is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.catalogue.known import at_vector
from services.reporting.facts import Facts
from services.reporting.facts.told import local_day
from services.reporting.quarters import Quarter

# What happened decides; where nothing did, what is reported of a day; where neither, that there are units.
# $1 keeper; the vector: $2 position of the registry, $3 of meetings, $4 of assignments.
LAST_DAY = at_vector(
    """
SELECT coalesce(
  (SELECT max(day) FROM (
     SELECT max(day) AS day FROM known.meeting_fact f
     UNION ALL SELECT max(day) FROM known.visit_fact f
     UNION ALL SELECT max(until_on) FROM known.assignment_fact f) happened),
  (SELECT max(day) FROM known.roll_fact f),
  (SELECT max(valid_from) FROM known.unit_version f))""",
    {"registry": 2, "meetings": 3, "assignments": 4},
)


async def newest(
    connection: Connection, keeper: str, vector: Mapping[str, int], recorded_at: datetime | None
) -> Quarter:
    """The last quarter that anything known falls into, but none that had not begun when last something was recorded.

    An assignment in force until December does not make December the newest in March. `recorded_at` is when the last
    event known at the vector was recorded, None where nothing is known. Refused `nothing_known`.
    """
    day = await connection.fetchval(LAST_DAY, keeper, *(vector[service] for service in Facts.sources[:3]))
    if day is None or recorded_at is None:
        raise Refused("nothing_known")
    return Quarter.of(min(day, local_day(recorded_at)))
