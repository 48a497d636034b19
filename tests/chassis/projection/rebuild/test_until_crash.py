"""Whatever the building of a side breaks off at, nobody can ask it, and the next run clears it away."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

import pytest

from services.chassis.projection.rebuild import RebuildRefused, Until
from sinhhoat.stack import Endpoints
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.rebuild.crashing import Crash, crashing
from tests.chassis.projection.rebuild.given import Rebuilding
from tests.chassis.projection.rebuild.half_built import COUNT, HERE

pytestmark = pytest.mark.connected

STEPS = ("_make", "_build", "_finish", "_verify", "_close_to_writing")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_leaves_nothing_that_the_next_run_does_not_clear_away(
    rebuilding: Rebuilding[Notes], step: str, after: bool
) -> None:
    rebuilding.bench.start()
    await rebuilding.told(70)
    before = await rebuilding.rows()

    with pytest.raises(Crash):
        await rebuilding.until("broken", crashing(Until, step, after=after)).run({HERE: 60}, "60")

    whole = (step, after) == ("_finish", True)
    assert [side.name for side in await rebuilding.sides()] == (["broken"] if whole else [])
    assert await rebuilding.rows() == before
    await rebuilding.until().run({HERE: 50}, "50")
    left = {rebuilding.side("broken")} if whole else set()
    assert await rebuilding.schemas() == {rebuilding.name, rebuilding.side(), *left}


async def test_after_kill_9_in_the_middle_the_next_run_clears_away_and_builds(
    rebuilding: Rebuilding[Notes], module_endpoints: Endpoints
) -> None:
    rebuilding.bench.start()
    await rebuilding.told(COUNT)
    urls = (module_endpoints.postgres_migration["reporting"], module_endpoints.postgres_service["reporting"])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chassis.projection.rebuild.half_built", *urls, rebuilding.name), stdout=PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"half\n"
    process.kill()
    await process.wait()

    left = await rebuilding.schemas() - {rebuilding.name}
    assert left == {f"{rebuilding.name}_making_killed"}
    assert await rebuilding.sides() == []

    async def built() -> bool:
        try:
            await rebuilding.until("killed").run({HERE: COUNT}, "again")
        except RebuildRefused:  # PostgreSQL has not seen yet that the session of the dead one has ended
            return False
        return True

    await rebuilding.bench.until(built, within=30)
    assert await rebuilding.schemas() == {rebuilding.name, rebuilding.side("killed")}
    assert await rebuilding.rows(rebuilding.side("killed")) == await rebuilding.rows()
