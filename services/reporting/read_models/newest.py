"""Which quarter is meant when none is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.facts import Facts
from services.reporting.facts.told import local_day
from services.reporting.quarters import Quarter

# What happened decides; where nothing did, what is reported of a day; where neither, that there are units.
# $1 keeper; the vector: $2 position of the registry, $3 of meetings, $4 of assignments.
LAST_DAY = """
SELECT coalesce(
  (SELECT max(day) FROM (
     SELECT max(day) AS day FROM reporting_facts.meeting_fact
      WHERE keeper = $1 AND known_from <= $3 AND (known_until IS NULL OR known_until > $3)
     UNION ALL SELECT max(day) FROM reporting_facts.visit_fact
      WHERE keeper = $1 AND known_from <= $4 AND (known_until IS NULL OR known_until > $4)
     UNION ALL SELECT max(until_on) FROM reporting_facts.assignment_fact
      WHERE keeper = $1 AND known_from <= $4 AND (known_until IS NULL OR known_until > $4)) happened),
  (SELECT max(day) FROM reporting_facts.roll_fact
    WHERE keeper = $1 AND known_from <= $2 AND (known_until IS NULL OR known_until > $2)),
  (SELECT max(valid_from) FROM reporting_facts.unit_version
    WHERE keeper = $1 AND known_from <= $2 AND (known_until IS NULL OR known_until > $2)))"""


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
