"""Which units an asker may read about: the one place where reporting holds a role on a unit against the unit asked for.

Questions name units by their codes, so this cannot be decided by the policy alone (`policies.py` lets through whoever
holds a role of a reader on some unit). Rights are those of the day of asking, whatever quarter is asked about: who has
got a cell reads its past, who has lost it reads it no more. A unit that is no more stays below whom it stood last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.reporting.policies import READERS

# Units that bear a code, now or ever, and are or stand below one of others: $1 keeper, $2 code, $3 day, $4 the others.
BELOW = """
WITH RECURSIVE version AS (
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


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that an answer may be about; None: all of the keeper."""

    units: frozenset[UUID] | None = None

    def check(self, unit_id: UUID) -> None:
        """Refused `not_there`: nobody can tell a unit that is not his from one that is not there."""
        if self.units is not None and unit_id not in self.units:
            raise Refused("not_there")


WHOLE = Scope()


async def scope_of(pool: asyncpg.Pool[asyncpg.Record], keeper: str, actor: Actor, code: str, today: date) -> Scope:
    """What an actor may read of the units that bear a code; Refused `not_there` where it is none."""
    roles = [role for role in actor.on(today).roles if role.keeper == keeper and role.name in READERS]
    if any(role.unit_id is None for role in roles):
        return WHOLE
    rows = await pool.fetch(BELOW, keeper, code, today, [role.unit_id for role in roles])
    if not rows:
        raise Refused("not_there")
    return Scope(frozenset(row["unit_id"] for row in rows))
