"""Where a store of a test lies: its feed, the pool of the service role, and the superuser beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from services.chassis.event_store.migrations import migrate
from services.chassis.event_store.rows import Kind
from services.chassis.feed import Feed
from sinhhoat.stack import Endpoints


@dataclass(frozen=True)
class Place:
    endpoints: Endpoints
    feed: Feed
    pool: asyncpg.Pool[asyncpg.Record]
    superuser: asyncpg.Connection[asyncpg.Record]

    @classmethod
    @asynccontextmanager
    async def made(cls, endpoints: Endpoints, feed: Feed, kind: Kind) -> AsyncIterator[Place]:
        await migrated(endpoints, feed, kind)
        superuser = await asyncpg.connect(endpoints.admin_url("meetings"))
        try:
            async with asyncpg.create_pool(endpoints.postgres_service["meetings"], min_size=1, max_size=8) as pool:
                yield cls(endpoints, feed, pool, superuser)
        finally:
            await superuser.close()


async def migrated(endpoints: Endpoints, feed: Feed, kind: Kind) -> None:
    """Make the feed's schema as the service does when it starts."""
    admin = await asyncpg.connect(endpoints.postgres_migration["meetings"])
    try:
        await migrate(admin, feed, kind=kind, owner="meetings_owner", service="meetings_service")
    finally:
        await admin.close()
