"""Early warnings of a quarter as of a day: how many of each kind, and a page of them with the events that are signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import asyncpg

from contracts.message import Audience
from contracts.warnings import ListUnitWarnings, ListWarnings, WarningKind, WarningLine, WarningList
from services.chassis.errors import Refused
from services.reporting.duties import of_audience
from services.reporting.duties.warnings import FIRST_OWN, WARNINGS, Rule, Warned, arguments, signs
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import Asked
from services.reporting.read_models.evidence import item

# Counted once, for the counts and for the page. The page is cut first; the events and the names are looked up for its
# rows alone. Where the page is empty, one row tells the counts alone.
LISTED = f""", counted AS MATERIALIZED (
  SELECT * FROM warned),
total AS (
  SELECT coalesce(array_agg(c.key), '{{}}') AS keys, coalesce(array_agg(c.number), '{{}}') AS numbers
    FROM (SELECT key, count(*)::int AS number FROM counted GROUP BY key) c),
page AS (
  SELECT * FROM counted ORDER BY place, unit_id, person_id OFFSET ${FIRST_OWN} LIMIT ${FIRST_OWN + 1}),
item AS (
  SELECT p.place, p.key, p.unit_id, p.person_id, p.number, u.code, u.name, s.service, s.position, s.day,
         s.weight AS numerator, 0 AS denominator, t.contract, t.aggregate_id, t.recorded_at, t.actor
    FROM page p JOIN seen s ON s.key = p.key AND s.unit_id = p.unit_id AND s.person_id IS NOT DISTINCT FROM p.person_id
   CROSS JOIN LATERAL (
     SELECT o.* FROM reporting_facts.told o
      WHERE o.keeper = $1 AND o.service = s.service AND o.position = s.position LIMIT 1) t
   CROSS JOIN LATERAL (
     SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = p.unit_id
      ORDER BY n.valid_from <= $3 DESC, abs(n.valid_from - $3) LIMIT 1) u)
SELECT $1 AS keeper, total.*, item.* FROM total LEFT JOIN item ON true
 ORDER BY place, unit_id, person_id, day, service, position"""


class Wanted(NamedTuple):
    """Which warnings a question means, as of which day."""

    kinds: Sequence[Warned]
    quarter: str
    on: date


def wanted(query: ListWarnings | ListUnitWarnings, today: date, within: Collection[Audience]) -> Wanted:
    """Refused `warning_unknown`, also for a warning of another audience."""
    on = query.on or today
    kinds, unknown = of_audience(WARNINGS, query.warnings, within)
    if unknown is not None:
        raise Refused("warning_unknown", field="warnings", warning=unknown)
    return Wanted(kinds, query.quarter or Quarter.of(on).name, on)


async def answer(asked: Asked, wanted: Wanted, offset: int, limit: int) -> WarningList:
    """One page, and how many there are of each kind of which a rule is in force."""
    ruled = [(kind, rule) for kind in wanted.kinds if (rule := kind.on(asked.quarter.last))]
    counted, lines = await _found(asked, ruled, wanted.on, offset, limit) if ruled else (Counter(), [])
    return WarningList(
        head=asked.head,
        on=wanted.on,
        kinds=[_kind(kind, rule, counted[kind.key]) for kind, rule in ruled],
        lines=lines,
        total=counted.total(),
    )


Ruled = Collection[tuple[Warned, Rule]]


async def _found(
    asked: Asked, ruled: Ruled, on: date, offset: int, limit: int
) -> tuple[Counter[str], list[WarningLine]]:
    """Key -> how many, and a page; of several keepers it is cut after theirs were put together."""
    alone = len(asked.vectors) == 1
    page = (offset, limit) if alone else (0, offset + limit)
    rows = await asked.evidence(signs([kind for kind, _ in ruled]) + LISTED, *arguments(ruled, on), *page)
    counted: Counter[str] = Counter()
    for keys, numbers in {row["keeper"]: (row["keys"], row["numbers"]) for row in rows}.values():
        counted.update(dict(zip(keys, numbers, strict=True)))
    items = [row for row in rows if row["key"] is not None]
    lines = [list(of_line) for _, of_line in groupby(items, itemgetter("keeper", "key", "unit_id", "person_id"))]
    if not alone:
        lines = sorted(lines, key=_place)[offset : offset + limit]
    return counted, [_line(line) for line in lines]


def _place(line: list[asyncpg.Record]) -> tuple[Any, ...]:
    first = line[0]
    return first["place"], first["keeper"], first["unit_id"], str(first["person_id"])


def _kind(kind: Warned, rule: Rule, found: int) -> WarningKind:
    return WarningKind(
        warning=kind.key,
        name_vi=kind.name_vi,
        name_en=kind.name_en,
        source=kind.source,
        policy_version=rule.version,
        at_least=rule.at_least,
        found=found,
    )


def _line(rows: list[asyncpg.Record]) -> WarningLine:
    first = rows[0]
    return WarningLine(
        warning=first["key"],
        unit_code=first["code"],
        unit_name=first["name"],
        person_id=first["person_id"],
        number=first["number"],
        signs=[item(row, row["keeper"]) for row in rows],
    )
