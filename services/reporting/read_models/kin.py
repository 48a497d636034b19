"""Whom an event tells of, seen from a unit that reports: of it or of one below it, of one above it, or of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.chassis.projection.projection import Connection
from services.reporting.catalogue.known import at_vector
from services.reporting.quarters import Quarter
from services.reporting.read_models.touched import Touch

# $1 keeper, $2 position of the registry; $3 units, each on the days from $4 up to (not including) $5; $6 who reports.
STOOD = at_vector(
    """
WITH RECURSIVE up (unit_id, above, from_on, until_on) AS (
  SELECT unit_id, unit_id, from_on, until_on
    FROM unnest($3::uuid[], $4::date[], $5::date[]) named (unit_id, from_on, until_on)
   UNION
  SELECT up.unit_id, v.parent_id, greatest(up.from_on, v.valid_from), least(up.until_on, v.valid_until)
    FROM up JOIN known.unit_version v
      ON v.unit_id = up.above AND v.valid_from < up.until_on AND v.valid_until > up.from_on
   WHERE v.parent_id IS NOT NULL)
SELECT DISTINCT unit_id, above FROM up WHERE unit_id = $6 OR above = $6""",
    {"registry": 2},
)

# $1 keeper, $2 position of the registry; $3 units.
KNOWN_UNITS = at_vector("SELECT DISTINCT unit_id FROM known.unit_version u WHERE unit_id = ANY($3)", {"registry": 2})


@dataclass(frozen=True, slots=True)
class Kin:
    """The unit with those that stood below it, and those that it stood below."""

    inside: frozenset[UUID]
    above: frozenset[UUID]

    def of_scope(self, touches: Sequence[Touch]) -> Sequence[Touch]:
        """Those that tell of the unit or of one below it.

        Where none does, those that tell of one above it, or of none at all, as guidance and catalogues do; where there
        is none of these either, all of them: something has moved the figures.
        """
        own = [one for one in touches if one.unit_id in self.inside]
        return own or [one for one in touches if one.unit_id is None or one.unit_id in self.above] or touches


async def kin_of(
    connection: Connection,
    keeper: str,
    quarter: Quarter,
    unit_id: UUID,
    touches: Iterable[Touch],
    registries: Collection[int],
) -> Kin:
    """Who of the units that events tell of stood below the unit on a day of the quarter, or on the event's own day.

    As known at any of the positions of the registry's feed, before and after the events: one may tell that a unit never
    stood where it was counted.
    """
    named = {(unit_id, quarter.first, quarter.last)}
    for one in touches:
        if one.unit_id is not None:
            named.add((one.unit_id, quarter.first, quarter.last))
            named |= {(one.unit_id, one.day, one.day)} if one.day else set()
    days = [*zip(*sorted(named), strict=True)]
    inside, above = {unit_id}, set()
    for position in registries:
        for row in await connection.fetch(STOOD, keeper, position, days[0], days[1], _after(days[2]), unit_id):
            inside |= {row["unit_id"]} if row["above"] == unit_id else set()
            above |= {row["above"]} if row["unit_id"] == unit_id else set()
    return Kin(frozenset(inside), frozenset(above - inside))


async def known_units(connection: Connection, keeper: str, registry: int, units: Collection[UUID]) -> frozenset[UUID]:
    """Those of the units that the registry's feed tells of at a position; one that was withdrawn is none of them."""
    return frozenset(row["unit_id"] for row in await connection.fetch(KNOWN_UNITS, keeper, registry, list(units)))


def _after(days: Iterable[date]) -> list[date]:
    return [day + timedelta(days=1) for day in days]
