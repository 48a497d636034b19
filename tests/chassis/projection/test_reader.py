"""A reader applies every published event exactly once and in order, whatever the bus does to its messages."""

from __future__ import annotations

import random

import pytest

from tests.chassis.projection.bench import Bench
from tests.chassis.projection.owner import publish

pytestmark = pytest.mark.connected


async def test_events_are_applied_in_order(bench: Bench) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(20))

    await bench.comes_to(range(1, 21))


async def test_rows_that_were_never_published_make_no_gap(bench: Bench) -> None:
    bench.start()
    await publish(bench.bus, [bench.owner().record("a", "one", skip=2), bench.owner().record("a", "two", skip=3)])

    await bench.comes_to([3, 7])
    assert not bench.owners.asked


async def test_a_message_that_comes_twice_is_applied_once(bench: Bench) -> None:
    messages = bench.owner().record_many(5)
    await publish(bench.bus, [*messages, *messages, messages[2]])
    bench.start()
    last = bench.owner().record("a", "last")
    await publish(bench.bus, [last])

    await bench.comes_to(range(1, 7))
    assert (
        bench.registry.get_sample_value(
            "sinhhoat_projection_duplicates_total", {"projection": bench.notes.name, "service": "meetings"}
        )
        == 6
    )


async def test_messages_out_of_order_over_several_deliveries_end_in_order(bench: Bench) -> None:
    bench.start()
    messages = bench.owner().record_many(40)
    shuffled = random.Random(1).sample(messages, len(messages))
    for start in range(0, 40, 5):
        await publish(bench.bus, shuffled[start : start + 5])

    await bench.comes_to(range(1, 41))
