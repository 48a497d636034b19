"""Whose structure a quarter was counted under makes no difference: asked of many keepers at once, each at his vector.

What is left out here is never counted: whoever is said to be settled is, by settled.sql; others may be as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from services.chassis.projection.projection import Connection
from services.reporting.quarters import Quarter

UNSETTLED = Path(__file__).with_name("settled.sql").read_text(encoding="utf-8")

# A structure is another one after a day on which a version begins or ends, a line goes on, or a catalogue takes force.
# $1 numbers; $2 keepers, $3 the positions of their registries; $4 and $5 the two days, the earlier one first.
KNOWN = "f.keeper = w.keeper AND f.known_from <= w.at AND (f.known_until IS NULL OR f.known_until > w.at)"
APART = f"""
SELECT w.number
  FROM unnest($1::int[], $2::text[], $3::bigint[], $4::date[], $5::date[]) w(number, keeper, at, one, other)
 WHERE EXISTS (SELECT FROM reporting_facts.unit_version f
                WHERE {KNOWN} AND f.valid_from > w.one AND f.valid_from <= w.other)
    OR EXISTS (SELECT FROM reporting_facts.unit_version f
                WHERE {KNOWN} AND f.valid_until > w.one AND f.valid_until <= w.other)
    OR EXISTS (SELECT FROM reporting_facts.lineage f WHERE {KNOWN} AND f.day > w.one AND f.day <= w.other)
    OR EXISTS (SELECT FROM reporting_facts.cell_type_fact f WHERE {KNOWN}
                  AND f.effective_from > w.one AND f.effective_from <= w.other)"""


class Days(NamedTuple):
    """A keeper's registry as known at a position, looked at from two days."""

    keeper: str
    registry: int
    one: date
    other: date


async def settled(
    connection: Connection, registries: Mapping[str, int], quarter: Quarter, day: date, sql: str = UNSETTLED
) -> set[str]:
    """Those of the keepers (with the positions of their registries) of whom lens `today` says what lens `then` does.

    That holds where no other keeper's facts count with theirs, which is for the caller to know.
    """
    # All units of a city are held against one another: whoever takes them for a few does it row by row.
    # A window over the versions would spare the statement the join of `moved`, not that of `alone`, which asks for the
    # days of another unit: so the switch would stay. No other form has been measured.
    await connection.execute("SET LOCAL enable_nestloop = off")
    rows = await connection.fetch(sql, list(registries), list(registries.values()), quarter.first, quarter.last, day)
    await connection.execute("SET LOCAL enable_nestloop = on")
    return registries.keys() - {row["keeper"] for row in rows}


async def which_apart(connection: Connection, asked: Sequence[Days]) -> set[int]:
    """The places in `asked` where the structures of the two days may not be the same."""
    apart = [(number, one) for number, one in enumerate(asked) if one.one != one.other]
    if not apart:
        return set()
    days = [[by(one.one, one.other) for _, one in apart] for by in (min, max)]
    columns = ([number for number, _ in apart], *([one[place] for _, one in apart] for place in (0, 1)))
    return {row["number"] for row in await connection.fetch(APART, *columns, *days)}
