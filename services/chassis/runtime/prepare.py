"""Brings a service's database to the newest version before anything listens; running it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from services.chassis.event_store import migrate
from services.chassis.event_store.rows import Kind
from services.chassis.projection.projection import Reads, prepare
from services.chassis.runtime.service import Rows, Service


async def prepare_database(admin: asyncpg.Connection, service: Service, keepers: tuple[str, ...], kind: Kind) -> None:
    """Make the histories of all keepers, the tables of the projections, and the rows that no event makes."""
    owner, role = f"{service.name}_owner", f"{service.name}_service"
    for feed in service.feeds(keepers):
        await migrate(admin, feed, kind=kind, owner=owner, service=role)
    await prepare_projections(admin, service.name, service.projections)
    for rows in service.rows:
        await _make(admin, rows, owner, role)


async def prepare_projections(admin: asyncpg.Connection, name: str, readers: Sequence[Reads]) -> None:
    """Make the tables of projections, and of reactions, which have positions like any reader."""
    for one in readers:
        await prepare(admin, one, f"{name}_owner", f"{name}_service")


async def _make(admin: asyncpg.Connection, rows: Rows, owner: str, role: str) -> None:
    async with admin.transaction():
        await admin.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"rows:{rows.schema}")
        await admin.execute(f"SET LOCAL ROLE {owner}")
        await admin.execute(f"CREATE SCHEMA IF NOT EXISTS {rows.schema}")
        await admin.execute(rows.sql)
        await admin.execute(f"GRANT USAGE ON SCHEMA {rows.schema} TO {role}")
        await admin.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {rows.schema} TO {role}")
