"""The former tables stay as a way back, and are brought level before they are taken back."""

from __future__ import annotations

import pytest

from services.chassis.projection.rebuild import RebuildRefused
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.rebuild.given import Rebuilding

pytestmark = pytest.mark.connected


async def mended(rebuilding: Rebuilding[Notes]) -> None:
    """Live rows were wrong at position 7 and have been replaced; then ten more events came."""
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}.notes SET what = 'other' WHERE position = 7")
    await rebuilding.rebuild(accept=True).run()
    await rebuilding.told(10)


async def test_undo_takes_the_former_rows_back_with_what_arrived_since(rebuilding: Rebuilding[Notes]) -> None:
    await mended(rebuilding)
    good = await rebuilding.rows()

    applied = await rebuilding.undo().run()

    assert applied == 10
    wrong = ("hoc-mon.meetings", 7, "a", "other")
    assert set(await rebuilding.rows()) ^ set(good) == {wrong, ("hoc-mon.meetings", 7, "a", "note 6")}
    assert len(await rebuilding.rows()) == 70


async def test_positions_never_go_back(rebuilding: Rebuilding[Notes]) -> None:
    await mended(rebuilding)
    await rebuilding.undo().run()

    assert (await rebuilding.bench.status()).position == 70


async def test_undo_twice_is_where_one_was(rebuilding: Rebuilding[Notes]) -> None:
    await mended(rebuilding)
    await rebuilding.undo().run()
    await rebuilding.undo().run()

    await rebuilding.told(5)


async def test_events_that_arrive_during_an_undo_are_neither_lost_nor_doubled(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.rebuild().run()
    async with rebuilding.telling(count=200):
        await rebuilding.undo().run()

    await rebuilding.comes_to_the_head(within=30)


async def test_without_a_rebuild_there_is_no_way_back(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)

    with pytest.raises(RebuildRefused, match="nothing to replace"):
        await rebuilding.undo().run()


async def test_tables_of_another_version_are_not_taken_back(rebuilding: Rebuilding[Notes]) -> None:
    await mended(rebuilding)
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}_former.prepared SET sha256 = 'of another text'")

    with pytest.raises(RebuildRefused, match="another version"):
        await rebuilding.undo().run()
