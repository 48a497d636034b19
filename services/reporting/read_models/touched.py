"""Which events may have moved the figures of a quarter: those that told or took back a fact that it may count.

What is left out here is never counted: it may be too much and never too little. A table that nothing is said of below
matters with all its rows, and a row that matters need not move anything. Who wants to know counts before and after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.chassis.projection.projection import Connection
from services.reporting.catalogue.known import OWNERS
from services.reporting.facts import Facts
from services.reporting.quarters import Quarter

DAY = "f.day <= $2"
# A meeting that was corrected may have another day now than what was told of it then.
OF_MEETING = """f.day <= $2 OR EXISTS (
      SELECT FROM reporting_facts.meeting_fact m
       WHERE m.keeper = f.keeper AND m.meeting_id = f.meeting_id AND m.day <= $2)"""
OF_GUIDANCE = """EXISTS (
      SELECT FROM reporting_facts.guidance_fact g
       WHERE g.keeper = f.keeper AND g.guidance_id = f.guidance_id AND g.until_on <= $2)"""

MATTERS: Mapping[str, str] = {
    **dict.fromkeys(("roll_fact", "cell_committee_fact", "training_fact"), DAY),
    **dict.fromkeys(("recruitment_fact", "recruitment_stage_fact", "dual_affiliation_fact"), DAY),
    **dict.fromkeys(("move_fact", "theme_fact", "change_told_fact", "finding_fact"), DAY),
    **dict.fromkeys(("task_fact", "practice_fact", "sharing_fact"), DAY),
    **dict.fromkeys(("directive_fact", "inspection_fact", "commendation_fact", "survey_fact"), DAY),
    **dict.fromkeys(("class_fact", "quota_fact", "title_fact"), DAY),
    **dict.fromkeys(("agenda_fact", "rating_fact", "good_month_fact", "visit_fact", "review_fact"), OF_MEETING),
    **dict.fromkeys(("criterion_fact", "survey_choice_fact"), "false"),  # analyses read them, no figure counts them
    "meeting_fact": "f.day <= $2 OR f.month <= $2",
    "resolution_fact": "f.day <= $2 OR f.carried_out_on <= $2",
    "gathering_fact": "f.day <= $2::date + 31",  # what is held in January may review the year before
    "guidance_fact": "f.until_on <= $2",
    "taking_up_fact": OF_GUIDANCE,
    "issue_spell": "f.from_on <= $2",
    "observer_report_fact": "f.quarter_from <= $2",
    "remediation_fact": "f.day <= $2 OR f.due_on <= $2",
}
"""Table -> the rows that a quarter ending on $2 may count, whatever else is known."""

PARAMETER = re.compile(r"\$(\d+)")
SINCE = {service: number for number, service in enumerate(Facts.sources, 3)}
UNTIL = {service: number for number, service in enumerate(Facts.sources, 3 + len(Facts.sources))}


class Touch(NamedTuple):
    """An event that may have moved figures; `cause`: what it belongs to; `reason`: the text that says why."""

    service: str
    position: int
    cause: str
    recorded_at: datetime
    contract: str
    actor: str
    reason: UUID | None
    unit_id: UUID | None = None
    day: date | None = None


def _changed(table: str, column: str, rows: str | None) -> str:
    service = OWNERS[table]
    matters = f"\n     AND ({rows})" if rows else ""
    return f"""SELECT '{service}', f.{column} FROM reporting_facts.{table} f
   WHERE f.keeper = $1 AND f.{column} > ${SINCE[service]} AND f.{column} <= ${UNTIL[service]}{matters}"""


def _all_changed(matters: Mapping[str, str]) -> list[str]:
    columns = ("position", "known_until")
    return [_changed(table, column, matters.get(table)) for table in OWNERS for column in columns]


def _anything(matters: Mapping[str, str]) -> str:
    return f"SELECT {' OR '.join(f'EXISTS ({changed})' for changed in _all_changed(matters))}"


def _of_many(matters: Mapping[str, str]) -> str:
    """The numbers of those, of many keepers with bounds of their own, of whom it is true. $1 the last day."""
    columns = ["number", "keeper", *(f"{side}_{of}" for side in ("since", "until") for of in Facts.sources)]
    given = {1: "w.keeper", 2: "$1", **dict(enumerate((f"w.{column}" for column in columns[2:]), 3))}
    types = ["int", "text", *["bigint"] * (len(columns) - 2)]
    arrays = ", ".join(f"${at}::{of}[]" for at, of in enumerate(types, 2))
    anything = PARAMETER.sub(lambda found: given[int(found[1])], _anything(matters).removeprefix("SELECT "))
    return f"SELECT w.number FROM unnest({arrays}) w({', '.join(columns)})\n WHERE {anything}"


def statement(matters: Mapping[str, str]) -> str:
    """The events that told or took back one of these rows; a fact is known from the position of its event on."""
    return f"""
WITH changed (service, position) AS (
  {" UNION ".join(_all_changed(matters))})
SELECT t.service, t.position, t.cause, t.recorded_at, t.contract, t.actor, t.reason, t.unit_id, t.day
  FROM changed c
  JOIN reporting_facts.told t ON t.keeper = $1 AND t.service = c.service AND t.position = c.position
 ORDER BY t.recorded_at, t.service, t.position"""


TOUCHED = statement(MATTERS)
ANYTHING = _anything(MATTERS)
ANYTHING_OF_MANY = _of_many(MATTERS)


async def touched(
    connection: Connection,
    keeper: str,
    quarter: Quarter,
    since: Mapping[str, int],
    until: Mapping[str, int],
    sql: str = TOUCHED,
) -> list[Touch]:
    """The events above `since` and up to `until` (service -> position), in the order in which they were recorded."""
    bounds = [bound[service] for bound in (since, until) for service in Facts.sources]
    return [Touch(*row) for row in await connection.fetch(sql, keeper, quarter.last, *bounds)]


async def anything_touched(
    connection: Connection, keeper: str, quarter: Quarter, since: Mapping[str, int], until: Mapping[str, int]
) -> bool:
    """Whether there is any such event."""
    # The same for all keepers and positions, and planning it takes longer than running it.
    await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
    bounds = [bound[service] for bound in (since, until) for service in Facts.sources]
    found: bool = await connection.fetchval(ANYTHING, keeper, quarter.last, *bounds)
    await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    return found


class Between(NamedTuple):
    """What a keeper told between two vectors (service -> position), in either order."""

    keeper: str
    one: Mapping[str, int]
    other: Mapping[str, int]


async def which_touched(
    connection: Connection, quarter: Quarter, asked: Sequence[Between], sql: str = ANYTHING_OF_MANY
) -> set[int]:
    """The places in `asked` of those who told any such event, in one statement."""
    apart = [(number, one) for number, one in enumerate(asked) if one.one != one.other]
    if not apart:
        return set()
    bounds = [[by(one.one[of], one.other[of]) for _, one in apart] for by in (min, max) for of in Facts.sources]
    numbers, keepers = [number for number, _ in apart], [one.keeper for _, one in apart]
    return {row["number"] for row in await connection.fetch(sql, quarter.last, numbers, keepers, *bounds)}
