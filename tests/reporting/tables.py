"""The tables of reporting, filled the way its reader fills them, and asked the way its callers ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from services.chassis.feed import Feed
from services.chassis.projection.projection import Projection, prepare
from services.chassis.wire import Received
from services.reporting.application import Reporting
from services.reporting.facts import Facts
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.revisions import Revisions
from sinhhoat.stack import Endpoints
from tests.reporting.history import History

PROJECTIONS: tuple[Projection, ...] = (Facts(), Revisions())


@dataclass
class Tables:
    """Empty at first; every history has its own keeper, so that many can lie side by side."""

    pool: asyncpg.Pool[asyncpg.Record]

    @classmethod
    @asynccontextmanager
    async def made(cls, endpoints: Endpoints) -> AsyncIterator[Tables]:
        admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
        for projection in PROJECTIONS:
            await prepare(admin, projection, "reporting_owner", "reporting_service")
        await admin.close()
        async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=1, max_size=4) as pool:
            yield cls(pool)

    async def read(self, history: History, batch: int = 1000) -> Reporting:
        """Apply all of it in batches of this size, and return what then answers."""
        events = list(history.received())
        for start in range(0, len(events), batch):
            await self.apply(events[start : start + batch])
        return self.reporting(history.keeper)

    async def apply(self, events: Sequence[Received]) -> None:
        """One transaction with the positions that it moves."""
        for projection in PROJECTIONS:
            own = [event for event in events if event.feed.service in projection.sources]
            heads: dict[Feed, int] = {event.feed: event.position for event in own}
            async with self.pool.acquire() as connection, connection.transaction():
                await connection.executemany(
                    f"""INSERT INTO {projection.name}.positions (feed, position) VALUES ($1, $2)
                        ON CONFLICT (feed) DO UPDATE SET position = excluded.position""",
                    [(str(feed), position) for feed, position in heads.items()],
                )
                await projection.apply(connection, own)

    def reporting(self, keeper: str, heads: Callable[[], Mapping[str, int]] = dict) -> Reporting:
        """`heads` is what the owners say they have published; nothing, if it is not given."""
        return Reporting(FactsOfKeeper(self.pool, keeper, simulated=True, heads=heads))

    async def rows(self, table: str, keeper: str) -> list[tuple[object, ...]]:
        """All rows of a keeper without the keeper's name, in an order of their own."""
        names = [row[0] for row in await self.pool.fetch(_COLUMNS, table)]
        rows = await self.pool.fetch(
            f"SELECT {', '.join(names)} FROM reporting_facts.{table} WHERE keeper = $1 ORDER BY {', '.join(names)}",
            keeper,
        )
        return [tuple(row) for row in rows]


_COLUMNS = """SELECT column_name FROM information_schema.columns
  WHERE table_schema = 'reporting_facts' AND table_name = $1 AND column_name <> 'keeper' ORDER BY ordinal_position"""
