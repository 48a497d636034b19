"""The events behind one figure, whose sums are the figure."""

from __future__ import annotations

from collections.abc import Collection
from operator import itemgetter

import asyncpg

from contracts.message import BOARD, OPEN, Audience
from contracts.reporting import Evidence, EvidenceItem
from services.chassis.errors import Refused
from services.reporting.catalogue import (
    MORE,
    PREFIXES,
    QUARTER,
    STOCKS,
    Definition,
    coverage_definition,
    coverage_keys,
    stage_definitions,
)
from services.reporting.duties import defined, version_on
from services.reporting.read_models import as_signed
from services.reporting.read_models.as_signed import Sums
from services.reporting.read_models.asked import Asked, Sum

# Counted once, for the sums and for the page. The page is cut first; LIMIT 1 then has its rows, and them alone, looked
# up by the indexes of the large tables. Where the page is empty, one row tells the sums alone.
PAGE = f""", counted AS MATERIALIZED (
  SELECT * FROM evidence WHERE key = ${MORE}),
total AS (
  SELECT coalesce(sum(numerator), 0)::bigint AS sum_numerator, coalesce(sum(denominator), 0)::bigint AS sum_denominator,
         count(*) AS rows FROM counted),
page AS (
  SELECT * FROM counted
   ORDER BY day, service, position, unit_id, numerator, denominator OFFSET ${MORE + 1} LIMIT ${MORE + 2}),
item AS (
  SELECT e.unit_id, e.service, e.position, t.contract, t.aggregate_id, e.day, t.recorded_at, t.actor,
         e.numerator, e.denominator, coalesce(u.code, e.unit_id::text) AS code, coalesce(u.name, '') AS name
    FROM page e
   CROSS JOIN LATERAL (
     SELECT o.* FROM reporting_facts.told o
      WHERE o.keeper = $1 AND o.service = e.service AND o.position = e.position LIMIT 1) t
    LEFT JOIN LATERAL (
     SELECT n.code, n.name FROM known.unit_version n WHERE n.unit_id = e.unit_id
      ORDER BY n.valid_from <= e.day DESC, abs(n.valid_from - e.day) LIMIT 1) u ON true)
SELECT $1 AS keeper, total.*, item.* FROM total LEFT JOIN item ON true
 ORDER BY day, service, position, unit_id, numerator, denominator"""

ORDER = ("day", "keeper", "service", "position", "unit_id", "numerator", "denominator")
"""No two rows that differ stand equal, or a page could show one of them twice and the next one leave the other out."""

EVERYBODY = frozenset({OPEN, BOARD})


async def answer(asked: Asked, key: str, offset: int, limit: int, within: Collection[Audience] = EVERYBODY) -> Evidence:
    """One page of the events behind a figure; Refused `figure_unknown`, and `not_there` if its audience is another."""
    definition = definition_of(asked, key)
    if definition.audience not in within:
        raise Refused("not_there")
    total, rows = await _page(asked, key, offset, limit)

    def of_sums(at: Asked, sums: Sums) -> Evidence:
        return Evidence(
            head=at.head,
            figure=definition.figure(sums[key].numerator, sums[key].denominator, version_on(key, asked.quarter.last)),
            items=[item(row, row["keeper"]) for row in rows],
            total=total.rows,
            definition=defined(key, asked.quarter.last),
        )

    return as_signed.told(
        asked, {key: total}, of_sums, lambda found: [as_signed.reported(found.figure)], lambda one: one == key
    )


def item(row: asyncpg.Record, keeper: str) -> EvidenceItem:
    """The event behind a row of evidence; the keeper is the one whose feed it stands in."""
    return EvidenceItem(
        feed=f"{keeper}.{row['service']}",
        position=row["position"],
        contract=row["contract"],
        aggregate_id=row["aggregate_id"],
        unit_code=row["code"],
        unit_name=row["name"],
        day=row["day"],
        recorded_at=row["recorded_at"],
        actor=row["actor"],
        numerator=row["numerator"],
        denominator=row["denominator"],
    )


async def _page(asked: Asked, key: str, offset: int, limit: int) -> tuple[Sum, list[asyncpg.Record]]:
    """The sums of all, and a page in order of day; of several keepers it is cut after theirs were put together."""
    alone = len(asked.vectors) == 1
    first, most = (offset, limit) if alone else (0, offset + limit)
    rows = await asked.evidence(PAGE, key, first, most, keys=[key])
    sums = {row["keeper"]: (row["sum_numerator"], row["sum_denominator"], row["rows"]) for row in rows}
    total = Sum(*map(sum, zip(*sums.values(), strict=True)))
    items = [row for row in rows if row["position"] is not None]
    return total, items if alone else sorted(items, key=itemgetter(*ORDER))[offset : offset + limit]


def definition_of(asked: Asked, key: str) -> Definition:
    """The catalogue's definition of a key, or a refusal."""
    lines = [
        coverage_definition(prefix, line, asked.groups) for prefix in PREFIXES for line in coverage_keys(asked.groups)
    ]
    known = {definition.key: definition for definition in (*STOCKS, *QUARTER, *lines, *stage_definitions([key]))}
    if key not in known:
        raise Refused("figure_unknown", field="figure")
    return known[key]
