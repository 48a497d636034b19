"""Rebuild and undo, step by step. Until the last statement commits, the live tables are what they were."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

from services.chassis.projection.healing import ReadPage
from services.chassis.projection.projection import Connection, Projection, TablesChanged, prepare
from services.chassis.projection.rebuild import comparison, indexes, live, schemas
from services.chassis.projection.rebuild.building import Builder, Progress
from services.chassis.projection.rebuild.comparison import Compared
from services.chassis.projection.rebuild.elsewhere import Elsewhere
from services.chassis.projection.rebuild.live import Live
from services.chassis.projection.rebuild.own_rows import copy_flags, copy_own_rows, kept_tables
from services.chassis.projection.rebuild.refusal import Differs, RebuildRefused
from services.chassis.projection.rebuild_progress import Teller

NEAR = 500
ROUNDS = 20
HOLD_SECONDS = 30.0
"""How long the readers may be held off: an owner that does not answer meanwhile ends the rebuild, not the reading."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: events applied, rows by table, tables that differ, and what became of parked events."""

    events: int
    rows: dict[str, int]
    different: tuple[str, ...]
    freed: int
    still_parked: int


@dataclass(frozen=True)
class Surroundings:
    """What a rebuild works with. `admin` owns the schemas; `pool` serves the workers; `now` stamps parked events."""

    admin: Connection
    pool: asyncpg.Pool
    read: ReadPage
    now: Callable[[], datetime]
    progress: Progress = lambda done, total: None
    feeds_at_once: int = 4


class Catching:
    """Brings a schema that nobody reads level with the live one, while events go on arriving."""

    def __init__(
        self, projection: Projection, schema: str, around: Surroundings, owner: str, service_role: str
    ) -> None:
        self._projection, self._schema, self._roles = projection, schema, (owner, service_role)
        self._name, self._admin, self._pool = projection.name, around.admin, around.pool
        self._around, self._parks_as_live, self._accept = around, False, False
        self._elsewhere = Elsewhere(projection, schema)
        self._teller = Teller(around.pool, projection.name, around.progress)
        self._builder = Builder(
            self._elsewhere,
            around.pool,
            around.read,
            now=around.now,
            feeds_at_once=around.feeds_at_once,
            progress=self._teller,
        )

    async def _approach(self) -> None:
        """Come so near that the rest takes no time; who brings events faster than we apply them is held off anyway."""
        for _ in range(ROUNDS):
            before = self._builder.applied
            await self._level(self._pool)
            if self._builder.applied - before < NEAR:
                return

    async def _level(self, session: asyncpg.Pool | Connection) -> Live:
        """Apply what the live projection has applied by now; what that was, as the owners say."""
        now = await live.look(session, self._name)
        if not self._accept:
            live.refuse_forked(now)
        now = await live.as_owners_say(now, self._around.read, accept=self._accept)
        await self._builder.reach(now if self._parks_as_live else replace(now, parked=frozenset()))
        return now

    @asynccontextmanager
    async def _held_level(self) -> AsyncIterator[Live]:
        """Hold off the readers, at equal positions."""
        try:
            async with asyncio.timeout(HOLD_SECONDS), self._held_off():
                yield await self._level(self._admin)
        except TimeoutError as error:
            raise RebuildRefused(
                f"{self._name}: các chủ sở hữu trả lời quá chậm, chưa thay gì",
                f"{self._name}: the owners answer too slowly, nothing was replaced",
            ) from error

    async def _replace(self) -> None:
        async with self._held_level() as level:
            await copy_own_rows(self._admin, self._projection, self._schema, level)
            await copy_flags(self._admin, self._name, self._schema)
            await self._swap()

    # The tests break these two, to see that what they prevent would be found.

    async def _swap(self) -> None:
        await schemas.put_in_place(self._admin, self._name, self._schema)

    def _held_off(self) -> AbstractAsyncContextManager[None]:
        return schemas.held_off(self._admin, self._name)


class Rebuild(Catching):
    """Makes a projection anew. `accept`: replace it also where the new rows are not the old ones,
    and where a fork has been settled by a feed's owner.

    `owner` and `service_role` are whom the tables belong to, and who reads and writes them.
    """

    def __init__(
        self, projection: Projection, around: Surroundings, owner: str, service_role: str, *, accept: bool = False
    ) -> None:
        super().__init__(projection, schemas.next_of(projection.name), around, owner, service_role)
        self._parks_as_live, self._accept = True, accept
        self._put_off: list[str] = []

    async def run(self) -> Rebuilt:
        """Every step in its order; RebuildRefused or Unavailable, and then the live tables are as they were.

        Whatever was left by a run that broke off is thrown away first. What replaces the live tables has been compared
        with them at equal positions, row by row, up to a moment ago; the events since then were applied on top.
        """
        async with schemas.alone(self._admin, self._name), self._teller.telling():
            await self._make()
            await self._approach()
            compared = await self._compare()
            if compared.different and not self._accept:
                raise Differs(compared.different, self._schema)
            freed, still_parked = await self._free()
            await self._tidy(list(compared.rows))
            await self._approach()
            await self._replace()
        return Rebuilt(self._builder.applied, compared.rows, compared.different, freed, still_parked)

    async def _make(self) -> None:
        await schemas.refuse_without(self._admin, self._name)
        await schemas.drop(self._admin, self._schema)
        await prepare(self._admin, self._elsewhere, *self._roles)
        await schemas.refuse_functions(self._admin, self._schema)
        self._put_off = await indexes.put_off(self._admin, self._schema, indexes.put_off_of(self._projection))

    async def _approach(self) -> None:
        await super()._approach()
        statements, self._put_off = self._put_off, []
        await indexes.make(self._admin, statements)

    async def _compare(self) -> Compared:
        """One snapshot, taken while the readers are held off; they go on as soon as it is taken."""
        async with self._pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
            async with self._held_level():
                await connection.fetchval("SELECT count(*) FROM pg_namespace")
            copied = kept_tables(self._projection)
            return await comparison.compare(connection, self._name, self._schema, leave_out=copied)

    async def _free(self) -> tuple[int, int]:
        """From here on the new tables may hold what the live ones could not."""
        self._parks_as_live = False
        return await self._builder.retry_all()

    async def _tidy(self, tables: Sequence[str]) -> None:
        """Give the planner its figures before the first question comes."""
        for table in tables:
            await self._admin.execute(f"ANALYZE {self._schema}.{table}")


class Undo(Catching):
    """Puts back what was live before the last rebuild, brought level first; doing it again takes it back."""

    def __init__(self, projection: Projection, around: Surroundings, owner: str, service_role: str) -> None:
        super().__init__(projection, schemas.former_of(projection.name), around, owner, service_role)

    async def run(self) -> int:
        """How many events had to be applied; RebuildRefused where there is nothing to go back to."""
        async with schemas.alone(self._admin, self._name), self._teller.telling():
            await self._check()
            await self._approach()
            await self._replace()
        return self._builder.applied

    async def _check(self) -> None:
        await schemas.refuse_without(self._admin, self._name)
        await schemas.refuse_without(self._admin, self._schema)
        try:
            await prepare(self._admin, self._elsewhere, *self._roles)
        except TablesChanged as error:
            raise RebuildRefused(
                f"{self._schema} do phiên bản khác tạo ra; hãy dùng phiên bản ấy để quay lại",
                f"{self._schema} was made by another version of the program: go back with that version",
            ) from error
