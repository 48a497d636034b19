"""Which quarter is meant when none is named."""

from __future__ import annotations

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.quarters import Quarter

# What happened decides; where nothing did, what is reported of a day; where neither, that there are units.
LAST_DAY = """
SELECT coalesce(
  (SELECT max(day) FROM (
     SELECT max(day) AS day FROM reporting_facts.meeting_fact WHERE keeper = $1 AND known_until IS NULL
     UNION ALL SELECT max(day) FROM reporting_facts.visit_fact WHERE keeper = $1 AND known_until IS NULL
     UNION ALL
     SELECT max(until_on) FROM reporting_facts.assignment_fact WHERE keeper = $1 AND known_until IS NULL) happened),
  (SELECT max(day) FROM reporting_facts.roll_fact WHERE keeper = $1 AND known_until IS NULL),
  (SELECT max(valid_from) FROM reporting_facts.unit_version WHERE keeper = $1 AND known_until IS NULL))"""


LAST_RECORDED = """
SELECT (max(recorded_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM reporting_facts.told WHERE keeper = $1"""


async def newest(connection: Connection, keeper: str) -> Quarter:
    """The last quarter that anything known falls into, but none that had not begun when last something was recorded.

    An assignment in force until December does not make December the newest in March. Refused `nothing_known`.
    """
    day, recorded = await connection.fetchval(LAST_DAY, keeper), await connection.fetchval(LAST_RECORDED, keeper)
    if day is None or recorded is None:
        raise Refused("nothing_known")
    return Quarter.of(min(day, recorded))
