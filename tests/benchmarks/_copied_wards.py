"""A city made larger by copying what reporting holds of its wards, under keepers and ids of their own.

Real are all rows that reporting would hold if each copy had been told: facts, the events that evidence opens to, the
structure, the positions of feeds, the revisions of closed reports; in the same tables with the same indexes, each ward
lying as together as its original, with ANALYZE after. What is kept of quarters is not copied: that is for the caller to
count anew. Not real: a copy has no history at its owners, nor one of reports, so that it can be asked and neither told
nor rebuilt; its figures, codes, names and instants are those of its original; ids inside JSON are the original's too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from services.chassis.projection.projection import Connection
from services.reporting.main import SERVICE
from sinhhoat.stack import Endpoints

COUNTED_ANEW = "reporting_totals"
SCHEMAS = sorted({*(one.name for one in SERVICE.projections), *(one.schema for one in SERVICE.rows)} - {COUNTED_ANEW})
OF_NOBODY = "only_row"
"""The column of tables that say something about all of a schema, in one row."""

# $1 schemas.
TABLES = """
SELECT n.nspname || '.' || c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS names,
       array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE n.nspname = ANY($1) AND c.relkind = 'r' GROUP BY 1 ORDER BY 1"""

# $1 originals, $2 how many copies of each. Copy by copy: `OFFSET 0` keeps the planner from joining the other way round,
# which would put the copies of a row beside it, and a ward on ten times as many pages.
COPY = """
INSERT INTO {table} ({columns})
SELECT copied.* FROM generate_series(1, $2::int) n
 CROSS JOIN LATERAL (SELECT {values} FROM {table} r WHERE {keeper} = ANY($1::text[]) OFFSET 0) copied"""

# $1 originals and $2 their copies, pair by pair; $3 quarter.
UNLIKE = """
SELECT w.copy FROM unnest($1::text[], $2::text[]) w(original, copy)
  LEFT JOIN reporting_totals.kept o ON o.keeper = w.original AND o.quarter = $3
  LEFT JOIN reporting_totals.kept c ON c.keeper = w.copy AND c.quarter = $3
 WHERE c.keeper IS NULL OR o.sums::jsonb -> 'figures' IS DISTINCT FROM c.sums::jsonb -> 'figures' ORDER BY 1"""

ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class Table(NamedTuple):
    """A table with its schema; column -> type."""

    name: str
    columns: dict[str, str]


def copies_of(keeper: str, copies: int) -> list[str]:
    """ward-001-1, ward-001-2 …"""
    return [f"{keeper}-{number}" for number in range(1, copies + 1)]


def copying(table: Table) -> str | None:
    """The statement that copies all of the originals' rows; None for a table that is nobody's.

    Raises ValueError for one of which nobody can say whose its rows are.
    """
    if "keeper" in table.columns:
        keeper = "r.keeper"
    elif "feed" in table.columns:
        keeper = "split_part(r.feed, '.', 1)"
    elif OF_NOBODY in table.columns:
        return None
    else:
        raise ValueError(f"{table.name} has neither keeper nor feed: whose are its rows?")
    values = ", ".join(_value(name, kind, keeper) for name, kind in table.columns.items())
    return COPY.format(table=table.name, columns=", ".join(table.columns), values=values, keeper=keeper)


def _value(name: str, kind: str, keeper: str) -> str:
    """Ids are turned by the number of the copy alone: what two wards of one city share, their copies share as well."""
    column = f"r.{name}"
    if name == "feed":
        return f"{keeper} || '-' || n || substr({column}, length({keeper}) + 1)"
    if name == "keeper" or name.endswith("_keeper"):
        return f"CASE WHEN {column} = ANY($1) THEN {column} || '-' || n ELSE {column} END"
    if kind == "uuid":
        return f"md5(n || {column}::text)::uuid"
    if kind == "text":
        return (
            f"CASE WHEN length({column}) = 36 AND {column} ~ '{ID}' "
            f"THEN md5(n || {column})::uuid::text ELSE {column} END"
        )
    if kind == "jsonb":
        return f"""replace({column}::text, '"' || {keeper} || '.', '"' || {keeper} || '-' || n || '.')::jsonb"""
    return column


async def copied(endpoints: Endpoints, keepers: Sequence[str], copies: int) -> dict[str, float]:
    """Copy these wards so many times, all or nothing; nothing is done where that was done before."""
    began, rows = time.perf_counter(), 0
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    try:
        if not copies or await _is_copied(admin, keepers[0]):
            return {}
        async with admin.transaction():
            for statement in filter(None, map(copying, await _tables(admin))):
                done = await admin.execute(statement, keepers, copies, timeout=None)
                rows += int(done.split()[-1])
        seconds = time.perf_counter() - began
        await admin.execute("ANALYZE")
    finally:
        await admin.close()
    return {"rows copied": rows, "rows copied, rows/s": rows / seconds}


async def check_alike(pool: asyncpg.Pool[asyncpg.Record], keepers: Sequence[str], copies: int, quarter: str) -> None:
    """RuntimeError where the kept figures of a copied ward are not those of its original."""
    pairs = [(keeper, copy) for keeper in keepers for copy in copies_of(keeper, copies)]
    rows = await pool.fetch(UNLIKE, [keeper for keeper, _ in pairs], [copy for _, copy in pairs], quarter)
    if rows:
        unlike = ", ".join(row["copy"] for row in rows)
        raise RuntimeError(f"copies that count otherwise than their originals: {unlike}")


async def _is_copied(admin: Connection, keeper: str) -> bool:
    found: bool = await admin.fetchval(
        "SELECT EXISTS (SELECT FROM reporting_facts.positions WHERE split_part(feed, '.', 1) = $1)",
        copies_of(keeper, 1)[0],
    )
    return found


async def _tables(admin: Connection) -> list[Table]:
    rows = await admin.fetch(TABLES, SCHEMAS)
    return [Table(row["name"], dict(zip(row["names"], row["types"], strict=True))) for row in rows]
