"""Which unit is asked for, and which groups of cell types there are, as the registry's feed knows it at a position."""

from __future__ import annotations

from datetime import date

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

# $1 keeper, $2 position; $3 day.
GROUPS = at_vector(
    """SELECT DISTINCT group_key, group_vi, group_en, group_order FROM known.cell_type_fact t
        WHERE effective_from = (SELECT max(effective_from) FROM known.cell_type_fact x WHERE effective_from <= $3)
        ORDER BY group_order""",
    REGISTRY,
)

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


async def groups(connection: Connection, keeper: str, known: int, day: date) -> dict[str, tuple[str, str]]:
    """The reporting groups of the types in force on a day: key -> (Vietnamese, English), in their order."""
    rows = await connection.fetch(GROUPS, keeper, known, day)
    return {row["group_key"]: (row["group_vi"], row["group_en"]) for row in rows}


async def types(connection: Connection, keeper: str, known: int, day: date) -> dict[str, str]:
    """The types in force on a day: token -> key of the group in which it is counted."""
    return {row["token"]: row["group_key"] for row in await connection.fetch(TYPES, keeper, known, day)}
