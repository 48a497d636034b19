"""Early warnings of a quarter as of a day: how many of each kind, and a page of them with the events that are signs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import groupby
from operator import itemgetter

import asyncpg

from contracts.message import Audience
from contracts.reporting import ReadQuarter
from contracts.warnings import ListUnitWarnings, ListWarnings, WarningKind, WarningLine, WarningList
from services.chassis.errors import Refused
from services.reporting.duties.warnings import FIRST_OWN, WARNINGS, Rule, Warned, arguments, signs
from services.reporting.quarters import Quarter
from services.reporting.read_models.asked import Asked, FactsOfKeeper
from services.reporting.read_models.evidence import item
from services.reporting.read_models.scope import WHOLE, Scope

COUNTS = "SELECT key, count(*)::int AS number FROM warned GROUP BY key"

# The page is cut first; the events and the names are looked up for its rows alone.
PAGE = f""", page AS (
  SELECT row_number() OVER () AS line, w.* FROM (
    SELECT * FROM warned ORDER BY place, unit_id, person_id OFFSET ${FIRST_OWN} LIMIT ${FIRST_OWN + 1}) w)
SELECT p.line, p.key, p.person_id, p.number, u.code, u.name, s.service, s.position, s.day, s.weight AS numerator,
       0 AS denominator,
       t.contract, t.aggregate_id, t.recorded_at, t.actor
  FROM page p JOIN seen s ON s.key = p.key AND s.unit_id = p.unit_id AND s.person_id IS NOT DISTINCT FROM p.person_id
 CROSS JOIN LATERAL (
   SELECT o.* FROM reporting_facts.told o
    WHERE o.keeper = $1 AND o.service = s.service AND o.position = s.position LIMIT 1) t
 CROSS JOIN LATERAL (
   SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = p.unit_id
    ORDER BY n.valid_from <= $3 DESC, abs(n.valid_from - $3) LIMIT 1) u
 ORDER BY p.line, s.day, s.service, s.position"""


async def answer(
    facts: FactsOfKeeper,
    query: ListWarnings | ListUnitWarnings,
    today: date,
    within: Collection[Audience],
    scope: Scope = WHOLE,
) -> WarningList:
    """One page. Refused `warning_unknown`, also where the audience is another; raises what a snapshot does."""
    on = query.on or await facts.day_of_asking(today)
    quarter = query.quarter or Quarter.of(on).name
    kinds = kinds_of(query.warnings, within)
    same = query.model_dump(include={"unit_code", "known", "known_at", "replay"})
    async with facts.snapshot(ReadQuarter(quarter=quarter, **same), scope) as asked:
        ruled = [(kind, rule) for kind in kinds if (rule := kind.on(asked.quarter.last))]
        counted = await _counted(asked, ruled, on)
        lines = await _lines(asked, ruled, on, query.offset, query.limit)
        head = asked.head
    return WarningList(
        head=head,
        on=on,
        kinds=[_kind(kind, rule, counted.get(kind.key, 0)) for kind, rule in ruled],
        lines=lines,
        total=sum(counted.values()),
    )


def kinds_of(keys: Collection[str], within: Collection[Audience]) -> list[Warned]:
    """The warnings of these keys, or all, of these audiences. Refused `warning_unknown` for a key of none."""
    found = [kind for kind in WARNINGS if kind.audience in within]
    if unknown := set(keys) - {kind.key for kind in found}:
        raise Refused("warning_unknown", field="warnings", warning=min(unknown))
    return [kind for kind in found if not keys or kind.key in keys]


Ruled = Collection[tuple[Warned, Rule]]


async def _counted(asked: Asked, ruled: Ruled, on: date) -> dict[str, int]:
    """Key -> how many; empty where no rule is in force yet."""
    if not ruled:
        return {}
    rows = await asked.evidence(signs([kind for kind, _ in ruled]) + COUNTS, *arguments(ruled, on))
    return {row["key"]: row["number"] for row in rows}


async def _lines(asked: Asked, ruled: Ruled, on: date, offset: int, limit: int) -> list[WarningLine]:
    if not ruled:
        return []
    told = (*arguments(ruled, on), offset, limit)
    rows = await asked.evidence(signs([kind for kind, _ in ruled]) + PAGE, *told)
    return [_line(asked.keeper, list(of_line)) for _, of_line in groupby(rows, itemgetter("line"))]


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


def _line(keeper: str, rows: list[asyncpg.Record]) -> WarningLine:
    first = rows[0]
    return WarningLine(
        warning=first["key"],
        unit_code=first["code"],
        unit_name=first["name"],
        person_id=first["person_id"],
        number=first["number"],
        signs=[item(row, keeper) for row in rows],
    )
