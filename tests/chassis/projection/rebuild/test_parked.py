"""What the live projection has parked is parked in the new one while both are compared, and then tried again."""

from __future__ import annotations

import pytest

from services.chassis.feed import Feed
from services.chassis.projection.parking import retry
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.rebuild.given import Rebuilding, poisoned

pytestmark = pytest.mark.connected

HERE = Feed("hoc-mon", "meetings")


async def test_parked_events_go_through_once_the_defect_is_gone(rebuilding: Rebuilding[Notes]) -> None:
    await poisoned(rebuilding)
    rebuilding.bench.projection.poisons = set()

    rebuilt = await rebuilding.rebuild().run()

    assert (rebuilt.different, rebuilt.freed, rebuilt.still_parked) == ((), 2, 0)
    await rebuilding.told(3)
    assert (await rebuilding.bench.status()).parked == 0


async def test_parked_events_that_fail_again_stay_parked(rebuilding: Rebuilding[Notes]) -> None:
    await poisoned(rebuilding)

    rebuilt = await rebuilding.rebuild().run()

    assert (rebuilt.different, rebuilt.freed, rebuilt.still_parked) == ((), 0, 2)
    assert (await rebuilding.bench.status()).parked == 2
    rebuilding.bench.projection.poisons = set()
    await retry(rebuilding.bench.pool, rebuilding.bench.projection, HERE)
    await rebuilding.comes_to_the_head()


async def test_events_that_only_the_new_projection_parks_are_a_difference(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    rebuilding.bench.projection.poisons = {"note 2"}

    with pytest.raises(Exception, match="notes, parked"):
        await rebuilding.rebuild().run()


async def test_what_a_person_let_go_is_not_brought_back(rebuilding: Rebuilding[Notes]) -> None:
    await poisoned(rebuilding)
    name, pool = rebuilding.name, rebuilding.bench.pool
    await pool.execute(
        f"""INSERT INTO {name}.dropped SELECT *, parked_at, gen_random_uuid(), 'không cứu được', gen_random_uuid()
              FROM {name}.parked WHERE position = 2"""
    )
    await pool.execute(f"DELETE FROM {name}.parked WHERE position = 2")
    await retry(pool, rebuilding.bench.projection, HERE)
    rebuilding.bench.projection.poisons = set()
    before, dropped = await rebuilding.rows(), await pool.fetch(f"SELECT * FROM {name}.dropped")

    rebuilt = await rebuilding.rebuild().run()

    assert rebuilt.different == ()
    assert await rebuilding.rows() == before
    assert await pool.fetch(f"SELECT * FROM {name}.dropped") == dropped
