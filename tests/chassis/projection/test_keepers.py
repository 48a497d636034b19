"""What happens in one keeper's feed holds no other keeper's."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from services.chassis.feed import Feed
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import Owner, publish
from tests.eventually import eventually

pytestmark = pytest.mark.connected

LOST = "hoc-mon.meetings:15"


async def test_a_gap_and_a_parked_event_leave_the_others_without_lag(bench: Bench[Notes]) -> None:
    """hoc-mon has a gap and cannot be reached, cu-chi has a parked event, city has neither."""
    bench.owners.unreachable.add("hoc-mon")
    bench.projection.poisons = {"poison"}
    bench.start()
    await publish(bench.bus, [bench.owner("cu-chi").record("b", what) for what in ("poison", "later")])
    for _ in range(5):
        some = [bench.owner(keeper).record_many(10) for keeper in ("hoc-mon", "cu-chi", "city")]
        interleaved = [message for three in zip(*some, strict=True) for message in three]
        await publish(bench.bus, [message for message in interleaved if message.headers["ce-id"] != LOST])

    await bench.comes_to(range(1, 51), "city")
    await bench.comes_to(range(3, 53), "cu-chi")
    await bench.comes_to(range(1, 15))

    async def lags() -> bool:
        await bench.owners.tell(bench.bus)
        return (bench.lag("cu-chi"), bench.lag("city"), bench.lag("hoc-mon")) == (0, 0, 36)

    await bench.until(lags)
    assert [(await bench.status(keeper)).parked for keeper in ("hoc-mon", "cu-chi", "city")] == [0, 2, 0]


async def test_an_unreachable_keeper_is_healed_once_it_answers(bench: Bench[Notes]) -> None:
    bench.owners.unreachable.add("hoc-mon")
    bench.start()
    await publish(bench.bus, bench.owner().record_many(10)[5:])
    await publish(bench.bus, bench.owner("city").record_many(3))
    await bench.comes_to(range(1, 4), "city")
    assert await bench.applied() == []
    bench.owners.unreachable.clear()

    await bench.comes_to(range(1, 11))


async def test_a_fork_stops_its_feed_and_no_other(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.comes_to(range(1, 4))
    other = Owner(Feed("hoc-mon", "meetings"), secret="set back and gone on otherwise")
    other.record_many(5)
    await publish(bench.bus, other.messages[2:])
    await publish(bench.bus, bench.owner("city").record_many(3))
    await bench.comes_to(range(1, 4), "city")
    await publish(bench.bus, bench.owner().record_many(2))
    await publish(bench.bus, bench.owner("city").record_many(1))

    await bench.comes_to(range(1, 5), "city")
    assert (await bench.status()).forked == "position 3 has two chains"
    assert await bench.applied() == [1, 2, 3]


async def test_a_forked_feed_stays_forked_for_the_next_reader(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(1))
    await bench.comes_to([1])
    other = Owner(Feed("hoc-mon", "meetings"), secret="another")
    await publish(bench.bus, other.record_many(1))

    async def forked() -> bool:
        return (await bench.status()).forked is not None

    await bench.until(forked)
    await bench.stop()
    bench.start()
    await publish(bench.bus, [*bench.owner().record_many(1), *bench.owner("city").record_many(1)])

    await bench.comes_to([1], "city")
    assert await bench.applied() == [1]


async def test_an_owner_that_refuses_is_asked_again(bench: Bench[Notes]) -> None:
    bench.owners.refusing.add("hoc-mon")
    bench.start()
    await publish(bench.bus, bench.owner().record_many(5)[4:])
    await eventually(lambda: len(bench.owners.asked) > 2)
    assert await bench.applied() == []
    bench.owners.refusing.clear()

    await bench.comes_to(range(1, 6))


async def test_a_page_that_leaves_an_event_out_is_applied_as_far_as_it_links(bench: Bench[Notes]) -> None:
    bench.owners.withheld.add(4)
    bench.start()
    await publish(bench.bus, bench.owner().record_many(9)[8:])
    await bench.comes_to([1, 2, 3])
    asked = len(bench.owners.asked)
    await eventually(lambda: len(bench.owners.asked) > asked + 1)
    await bench.until(partial(_is_behind, bench))
    bench.owners.withheld.clear()

    await bench.comes_to(range(1, 10))


async def test_what_cannot_be_written_of_one_keeper_for_now_holds_no_other(bench: Bench[Notes]) -> None:
    bench.projection.away = {"hoc-mon"}
    for keeper in ("hoc-mon", "cu-chi", "city"):
        await publish(bench.bus, bench.owner(keeper).record_many(3))
    bench.start()
    await bench.comes_to([1, 2, 3], "cu-chi")
    await bench.comes_to([1, 2, 3], "city")
    await bench.until(partial(_is_behind, bench))
    bench.projection.away = set()

    await bench.comes_to([1, 2, 3])
    assert (await bench.status()).parked == 0


async def _is_behind(bench: Bench[Any]) -> bool:
    """Marked in a statement of its own, a moment after the others' rows are there."""
    return (await bench.status()).behind
