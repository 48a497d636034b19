"""The figures of a unit, shared out among the units whose facts they are the sums of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from uuid import UUID

import asyncpg

from contracts.report_content import figures_of
from contracts.reporting import Pair, Parts, ReportHead, UnitPart
from services.reporting.read_models import as_signed, quarter
from services.reporting.read_models.asked import NOTHING, Asked, Sum

ADDED = """
SELECT unit_id, key, sum(numerator)::bigint AS numerator, sum(denominator)::bigint AS denominator
  FROM evidence GROUP BY unit_id, key"""

# A unit that passed from one keeper to another has a name at both: the one that it had last is told.
NAMED = """
SELECT n.unit_id, n.code, n.name, n.kind, n.valid_from,
       (SELECT array_agg(DISTINCT m.parent_id) FROM member m
         WHERE m.unit_id = n.unit_id AND m.unit_id <> $4 AND m.parent_id IS NOT NULL
           AND m.valid_from <= $3 AND m.valid_until > $2) AS above,
       n.unit_id IN (SELECT m.unit_id FROM member m WHERE m.valid_from <= $3 AND m.valid_until > $2) AS present
  FROM (SELECT DISTINCT ON (unit_id) * FROM unit
         ORDER BY unit_id, valid_from <= $3 DESC, abs(valid_from - $3)) n"""


async def answer(asked: Asked, offset: int, limit: int) -> Parts:
    """A page of the units that stood below the one asked for in the quarter, and of others whose facts count there."""
    figures: defaultdict[UUID, dict[str, Pair]] = defaultdict(dict)
    for row in await asked.evidence(ADDED):
        numerator, denominator = figures[row["unit_id"]].get(row["key"], (0, 0))
        figures[row["unit_id"]][row["key"]] = numerator + row["numerator"], denominator + row["denominator"]
    units: defaultdict[UUID, list[asyncpg.Record]] = defaultdict(list)
    for row in await asked.evidence(NAMED):
        units[row["unit_id"]].append(row)
    parts = [
        _part(rows, figures[unit_id])
        for unit_id, rows in units.items()
        if unit_id in figures or any(row["present"] for row in rows)
    ]
    # As known at some vectors, a fact may be of a unit that the registry tells of only later.
    parts += [_unknown(unit_id, figures[unit_id]) for unit_id in figures.keys() - units.keys()]
    parts.sort(key=attrgetter("unit_code", "unit_id"))
    return Parts(head=_head(asked, figures.values()), parts=parts[offset : offset + limit], total=len(parts))


def _head(asked: Asked, figures: Iterable[Mapping[str, Pair]]) -> ReportHead:
    """Parts are counted: what of their sums was signed otherwise, the head says."""
    if asked.signed is None:
        return asked.head
    sums: dict[str, Sum] = {}
    for of_unit in figures:
        for key, (numerator, denominator) in of_unit.items():
            one = sums.get(key, NOTHING)
            sums[key] = Sum(one.numerator + numerator, one.denominator + denominator)
    counted = figures_of(quarter.of_sums(asked, sums))
    return as_signed.head(asked, as_signed.counted_otherwise(asked.signed, counted, lambda key: True))


def _part(rows: list[asyncpg.Record], figures: dict[str, Pair]) -> UnitPart:
    last = max(rows, key=lambda row: (row["present"], row["valid_from"]))
    return UnitPart(
        unit_id=last["unit_id"],
        unit_code=last["code"],
        unit_name=last["name"],
        kind=last["kind"],
        above=sorted({above for row in rows for above in row["above"] or ()}),
        figures=_plain(figures),
    )


def _unknown(unit_id: UUID, figures: dict[str, Pair]) -> UnitPart:
    """It bears its id, as in evidence."""
    return UnitPart(unit_id=unit_id, unit_code=str(unit_id), unit_name="", kind="", above=[], figures=_plain(figures))


def _plain(figures: dict[str, Pair]) -> dict[str, Pair]:
    return {key: pair for key, pair in sorted(figures.items()) if pair != (0, 0)}
