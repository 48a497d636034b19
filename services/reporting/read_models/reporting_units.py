"""Which units report: committees; the keeper's own to the city, each one below it, however deep, to that above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.chassis.errors import Refused
from services.chassis.projection.tree import TreeAbove

STANDING = """(SELECT keeper, unit_id, valid_from AS from_on, position, parent_id
   FROM reporting_facts.unit_version WHERE known_until IS NULL)"""


def above(pool: asyncpg.Pool[asyncpg.Record]) -> TreeAbove:
    """What stands above units, as the facts know it by now."""
    return TreeAbove(pool, STANDING)


# $1 keeper, $2 unit or NULL for the keeper's own committee, $3 its code or NULL, $4 day.
ONE = """
SELECT unit_id, code, name, kind, parent_id IS NULL AS whole FROM reporting_facts.unit_version
 WHERE keeper = $1 AND known_until IS NULL
   AND CASE WHEN $2::uuid IS NOT NULL THEN unit_id = $2
            WHEN $3::text IS NOT NULL THEN lower(code) = lower($3) ELSE parent_id IS NULL END
 ORDER BY valid_from <= $4 DESC, abs(valid_from - $4) LIMIT 1"""

# $1 keeper, $2 code or NULL for the keeper's own committee, $3 day. What is known goes before what was taken back.
EVER = """
SELECT unit_id, code, name, kind, parent_id IS NULL AS whole FROM reporting_facts.unit_version
 WHERE keeper = $1 AND CASE WHEN $2::text IS NOT NULL THEN lower(code) = lower($2) ELSE parent_id IS NULL END
 ORDER BY known_until IS NOT NULL, valid_from <= $3 DESC, abs(valid_from - $3), position DESC LIMIT 1"""

# $1 keeper, $2 day.
ALL = """
WITH RECURSIVE standing AS (
  SELECT * FROM reporting_facts.unit_version
   WHERE keeper = $1 AND known_until IS NULL AND valid_from <= $2 AND valid_until > $2 AND kind = 'committee'),
below AS (
  SELECT unit_id, code, name, kind, true AS whole, NULL::text AS above_code, ARRAY[code] AS place
    FROM standing WHERE parent_id IS NULL
   UNION ALL
  SELECT s.unit_id, s.code, s.name, s.kind, false, b.code, b.place || s.code
    FROM below b JOIN standing s ON s.parent_id = b.unit_id)
SELECT unit_id, code, name, kind, whole, above_code FROM below ORDER BY place"""


@dataclass(frozen=True)
class ReportingUnit:
    """A unit with its kind; `whole`: it is the keeper's own committee, and reports to the city.

    `above_code`: the committee that it reports to, where it was looked for.
    """

    unit_id: UUID
    code: str
    name: str
    kind: str
    whole: bool
    above_code: str | None = None


async def unit_of(
    pool: asyncpg.Pool[asyncpg.Record], keeper: str, unit_id: UUID | None, day: date, *, code: str | None = None
) -> ReportingUnit:
    """The unit with this id or code, else the keeper's own committee, as it is on the day. Refused `unit_unknown`."""
    row = await pool.fetchrow(ONE, keeper, unit_id, code, day)
    if row is None:
        raise Refused("unit_unknown", field="unit_id" if unit_id else "unit_code")
    return ReportingUnit(**dict(row))


async def unit_once_known(
    pool: asyncpg.Pool[asyncpg.Record], keeper: str, code: str | None, day: date
) -> ReportingUnit:
    """The same, also where the unit was entered by mistake and taken back since. Refused `unit_unknown`."""
    row = await pool.fetchrow(EVER, keeper, code, day)
    if row is None:
        raise Refused("unit_unknown", field="unit_code")
    return ReportingUnit(**dict(row))


async def reporting_unit(
    pool: asyncpg.Pool[asyncpg.Record], keeper: str, unit_id: UUID | None, day: date, *, code: str | None = None
) -> ReportingUnit:
    """The same of a committee. Refused `unit_unknown`, `cell_does_not_report`."""
    unit = await unit_of(pool, keeper, unit_id, day, code=code)
    if unit.kind != COMMITTEE:
        raise Refused("cell_does_not_report", field="unit_id" if unit_id else "unit_code")
    return unit


COMMITTEE = "committee"


async def reporting_units(pool: asyncpg.Pool[asyncpg.Record], keeper: str, day: date) -> Sequence[ReportingUnit]:
    """All that report on a quarter whose last day this is: the keeper's own committee first, each before its parts."""
    rows = await pool.fetch(ALL, keeper, day)
    return [ReportingUnit(**dict(row)) for row in rows]
