"""The units directly below the one asked for, and under which of them each unit stood last in the quarter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from services.reporting.catalogue.known import at_vector
from services.reporting.read_models.asked import Asked

# In lens `then` a unit is below a branch on the days on which it stood there, in lens `today` on all its own.
THEN = """, branch AS (
  SELECT unit_id, unit_id AS top, valid_from, valid_until FROM member WHERE parent_id = $4
   UNION ALL
  SELECT m.unit_id, b.top, greatest(m.valid_from, b.valid_from), least(m.valid_until, b.valid_until)
    FROM branch b JOIN member m ON m.parent_id = b.unit_id
     AND m.valid_from < b.valid_until AND m.valid_until > b.valid_from)"""
TODAY = """, branch AS (
  SELECT unit_id, unit_id AS top, valid_from, valid_until FROM member WHERE parent_id = $4
   UNION ALL
  SELECT m.unit_id, b.top, m.valid_from, m.valid_until FROM branch b JOIN member m ON m.parent_id = b.unit_id)"""
TOPS = """
SELECT DISTINCT ON (unit_id) $1::text AS keeper, unit_id, top FROM branch WHERE valid_from <= $3
 ORDER BY unit_id, valid_from DESC, valid_until DESC, top"""

# $1 keeper, $2 position of its registry; $3 units, $4 day.
NAMED = at_vector(
    """SELECT DISTINCT ON (unit_id) unit_id, code, name FROM known.unit_version u WHERE unit_id = ANY($3)
        ORDER BY unit_id, valid_from <= $4 DESC, abs(valid_from - $4)""",
    {"registry": 2},
)

Names = Mapping[UUID, tuple[str, str]]
"""Unit -> code and name as it was on the quarter's last day, or else as near to it as it was there."""


class Branches(NamedTuple):
    """`top`: unit -> the branch under which it stands; the unit asked for stands under none."""

    top: Mapping[UUID, UUID]
    names: Names


async def branches(asked: Asked) -> Branches:
    """The branches of the quarter."""
    rows = await asked.evidence((THEN if asked.lens is None else TODAY) + TOPS)
    top = {row["unit_id"]: row["top"] for row in rows}
    return Branches(top, await names(asked, set(top.values())))


async def names(asked: Asked, units: Collection[UUID]) -> Names:
    """What these units are called, by whichever keeper knows them."""
    found: dict[UUID, tuple[str, str]] = {}
    for keeper, vector in reversed(list(asked.vectors.items())):
        rows = await asked.connection.fetch(NAMED, keeper, vector["registry"], list(units), asked.quarter.last)
        found |= {row["unit_id"]: (row["code"], row["name"]) for row in rows}
    return found
