"""What a projection keeps that comes from no event, such as when events arrived: copied, for nothing makes it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, runtime_checkable

from services.chassis.feed import Feed
from services.chassis.projection.links import At
from services.chassis.projection.projection import Connection, Projection
from services.chassis.projection.rebuild.live import Live


@runtime_checkable
class KeepsOwnRows(Protocol):
    """A projection with such tables. They are written in the transaction that moves a position, like all others.

    Each has the columns `feed` and `position`: what it says belongs to one event.
    """

    @property
    def kept_tables(self) -> tuple[str, ...]: ...


def kept_tables(projection: Projection) -> tuple[str, ...]:
    """The tables that are copied, without a schema; who let which event go, and why, is in no event either."""
    return ("dropped", *(projection.kept_tables if isinstance(projection, KeepsOwnRows) else ()))


async def copy_own_rows(admin: Connection, projection: Projection, schema: str, live: Live) -> None:
    """Put the live rows in the place of what the workers have written; while the readers are held off.

    `live` is what the schema was brought to. Of a history that was given up nothing dropped is left, for the events at
    such places are others now; and nothing else of it beyond its new end.
    """
    await copy_until(admin, projection, schema, live.at, kept_tables(projection))
    places = sorted(live.dropped)
    await admin.execute(
        f"""DELETE FROM {schema}.dropped d WHERE NOT EXISTS (
              SELECT FROM unnest($1::text[], $2::bigint[]) AS l (feed, position)
               WHERE l.feed = d.feed AND l.position = d.position)""",
        [str(feed) for feed, _ in places],
        [position for _, position in places],
    )


async def copy_until(
    admin: Connection, projection: Projection, schema: str, at: Mapping[Feed, At], tables: Iterable[str]
) -> None:
    """Of the live rows those up to where each feed ends: of what came later nothing is known in this schema.

    Where the live tables are of an earlier program and have no such table yet, what the workers have written stays.
    """
    feeds, positions = [str(feed) for feed in at], [to.position for to in at.values()]
    for table in tables:
        if await admin.fetchval("SELECT to_regclass($1) IS NULL", f"{projection.name}.{table}"):
            continue
        await admin.execute(f"TRUNCATE {schema}.{table}")
        await admin.execute(
            f"""INSERT INTO {schema}.{table} SELECT k.* FROM {projection.name}.{table} k
                  JOIN unnest($1::text[], $2::bigint[]) AS e (feed, position)
                    ON k.feed = e.feed AND k.position <= e.position""",
            feeds,
            positions,
        )


async def copy_flags(admin: Connection, name: str, schema: str) -> None:
    """A feed in which the live reader has seen a gap is healed after the swap as it would have been before."""
    await admin.execute(
        f"""UPDATE {schema}.positions n SET behind = l.behind
              FROM {name}.positions l WHERE n.feed = l.feed"""
    )
