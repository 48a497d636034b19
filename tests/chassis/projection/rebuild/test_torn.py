"""Neither a question nor the live reader ever sees one half of the old tables and one half of the new."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from services.chassis.ending import end
from services.chassis.projection.rebuild import Differs
from services.chassis.projection.rebuild.comparison import Compared
from services.chassis.projection.rebuild.rebuild import Rebuild
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish
from tests.chassis.projection.rebuild.arrivals import Arrivals, Halting
from tests.chassis.projection.rebuild.given import Rebuilding
from tests.chassis.projection.rebuild.questions import ask_all_the_time, position_of, question, rows_of
from tests.eventually import eventually

pytestmark = pytest.mark.connected


async def test_questions_during_rebuilds_see_whole_tables_that_only_grow(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(100)
    asking = [asyncio.create_task(ask_all_the_time(rebuilding)) for _ in range(2)]
    async with rebuilding.telling(count=200):
        for _ in range(3):
            await rebuilding.rebuild().run()
        await rebuilding.undo().run()

    assert not any(task.done() for task in asking), [task.exception() for task in asking if task.done()]
    await end(*asking)


class SwapsUnderQuestions(Rebuild):
    async def _swap(self) -> None:
        await self._admin.execute(f"ALTER SCHEMA {self._name} RENAME TO {self._name}_former")
        await self._admin.execute(f"ALTER SCHEMA {self._schema} RENAME TO {self._name}")


async def test_a_swap_that_does_not_wait_for_questions_tears_them(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(30)
    async with question(rebuilding) as connection:
        assert await position_of(rebuilding, connection) == 30
        await rebuilding.rebuild(SwapsUnderQuestions).run()

        # The snapshot is older than the rows of the tables that the name now leads to.
        assert await rows_of(rebuilding, connection) == 0


async def test_a_swap_waits_for_a_question_that_is_open(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(30)
    async with question(rebuilding) as connection:
        assert await position_of(rebuilding, connection) == 30
        running = asyncio.create_task(rebuilding.rebuild().run())
        await eventually(lambda: rebuilding.progress[-1:] == [(30, 30)])

        assert await rows_of(rebuilding, connection) == 30
        assert not running.done()
    await running


class HoldsNobodyOff(SwapsUnderQuestions):
    def _held_off(self) -> AbstractAsyncContextManager[None]:
        @asynccontextmanager
        async def transaction() -> AsyncIterator[None]:
            async with self._admin.transaction():
                yield

        return transaction()


@pytest.fixture
async def halting(module_endpoints: Endpoints) -> AsyncIterator[Rebuilding[Halting]]:
    projection = Halting(f"notes_{secrets.token_hex(4)}")
    async with (
        Bench.made(module_endpoints, projection, ["hoc-mon"]) as bench,
        Rebuilding.of(bench, module_endpoints) as made,
    ):
        yield made


async def in_the_middle_of_a_transaction(rebuilding: Rebuilding[Halting]) -> None:
    """The live reader has moved its position and not yet written the row."""
    projection = rebuilding.bench.projection
    rebuilding.bench.start()
    await rebuilding.told(30)
    projection.halts = True
    await publish(rebuilding.bench.bus, [rebuilding.bench.owner().record("a", "in between")])
    await projection.halted.wait()


async def test_without_the_lock_a_position_goes_to_one_schema_and_its_row_to_another(
    halting: Rebuilding[Halting],
) -> None:
    await in_the_middle_of_a_transaction(halting)
    projection = halting.bench.projection
    await halting.rebuild(HoldsNobodyOff).run()
    projection.go_on.set()

    async def written() -> bool:
        return len(await halting.rows()) == 31

    await halting.bench.until(written)
    assert (await halting.bench.status()).position == 30


async def test_with_the_lock_the_swap_waits_for_the_readers_transaction(halting: Rebuilding[Halting]) -> None:
    await in_the_middle_of_a_transaction(halting)
    projection = halting.bench.projection
    running = asyncio.create_task(halting.rebuild().run())
    await eventually(lambda: halting.progress[-1:] == [(30, 30)])
    projection.go_on.set()
    await running

    await halting.comes_to_the_head()
    assert (await halting.bench.status()).position == 31


class SetsPositionsBack(Rebuild):
    """Its workers write rows and forget a part of the position."""

    chain = ""

    async def _compare(self) -> Compared:
        moved = f"UPDATE {self._schema}.positions SET position = 20, chain = $1 WHERE feed = 'hoc-mon.meetings'"
        await self._admin.execute(moved, self.chain)
        return await super()._compare()


async def test_positions_that_do_not_fit_the_rows_are_found_by_the_comparison(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(30)
    SetsPositionsBack.chain = rebuilding.bench.owner().events[19].chain

    with pytest.raises(Differs) as found:
        await rebuilding.rebuild(SetsPositionsBack).run()
    assert found.value.tables == ("notes",)


async def test_what_comes_from_no_event_is_copied(module_endpoints: Endpoints) -> None:
    projection = Arrivals(f"notes_{secrets.token_hex(4)}")
    async with (
        Bench.made(module_endpoints, projection, ["hoc-mon"]) as bench,
        Rebuilding.of(bench, module_endpoints) as rebuilding,
    ):
        bench.start()
        await rebuilding.told(20)
        arrivals = f"SELECT * FROM {projection.name}.arrival ORDER BY position"
        before = await bench.pool.fetch(arrivals)

        await rebuilding.rebuild().run()

        assert await bench.pool.fetch(arrivals) == before
        await rebuilding.told(5)
        assert len(await bench.pool.fetch(arrivals)) == 25
