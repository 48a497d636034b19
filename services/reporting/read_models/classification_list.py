"""Who was classified how in a period, and the quotas over the groups that were decided on."""

from __future__ import annotations

from contracts.classification_list import ClassificationList, ClassifiedUnit, DecidedGroup
from services.reporting.catalogue import MORE
from services.reporting.read_models.asked import Asked

# Names are those of the last day of the period. The numbers that a decision was judged by stand with its group.
UNITS = f"""
SELECT c.position, c.grade, c.counts_as, u.code AS unit_code, u.name AS unit_name, u.kind,
       q.peer_group, a.code AS authority_code, a.name AS authority_name
  FROM classed c
  JOIN LATERAL (SELECT * FROM known.quota_fact f WHERE f.decision_id = c.decision_id LIMIT 1) q ON true
  JOIN LATERAL (SELECT * FROM known.unit_version f WHERE f.unit_id = c.unit_id
                 ORDER BY f.valid_from <= c.day DESC, abs(f.valid_from - c.day) LIMIT 1) u ON true
  JOIN LATERAL (SELECT * FROM known.unit_version f WHERE f.unit_id = q.unit_id
                 ORDER BY f.valid_from <= c.day DESC, abs(f.valid_from - c.day) LIMIT 1) a ON true
 WHERE c.period = ${MORE}
 ORDER BY u.code, c.position, c.unit_id"""

GROUPS = f"""
SELECT q.position, q.objects, q.peer_group, q.rated, q.excellent, q.base_count, q.cap, q.largest, q.exceeded,
       a.code AS authority_code, a.name AS authority_name
  FROM quota q
  JOIN LATERAL (SELECT * FROM known.unit_version f WHERE f.unit_id = q.unit_id
                 ORDER BY f.valid_from <= q.day DESC, abs(f.valid_from - q.day) LIMIT 1) a ON true
 WHERE q.period = ${MORE}
 ORDER BY a.code, q.objects, q.peer_group, q.position"""


async def answer(asked: Asked, period: str, offset: int, limit: int) -> ClassificationList:
    """One page of the units, and all groups."""
    units, groups = [await asked.evidence(select, period) for select in (UNITS, GROUPS)]
    feed = f"{asked.keeper}.ratings"
    return ClassificationList(
        head=asked.head,
        period=period,
        units=[
            ClassifiedUnit(**_told(dict(row)), group=row["peer_group"], feed=feed)
            for row in units[offset : offset + limit]
        ],
        total=len(units),
        groups=[DecidedGroup(**_told(dict(row)), group=row["peer_group"], feed=feed) for row in groups],
    )


def _told(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "peer_group"}
