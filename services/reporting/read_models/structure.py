"""Which unit is asked for, and which groups of cell types there are, as the registry's feed knows it at a position."""

from __future__ import annotations

from datetime import date

import asyncpg

from services.chassis.errors import Refused
from services.chassis.projection.projection import Connection


async def unit(connection: Connection, keeper: str, known: int, code: str | None, day: date) -> asyncpg.Record:
    """The unit asked for as it is on the day, or else was last, or else will be first.

    Without a code it is the keeper's own committee. Refused `unit_unknown`.
    """
    row = await connection.fetchrow(
        """SELECT unit_id, code, name FROM reporting_facts.unit_version
            WHERE keeper = $1 AND known_from <= $2 AND (known_until IS NULL OR known_until > $2)
              AND CASE WHEN $3::text IS NULL THEN parent_id IS NULL ELSE lower(code) = lower($3) END
            ORDER BY valid_from <= $4 DESC, abs(valid_from - $4) LIMIT 1""",
        keeper,
        known,
        code,
        day,
    )
    if row is None:
        raise Refused("unit_unknown", field="unit_code")
    return row


async def groups(connection: Connection, keeper: str, known: int, day: date) -> dict[str, tuple[str, str]]:
    """The reporting groups of the types in force on a day: key -> (Vietnamese, English), in their order."""
    rows = await connection.fetch(
        """SELECT DISTINCT group_key, group_vi, group_en, group_order FROM reporting_facts.cell_type_fact
            WHERE keeper = $1 AND known_from <= $2 AND (known_until IS NULL OR known_until > $2)
              AND effective_from = (
              SELECT max(effective_from) FROM reporting_facts.cell_type_fact
               WHERE keeper = $1 AND known_from <= $2 AND (known_until IS NULL OR known_until > $2)
              AND effective_from <= $3)
            ORDER BY group_order""",
        keeper,
        known,
        day,
    )
    return {row["group_key"]: (row["group_vi"], row["group_en"]) for row in rows}
