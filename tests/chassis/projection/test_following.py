"""A feed is level where it stands at the owner's head, not where a page says that there is nothing more."""

from __future__ import annotations

import asyncio

import pytest

from services.chassis.projection.healing import Taken
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import page_of, publish

pytestmark = pytest.mark.connected


async def test_a_page_that_brings_nothing_and_calls_itself_the_last_leaves_the_feed_behind(bench: Bench[Notes]) -> None:
    reader = bench.reader()
    bench.start(reader)
    here = bench.owner().feed
    await publish(bench.bus, bench.owner().record_many(5))
    await bench.comes_to(range(1, 6))
    state = reader.states[here]
    state.told(9, asyncio.get_running_loop().time())
    state.behind = True

    taken = await reader._follower.take_page(here, page_of([], scanned=9, head=9))

    assert taken == Taken(5, done=False)
    assert (state.behind, state.lag) == (True, 4)


async def test_a_feed_that_is_level_by_the_time_it_is_looked_at_is_not_behind(bench: Bench[Notes]) -> None:
    reader = bench.reader()
    bench.start(reader)
    here = bench.owner().feed
    await publish(bench.bus, bench.owner().record_many(5))
    await bench.comes_to(range(1, 6))

    await reader._follower.fall_behind(here)
    level = reader.states[here].behind
    reader.states[here].told(9, asyncio.get_running_loop().time())
    await reader._follower.fall_behind(here)

    assert (level, reader.states[here].behind) == (False, True)
