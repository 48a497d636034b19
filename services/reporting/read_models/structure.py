"""Which unit is asked for, and which groups of cell types there are, as the registry's feed knows it at a position."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

import asyncpg

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection
from services.reporting.catalogue.known import at_vector

REGISTRY = {"registry": 2}

# $1 keeper, $2 position; $3 code of a unit, $4 day.
UNIT = at_vector(
    """SELECT unit_id, code, name FROM known.unit_version u
        WHERE CASE WHEN $3::text IS NULL THEN parent_id IS NULL ELSE lower(code) = lower($3) END
        ORDER BY valid_from <= $4 DESC, abs(valid_from - $4) LIMIT 1""",
    REGISTRY,
)

# The keepers' own committees: $1 keepers, $2 the positions of their registries; $3 day.
TOPS = """
SELECT DISTINCT ON (u.keeper) u.keeper, u.unit_id, u.code, u.name FROM unnest($1::text[], $2::bigint[]) v(keeper, known)
  JOIN reporting_facts.unit_version u ON u.keeper = v.keeper AND u.parent_id IS NULL
   AND u.known_from <= v.known AND (u.known_until IS NULL OR u.known_until > v.known)
 ORDER BY u.keeper, u.valid_from <= $3 DESC, abs(u.valid_from - $3)"""

# $1 keeper, $2 position; $3 day.
GROUPS = at_vector(
    """SELECT DISTINCT group_key, group_vi, group_en, group_order FROM known.cell_type_fact t
        WHERE effective_from = (SELECT max(effective_from) FROM known.cell_type_fact x WHERE effective_from <= $3)
        ORDER BY group_order""",
    REGISTRY,
)

# $1 keepers, $2 the positions of their registries; $3 day.
GROUPS_OF_EACH = """
SELECT DISTINCT t.keeper, t.group_key, t.group_vi, t.group_en, t.group_order
  FROM unnest($1::text[], $2::bigint[]) v(keeper, known)
  JOIN reporting_facts.cell_type_fact t ON t.keeper = v.keeper
   AND t.known_from <= v.known AND (t.known_until IS NULL OR t.known_until > v.known)
   AND t.effective_from = (
     SELECT max(x.effective_from) FROM reporting_facts.cell_type_fact x
      WHERE x.keeper = v.keeper AND x.effective_from <= $3
        AND x.known_from <= v.known AND (x.known_until IS NULL OR x.known_until > v.known))
 ORDER BY t.keeper, t.group_order"""

# $1 keeper, $2 position; $3 day.
TYPES = at_vector(
    """SELECT token, group_key FROM known.cell_type_fact t
        WHERE effective_from = (SELECT max(effective_from) FROM known.cell_type_fact x WHERE effective_from <= $3)""",
    REGISTRY,
)


async def unit(connection: Connection, keeper: str, known: int, code: str | None, day: date) -> asyncpg.Record:
    """The unit asked for as it is on the day, or else was last, or else will be first.

    Without a code it is the keeper's own committee. Refused `unit_unknown`.
    """
    row = await connection.fetchrow(UNIT, keeper, known, code, day)
    if row is None:
        raise Refused("unit_unknown", field="unit_code")
    return row


class Top(NamedTuple):
    """A keeper's own committee."""

    unit_id: UUID
    code: str
    name: str


async def tops(connection: Connection, registries: Mapping[str, int], day: date) -> dict[str, Top]:
    """Keeper -> his own committee, as `unit` has it; those that have none are left out."""
    rows = await connection.fetch(TOPS, list(registries), list(registries.values()), day)
    return {keeper: Top(*top) for keeper, *top in rows}


async def groups(connection: Connection, keeper: str, known: int, day: date) -> dict[str, tuple[str, str]]:
    """The reporting groups of the types in force on a day: key -> (Vietnamese, English), in their order."""
    rows = await connection.fetch(GROUPS, keeper, known, day)
    return {row["group_key"]: (row["group_vi"], row["group_en"]) for row in rows}


async def groups_of_each(
    connection: Connection, registries: Mapping[str, int], day: date
) -> dict[str, dict[str, tuple[str, str]]]:
    """The same of each keeper who has any; `registries`: keeper -> position."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in await connection.fetch(GROUPS_OF_EACH, list(registries), list(registries.values()), day):
        found.setdefault(row["keeper"], {})[row["group_key"]] = (row["group_vi"], row["group_en"])
    return found


async def types(connection: Connection, keeper: str, known: int, day: date) -> dict[str, str]:
    """The types in force on a day: token -> key of the group in which it is counted."""
    return {row["token"]: row["group_key"] for row in await connection.fetch(TYPES, keeper, known, day)}
