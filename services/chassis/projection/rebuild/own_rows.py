"""What a projection keeps that comes from no event, such as when events arrived: copied, for nothing makes it again."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from services.chassis.projection.projection import Connection, Projection


@runtime_checkable
class KeepsOwnRows(Protocol):
    """A projection with such tables. They are written in the transaction that moves a position, like all others."""

    @property
    def kept_tables(self) -> tuple[str, ...]: ...


def kept_tables(projection: Projection) -> tuple[str, ...]:
    """The tables that are copied, without a schema; who let which event go, and why, is in no event either."""
    return ("dropped", *(projection.kept_tables if isinstance(projection, KeepsOwnRows) else ()))


async def copy_own_rows(admin: Connection, projection: Projection, schema: str) -> None:
    """Put the live rows in the place of what the workers have written; while the readers are held off."""
    for table in kept_tables(projection):
        await admin.execute(f"TRUNCATE {schema}.{table}")
        await admin.execute(f"INSERT INTO {schema}.{table} SELECT * FROM {projection.name}.{table}")


async def copy_flags(admin: Connection, name: str, schema: str) -> None:
    """A feed in which the live reader has seen a gap is healed after the swap as it would have been before."""
    await admin.execute(
        f"""UPDATE {schema}.positions n SET behind = l.behind
              FROM {name}.positions l WHERE n.feed = l.feed"""
    )
