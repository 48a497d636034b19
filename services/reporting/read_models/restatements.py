"""What the reports of all keepers say otherwise since they were closed: for the city, which has signed them."""

from __future__ import annotations

import json

import asyncpg

from contracts.quarterly_reports import RestatementCause
from contracts.restatements import ListRestatements, Restatement, Restatements

# The keeper's own committee reports to the city. $1 quarter or NULL.
TO_CITY = """
FROM reporting_revisions.revision r
 WHERE r.cause IS NOT NULL AND ($1::text IS NULL OR r.quarter = $1) AND EXISTS (
   SELECT FROM reporting_facts.unit_version u
    WHERE u.keeper = r.keeper AND u.unit_id = r.unit_id AND u.known_until IS NULL AND u.parent_id IS NULL)"""

# $2 offset, $3 limit.
PAGE = f"""
SELECT r.keeper, r.unit_code, r.quarter, r.revision, r.made_on, r.recorded_at, r.cause, r.figures {TO_CITY}
 ORDER BY r.recorded_at DESC, r.keeper, r.revision DESC OFFSET $2 LIMIT $3"""


async def answer(pool: asyncpg.Pool[asyncpg.Record], query: ListRestatements) -> Restatements:
    """A page of them, the newest first."""
    rows = await pool.fetch(PAGE, query.quarter, query.offset, query.limit)
    return Restatements(
        restatements=[
            Restatement(
                keeper=row["keeper"],
                unit_code=row["unit_code"],
                quarter=row["quarter"],
                revision=row["revision"],
                restated_on=row["made_on"],
                recorded_at=row["recorded_at"],
                cause=RestatementCause.model_validate_json(row["cause"]),
                diff=json.loads(row["figures"]),
            )
            for row in rows
        ],
        total=await pool.fetchval(f"SELECT count(*) {TO_CITY}", query.quarter),
    )
