"""Which units an asker may read about: the one place where reporting holds a role on a unit against the unit asked for.

Questions name units by their codes, so this cannot be decided by the policy alone (`policies.py` lets through whoever
holds a role of a reader on some unit); lists of reports leave out by the same rule what is not the asker's. Rights are
those of the day of asking, whatever quarter is asked about: who has got a cell reads its past, who has lost it reads it
no more. A unit that is no more stays below whom it stood last.

Nor does a structure of former days, put together with what was told later, show him what his units no longer are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.facts.told import local_day
from services.reporting.policies import READERS, reads_for_the_city
from services.reporting.read_models import known
from services.reporting.read_models.known import Vectors
from services.reporting.read_models.reporting_units import ReportingUnit

# Which of some units are or stand below one of others: $1 keeper, $2 what names the units, $3 day, $4 the others.
BELOW = """
WITH RECURSIVE version AS NOT MATERIALIZED (
  SELECT unit_id, code, parent_id, valid_from FROM reporting_facts.unit_version
   WHERE keeper = $1 AND known_until IS NULL),
up (unit_id, above) AS (
  SELECT unit_id, unit_id FROM version WHERE {named}
   UNION
  SELECT up.unit_id, place.parent_id
    FROM up CROSS JOIN LATERAL (
         SELECT parent_id FROM version v WHERE v.unit_id = up.above AND v.valid_from <= $3
          ORDER BY v.valid_from DESC LIMIT 1) place
   WHERE place.parent_id IS NOT NULL)
SELECT DISTINCT unit_id FROM up WHERE above = ANY($4)"""
BY_CODE = BELOW.format(named="lower(code) = lower($2)")
"""Units that bear a code, now or ever."""
BY_ID = BELOW.format(named="unit_id = ANY($2::uuid[])")

# Whether a registry has told anything more by then: $1 keeper, $2 position, $3 instant.
TOLD_SINCE = """
SELECT EXISTS (SELECT FROM reporting_facts.told
                WHERE keeper = $1 AND service = 'registry' AND position > $2 AND recorded_at <= $3)"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that an answer may be about, on the day of asking; None: all of the keeper."""

    units: frozenset[UUID] | None = None
    asked_on: date | None = None

    def check(self, unit_id: UUID) -> None:
        """Refused `not_there`: nobody can tell a unit that is not his from one that is not there."""
        if self.units is not None and unit_id not in self.units:
            raise Refused("not_there")

    async def check_structure(self, connection: Connection, vectors: Vectors, structure_on: date | None) -> None:
        """Refused `structure_older` where facts would count with a unit that they were not of when they were told.

        `structure_on`: the day of lens `today`, None in any other.
        """
        if self.units is None:
            return
        told = {keeper: await known.at(connection, {keeper: vector}) for keeper, vector in vectors.items()}
        last = max((local_day(instant) for instant in told.values() if instant), default=None)
        if structure_on and not (last or structure_on) <= structure_on <= (self.asked_on or structure_on):
            raise Refused("structure_older", field="structure_on")
        for keeper, vector in vectors.items():
            if await connection.fetchval(TOLD_SINCE, keeper, vector["registry"], told[keeper]):
                raise Refused("structure_older", field="known")


WHOLE = Scope()


async def scope_of(
    pool: asyncpg.Pool[asyncpg.Record], keeper: str, actor: Actor, code: str | None, today: date
) -> Scope:
    """What an actor may read of the units that bear a code (None: of all); Refused `not_there` where it is none."""
    if reads_all(keeper, actor, today):
        return WHOLE
    found = await _below(pool, BY_CODE, keeper, code, today, _granted(keeper, actor, today)) if code else frozenset()
    if not found:
        raise Refused("not_there")
    return Scope(found, today)


async def whose_reports(
    pool: asyncpg.Pool[asyncpg.Record], keeper: str, actor: Actor, units: Sequence[ReportingUnit], today: date
) -> list[ReportingUnit]:
    """Those of the units whose reports an actor may read; the city reads what keepers' own committees report to it."""
    if reads_all(keeper, actor, today):
        return list(units)
    named = [unit.unit_id for unit in units]
    mine = await _below(pool, BY_ID, keeper, named, today, _granted(keeper, actor, today))
    city = reads_for_the_city(actor.on(today))
    return [unit for unit in units if unit.unit_id in mine or (city and unit.whole)]


def reads_all(keeper: str, actor: Actor, today: date) -> bool:
    """Whether an actor reads of all of the keeper's units, and may be told that one is not there."""
    return any(role.unit_id is None for role in _granted(keeper, actor, today))


def _granted(keeper: str, actor: Actor, today: date) -> list[Role]:
    return [role for role in actor.on(today).roles if role.keeper == keeper and role.name in READERS]


async def _below(
    pool: asyncpg.Pool[asyncpg.Record],
    statement: str,
    keeper: str,
    named: str | Sequence[UUID],
    today: date,
    granted: Sequence[Role],
) -> frozenset[UUID]:
    if not granted:
        return frozenset()
    rows = await pool.fetch(statement, keeper, named, today, [role.unit_id for role in granted])
    return frozenset(row["unit_id"] for row in rows)
