"""The lens `today`: whose facts are counted, and where, under the structure of one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from contracts.reporting import Continued
from services.chassis.projection.projection import Connection
from services.reporting.read_models import known
from services.reporting.read_models import structure as units
from services.reporting.read_models.known import Vectors, Wanted
from services.reporting.read_models.placement import Line, Place, Structure, Version

# A unit keeps its id when it passes to another keeper, and what it did before stays told by the former one.
# $1 whose; $2 all keepers, $3 the positions of their registries up to which a passing is known: NULL, all ever told.
PASSED = """
WITH RECURSIVE passing AS (
  SELECT p.* FROM reporting_facts.passing p
   WHERE $2::text[] IS NULL OR EXISTS (
     SELECT FROM unnest($2::text[], $3::bigint[]) v(keeper, known)
      WHERE v.keeper = p.keeper AND p.known_from <= v.known AND (p.known_until IS NULL OR p.known_until > v.known))),
passed AS (
  SELECT p.keeper AS whose, p.unit_id, p.other_keeper AS keeper FROM passing p WHERE p.keeper = ANY($1)
  UNION
  SELECT q.whose, p.unit_id, p.other_keeper
    FROM passed q JOIN passing p ON p.keeper = q.keeper AND p.unit_id = q.unit_id)
SELECT DISTINCT whose, keeper FROM passed WHERE keeper <> whose ORDER BY whose, keeper"""

# $1 keepers, $2 the positions up to which their registries are known.
VERSIONS = """
SELECT u.keeper, u.unit_id, u.code, u.name, u.level, u.cell_type, u.parent_id, u.valid_from, u.valid_until
  FROM unnest($1::text[], $2::bigint[]) v(keeper, known)
  JOIN reporting_facts.unit_version u ON u.keeper = v.keeper
   AND u.known_from <= v.known AND (u.known_until IS NULL OR u.known_until > v.known)"""
LINES = """
SELECT l.kind, l.predecessor_id, l.successor_id, l.day FROM unnest($1::text[], $2::bigint[]) v(keeper, known)
  JOIN reporting_facts.lineage l ON l.keeper = v.keeper AND l.principal
   AND l.known_from <= v.known AND (l.known_until IS NULL OR l.known_until > v.known)"""
LEVELS = """
SELECT l.keeper, l.level FROM unnest($1::text[], $2::bigint[]) v(keeper, known)
  JOIN reporting_facts.level_fact l ON l.keeper = v.keeper
   AND l.known_from <= v.known AND (l.known_until IS NULL OR l.known_until > v.known)
   AND l.effective_from = (
     SELECT max(x.effective_from) FROM reporting_facts.cell_type_fact x
      WHERE x.keeper = v.keeper AND x.effective_from <= $3
        AND x.known_from <= v.known AND (x.known_until IS NULL OR x.known_until > v.known))"""


class Placing(NamedTuple):
    """What statements of this lens are told, from $9 on; `lineage` is what people are."""

    arguments: Sequence[Any]
    lineage: Sequence[Continued]


async def keepers(connection: Connection, keeper: str, registries: Mapping[str, int] | None = None) -> list[str]:
    """This keeper, and all others with whom a unit that was ever his has been, as far as known; or as ever told."""
    return (await keepers_of_each(connection, [keeper], registries))[keeper]


async def keepers_of_each(
    connection: Connection, keepers: Sequence[str], registries: Mapping[str, int] | None = None
) -> dict[str, list[str]]:
    """The same of each of these; `registries`: keeper -> position, of all whose passings are known."""
    known = (None, None) if registries is None else (list(registries), list(registries.values()))
    found = {keeper: [keeper] for keeper in keepers}
    for row in await connection.fetch(PASSED, keepers, *known):
        found[row["whose"]].append(row["keeper"])
    return found


async def vectors(connection: Connection, keeper: str, wanted: Wanted, published: Mapping[str, int]) -> Vectors:
    """What is known of all these keepers' feeds; one to whom a unit has passed since then is none of them yet.

    Refusals are those of `known.vectors`.
    """
    found = await known.vectors(connection, await keepers(connection, keeper), wanted, published)
    then = await keepers(connection, keeper, {of: vector["registry"] for of, vector in found.items()})
    return {of: found[of] for of in then}


async def structure(connection: Connection, registries: Mapping[str, int], day: date) -> Structure:
    """The structure of a day, as known at these positions of the keepers' registries."""
    at = (list(registries), list(registries.values()))
    levels: dict[str, list[str]] = defaultdict(list)
    for row in await connection.fetch(LEVELS, *at, day):
        levels[row["keeper"]].append(row["level"])
    versions = [Version(*row) for row in await connection.fetch(VERSIONS, *at)]
    return Structure(versions, [Line(*row) for row in await connection.fetch(LINES, *at)], levels, day)


async def placing(connection: Connection, seen: Structure, keeper: str, vectors: Vectors, unit_id: UUID) -> Placing:
    """What is counted with a unit of the keeper, and in which of his groups of types; nothing with one that has left.

    Who reads of a keeper's units reads what they did elsewhere before they came, not what they do elsewhere by now.
    """
    places = seen.below(unit_id) if seen.keeper_of(unit_id) == keeper else []
    types = await units.types(connection, keeper, vectors[keeper]["registry"], seen.day)
    known_at = [[vector[service] for vector in vectors.values()] for service in ("registry", "meetings")]
    arguments = (*_columns(places), seen.upper(), list(types), list(types.values()), list(vectors), *known_at)
    return Placing(arguments, _lineage(seen, {one.unit_id for one in places}))


def _columns(places: Sequence[Place]) -> tuple[list[Any], ...]:
    return tuple([one[column] for one in places] for column in range(len(Place._fields)))


def _lineage(seen: Structure, below: Collection[UUID]) -> list[Continued]:
    found = [
        Continued(
            unit_code=last.code,
            unit_name=last.name,
            kind="merged" if line.kind == "merged" else "split",
            day=line.day,
            keeper=last.keeper,
            into_code=now.code,
            into_name=now.name,
        )
        for last, line, now in seen.gone_into()
        if last.unit_id in below
    ]
    return sorted(found, key=lambda one: (one.day, one.unit_code))
