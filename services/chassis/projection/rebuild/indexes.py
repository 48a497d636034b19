"""Indexes that only questions need: taken away from tables that are filled from nothing, and made when they are full.

Sorted once, an index costs a quarter of what it costs to keep it while every row comes.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.chassis.projection.projection import Connection, Projection


def put_off_of(projection: Projection) -> Sequence[str]:
    """Names of indexes that nothing uses which the projection does when it applies events; none where it names none."""
    names: Sequence[str] = getattr(projection, "indexes_for_questions", ())
    return names


async def put_off(admin: Connection, schema: str, names: Sequence[str]) -> list[str]:
    """Take these indexes away; the statements that make them again. ValueError where one of them is not there."""
    rows = await admin.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1 AND indexname = ANY($2)", schema, list(names)
    )
    if missing := set(names) - {row["indexname"] for row in rows}:
        raise ValueError(f"{schema} has no index {', '.join(sorted(missing))}")
    for row in rows:
        await admin.execute(f"DROP INDEX {schema}.{row['indexname']}")
    return [row["indexdef"] for row in rows]


async def make(admin: Connection, statements: Sequence[str]) -> None:
    """Make them again."""
    for statement in statements:
        await admin.execute(statement)
