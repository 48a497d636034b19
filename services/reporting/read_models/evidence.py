"""The events behind one figure, whose sums are the figure."""

from __future__ import annotations

from contracts.reporting import Evidence, EvidenceItem
from services.chassis.errors import Refused
from services.reporting.catalogue import (
    PREFIXES,
    QUARTER,
    STOCKS,
    Definition,
    coverage_definition,
    coverage_keys,
)
from services.reporting.read_models.asked import Asked
from services.reporting.read_models.coverage import NOTHING


async def answer(asked: Asked, key: str, offset: int, limit: int) -> Evidence:
    """One page of the events behind a figure; Refused `figure_unknown`."""
    definition = _definition(asked, key)
    sums = (await asked.sums()).get(key, NOTHING)
    rows = await asked.evidence(
        """SELECT e.service, e.position, t.contract, t.aggregate_id, e.day, t.recorded_at, t.actor, e.numerator,
                  e.denominator, u.code, u.name, count(*) OVER () AS total
             FROM evidence e
             JOIN reporting_facts.told t ON t.keeper = $1 AND t.service = e.service AND t.position = e.position
            CROSS JOIN LATERAL (SELECT code, name FROM unit WHERE unit_id = e.unit_id
                                 ORDER BY valid_from <= e.day DESC, valid_from DESC LIMIT 1) u
            WHERE e.key = $7 ORDER BY e.day, e.service, e.position, e.unit_id OFFSET $8 LIMIT $9""",
        key,
        offset,
        limit,
    )
    return Evidence(
        head=asked.head,
        figure=definition.figure(*sums),
        items=[
            EvidenceItem(
                feed=f"{asked.keeper}.{row['service']}",
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
            for row in rows
        ],
        total=rows[0]["total"] if rows else 0,
    )


def _definition(asked: Asked, key: str) -> Definition:
    """The catalogue's definition of a key, or a refusal."""
    lines = [
        coverage_definition(prefix, line, asked.groups) for prefix in PREFIXES for line in coverage_keys(asked.groups)
    ]
    known = {definition.key: definition for definition in (*STOCKS, *QUARTER, *lines)}
    if key not in known:
        raise Refused("figure_unknown", field="figure")
    return known[key]
