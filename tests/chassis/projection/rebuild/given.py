"""A bench with a live projection, an owner who goes on telling, and everything that a rebuild works with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Generic, TypeVar

import asyncpg

from services.chassis.ending import end
from services.chassis.projection.rebuild.rebuild import Rebuild, Surroundings, Undo
from services.chassis.projection.rebuild.sides import Side, listed, side_of
from services.chassis.projection.rebuild.until import Until
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish

ROLES = ("reporting_owner", "reporting_service")
ROWS = "SELECT feed, position, about, what FROM {schema}.notes ORDER BY feed, position, about, what"


N = TypeVar("N", bound=Notes)


class Rebuilding(Generic[N]):
    """One bench and the right to change its schemas."""

    def __init__(self, bench: Bench[N], admin: asyncpg.Connection[asyncpg.Record]) -> None:
        self.bench, self.admin = bench, admin
        self.progress: list[tuple[int, int]] = []

    @classmethod
    @asynccontextmanager
    async def of(cls, bench: Bench[N], endpoints: Endpoints) -> AsyncIterator[Rebuilding[N]]:
        admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
        try:
            yield cls(bench, admin)
        finally:
            await admin.close()

    @property
    def name(self) -> str:
        return self.bench.projection.name

    def around(self) -> Surroundings:
        return Surroundings(
            admin=self.admin,
            pool=self.bench.pool,
            read=self.bench.owners.read,
            now=lambda: datetime(2019, 2, 1, tzinfo=UTC),
            progress=lambda done, total: self.progress.append((done, total)),
        )

    def rebuild(self, kind: type[Rebuild] = Rebuild, *, accept: bool = False) -> Rebuild:
        return kind(self.bench.projection, self.around(), *ROLES, accept=accept)

    def undo(self) -> Undo:
        return Undo(self.bench.projection, self.around(), *ROLES)

    def until(self, name: str = "then", kind: type[Until] = Until) -> Until:
        return kind(self.bench.projection, name, self.around(), *ROLES)

    def side(self, name: str = "then") -> str:
        """The schema of a side."""
        return side_of(self.name, name)

    async def sides(self) -> list[Side]:
        return await listed(self.admin, self.bench.projection)

    async def schemas(self) -> set[str]:
        """Every schema of the projection, whatever it is for."""
        sql = "SELECT nspname::text AS name FROM pg_namespace WHERE starts_with(nspname, $1)"
        return {row["name"] for row in await self.admin.fetch(sql, self.name)}

    async def rows(self, schema: str | None = None) -> list[tuple[object, ...]]:
        """All rows of a schema, the live one if none is named."""
        return [tuple(row) for row in await self.bench.pool.fetch(ROWS.format(schema=schema or self.name))]

    async def told(self, count: int, keeper: str = "hoc-mon") -> None:
        """Let an owner tell so many more events, and wait until they are read."""
        owner = self.bench.owner(keeper)
        await publish(self.bench.bus, owner.record_many(count))
        await self.comes_to_the_head(keeper)

    async def comes_to_the_head(self, keeper: str = "hoc-mon", within: float = 30.0) -> None:
        """Wait until the live rows are exactly what the owner has told."""

        async def same() -> bool:
            feed = f"{keeper}.meetings"
            found = [(row[1], row[2], row[3]) for row in await self.rows() if row[0] == feed]
            events = self.bench.owner(keeper).events
            assert found == [
                (event.position, json.loads(event.body)["about"], json.loads(event.body)["what"]) for event in events
            ]
            return True

        await self.bench.until(same, within)

    async def go_on_telling(self, keeper: str, count: int) -> None:
        """Tell one event after another."""
        for _ in range(count):
            await publish(self.bench.bus, [self.bench.owner(keeper).record("a", "meanwhile")])

    @asynccontextmanager
    async def telling(self, keeper: str = "hoc-mon", count: int = 500) -> AsyncIterator[None]:
        """Events go on arriving while the block runs; all of them are told when it ends."""
        task = asyncio.create_task(self.go_on_telling(keeper, count))
        try:
            yield
            await task
        finally:
            await end(task)


async def poisoned(rebuilding: Rebuilding[Notes]) -> None:
    """1 a, 2 b (poison), 3 a, 4 b: the second and the fourth are parked."""
    bench = rebuilding.bench
    for about, what in (("a", "one"), ("b", "poison"), ("a", "two"), ("b", "later")):
        bench.owner().record(about, what)
    bench.projection.poisons = {"poison"}
    await publish(bench.bus, bench.owner().messages)
    bench.start()
    await bench.comes_to([1, 3])
