"""Which units an asker may read about: the one place where reporting holds a role on a unit against the unit asked for.

Questions name units by their codes, so this cannot be decided by the policy alone (`policies.py` lets through whoever
holds a role of a reader on some unit). Rights are those of the day of asking, whatever quarter is asked about: who has
got a cell reads its past, who has lost it reads it no more. A unit that is no more stays below whom it stood last.

Nor does a structure of former days, put together with what was told later, show him what his units no longer are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.facts.told import local_day
from services.reporting.policies import READERS
from services.reporting.read_models import known
from services.reporting.read_models.known import Vectors

# Units that bear a code, now or ever, and are or stand below one of others: $1 keeper, $2 code, $3 day, $4 the others.
BELOW = """
WITH RECURSIVE version AS NOT MATERIALIZED (
  SELECT unit_id, code, parent_id, valid_from FROM reporting_facts.unit_version
   WHERE keeper = $1 AND known_until IS NULL),
up (unit_id, above) AS (
  SELECT unit_id, unit_id FROM version WHERE lower(code) = lower($2)
   UNION
  SELECT up.unit_id, place.parent_id
    FROM up CROSS JOIN LATERAL (
         SELECT parent_id FROM version v WHERE v.unit_id = up.above AND v.valid_from <= $3
          ORDER BY v.valid_from DESC LIMIT 1) place
   WHERE place.parent_id IS NOT NULL)
SELECT DISTINCT unit_id FROM up WHERE above = ANY($4)"""

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
    roles = [role for role in actor.on(today).roles if role.keeper == keeper and role.name in READERS]
    if any(role.unit_id is None for role in roles):
        return WHOLE
    rows = await pool.fetch(BELOW, keeper, code, today, [role.unit_id for role in roles]) if code else []
    if not rows:
        raise Refused("not_there")
    return Scope(frozenset(row["unit_id"] for row in rows), today)
