"""Compares two schemas of a projection, table by table, by sums of hashes over their rows, in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.chassis.projection.projection import Connection

OF_THE_CHASSIS: Mapping[str, tuple[str, ...]] = {
    "positions": ("feed", "position", "chain"),
    "parked": ("feed", "position", "aggregate_id"),
    "prepared": (),
    "rebuilding": (),
}
"""Of these tables only what both must agree on: when and why something was parked is nobody's fact."""

# Numbers drawn from a sequence tell the order of writing, which no reader may rely on.
COLUMNS = """
SELECT c.relname AS table_name, array_agg(a.attname::text ORDER BY a.attname::text) FILTER (
         WHERE a.attidentity = '' AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT LIKE 'nextval(%') AS columns
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = $1::text::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
 GROUP BY c.relname"""

# A sum does not depend on the order of the rows, and unlike XOR it sees a row that is there twice.
SUMS = """
SELECT count(*), coalesce(sum(hashtextextended(r, 0)::numeric), 0)::text,
       coalesce(sum(hashtextextended(r, 1)::numeric), 0)::text
  FROM (SELECT ROW({columns})::text AS r FROM {schema}.{table}) rows"""


class Sums(NamedTuple):
    """How many rows a table has, and two independent sums of their 64-bit hashes."""

    rows: int
    first: str
    second: str


class Compared(NamedTuple):
    """Rows of each table of the new schema, and the names of the tables that are not equal."""

    rows: dict[str, int]
    different: tuple[str, ...]


async def compare(connection: Connection, schema: str, other: str, leave_out: Sequence[str] = ()) -> Compared:
    """Compare two schemas; `connection` holds the snapshot in which both are seen."""
    mine, theirs = await columns(connection, schema), await columns(connection, other)
    rows: dict[str, int] = {}
    different = []
    for table in sorted((mine | theirs).keys() - set(leave_out)):
        if mine.get(table) != theirs.get(table):
            different.append(table)
            continue
        new = await sums(connection, other, table, theirs[table])
        rows[table] = new.rows
        if new != await sums(connection, schema, table, mine[table]):
            different.append(table)
    return Compared(rows, tuple(different))


async def columns(connection: Connection, schema: str) -> dict[str, tuple[str, ...]]:
    """Table -> the columns that count, in alphabetical order; tables of which nothing counts are left out."""
    found = {row["table_name"]: tuple(row["columns"] or ()) for row in await connection.fetch(COLUMNS, schema)}
    chosen = {table: OF_THE_CHASSIS.get(table, names) for table, names in found.items()}
    return {table: names for table, names in chosen.items() if names}


async def sums(connection: Connection, schema: str, table: str, names: tuple[str, ...]) -> Sums:
    """The sums of one table over these columns."""
    quoted = ", ".join(f'"{name}"' for name in names)
    [row] = await connection.fetch(SUMS.format(columns=quoted, schema=schema, table=f'"{table}"'))
    return Sums(*row)
