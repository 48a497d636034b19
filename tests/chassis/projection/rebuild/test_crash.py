"""Whatever a rebuild is broken off at, the live tables are as they were, and the next run starts over."""

from __future__ import annotations

import asyncpg
import pytest

from services.chassis.projection.rebuild.rebuild import Rebuild
from sinhhoat.stack import Endpoints
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.rebuild.crashing import Crash, crashing
from tests.chassis.projection.rebuild.given import Rebuilding

pytestmark = pytest.mark.connected

STEPS = ("_make", "_approach", "_compare", "_free", "_tidy", "_replace", "_swap")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_leaves_the_live_tables_alone_and_the_next_run_starts_over(
    rebuilding: Rebuilding[Notes], step: str, after: bool
) -> None:
    rebuilding.bench.start()
    await rebuilding.told(70)
    before = await rebuilding.rows()

    with pytest.raises(Crash):
        await rebuilding.rebuild(crashing(Rebuild, step, after=after)).run()

    if (step, after) != ("_replace", True):
        assert await rebuilding.admin.fetchval("SELECT to_regnamespace($1)", f"{rebuilding.name}_former") is None
    assert await rebuilding.rows() == before
    await rebuilding.told(10)
    await rebuilding.rebuild().run()
    await rebuilding.told(10)


async def test_a_session_that_is_cut_in_the_middle_of_the_swap_changes_nothing(
    rebuilding: Rebuilding[Notes], module_endpoints: Endpoints
) -> None:
    superuser = await asyncpg.connect(module_endpoints.admin_url("reporting"))

    class Cut(Rebuild):
        async def _swap(self) -> None:
            await super()._swap()
            await superuser.execute("SELECT pg_terminate_backend($1)", rebuilding.admin.get_server_pid())
            await self._admin.fetchval("SELECT 1")

    rebuilding.bench.start()
    await rebuilding.told(70)

    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError)):
        await rebuilding.rebuild(Cut).run()

    await superuser.close()
    await rebuilding.told(10)
    async with Rebuilding.of(rebuilding.bench, module_endpoints) as again:
        await again.rebuild().run()
    await rebuilding.told(10)
