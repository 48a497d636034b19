"""An event that cannot be applied even alone is set aside with the later ones of its aggregate; nothing else waits."""

from __future__ import annotations

import json

import pytest

from services.chassis.feed import Feed
from services.chassis.projection.parking import Retried, retry
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.missed import parked_count
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import Owner, publish

pytestmark = pytest.mark.connected

HERE = Feed("hoc-mon", "meetings")


async def poisoned(bench: Bench[Notes]) -> Owner:
    """Publish 1 a, 2 b (poison), 3 a, 4 b, 5 c in one batch and let it be read."""
    owner = bench.owner()
    for about, what in (("a", "one"), ("b", "poison"), ("a", "two"), ("b", "later"), ("c", "three")):
        owner.record(about, what)
    bench.projection.poisons = {"poison"}
    await publish(bench.bus, owner.messages)
    bench.start()
    await bench.comes_to([1, 3, 5])
    return owner


async def test_a_poisonous_event_waits_with_the_later_ones_of_its_aggregate(bench: Bench[Notes]) -> None:
    owner = await poisoned(bench)
    await publish(bench.bus, [owner.record("b", "much later"), owner.record("c", "four")])

    await bench.comes_to([1, 3, 5, 7])
    assert (await bench.status()).position == 7
    assert await parked_count(bench.pool, bench.projection, HERE) == 3


async def test_why_an_event_was_parked_is_kept(bench: Bench[Notes]) -> None:
    await poisoned(bench)

    errors = await bench.pool.fetch(f"SELECT position, error FROM {bench.projection.name}.parked ORDER BY position")

    assert [tuple(row) for row in errors] == [
        (2, "PoisonousNote: {'poison'}"),
        (4, "an earlier event of this aggregate is parked"),
    ]


async def test_what_was_parked_before_events_had_a_trace_is_replayed_too(bench: Bench[Notes]) -> None:
    await poisoned(bench)
    bench.projection.poisons = set()
    schema = bench.projection.name
    for position, message in await bench.pool.fetch(f"SELECT position, message FROM {schema}.parked"):
        head, body = message.split(b"\n", 1)
        told = json.loads(head)
        del told["traceparent"]
        older = json.dumps(told).encode() + b"\n" + body
        await bench.pool.execute(f"UPDATE {schema}.parked SET message = $2 WHERE position = $1", position, older)

    assert await retry(bench.pool, bench.projection, HERE) == Retried(replayed=2, still_parked=0)


async def test_parked_events_are_replayed_in_order_once_the_defect_is_gone(bench: Bench[Notes]) -> None:
    owner = await poisoned(bench)
    bench.projection.poisons = set()

    assert await retry(bench.pool, bench.projection, HERE) == Retried(replayed=2, still_parked=0)

    await publish(bench.bus, [owner.record("b", "free again")])
    await bench.comes_to([1, 3, 5, 2, 4, 6])


async def test_a_retry_that_fails_again_keeps_the_order_of_its_aggregate(bench: Bench[Notes]) -> None:
    await poisoned(bench)

    assert await retry(bench.pool, bench.projection, HERE) == Retried(replayed=0, still_parked=2)

    assert await parked_count(bench.pool, bench.projection, HERE) == 2


async def test_one_aggregate_is_retried_alone(bench: Bench[Notes]) -> None:
    owner = await poisoned(bench)
    bench.projection.poisons = set()
    other = owner.events[0].aggregate_id

    assert await retry(bench.pool, bench.projection, HERE, other) == Retried(replayed=0, still_parked=0)

    assert await retry(bench.pool, bench.projection, HERE, owner.events[1].aggregate_id) == Retried(2, 0)


async def test_an_error_that_does_not_come_back_alone_parks_nothing(bench: Bench[Notes]) -> None:
    bench.projection.failures = [ValueError("only once")]
    await publish(bench.bus, bench.owner().record_many(4))
    bench.start()

    await bench.comes_to(range(1, 5))
    assert (await bench.status()).parked == 0


async def test_a_body_that_is_no_json_is_parked_like_any_other_defect(bench: Bench[Notes]) -> None:
    owner = bench.owner()
    owner.record("a", "broken")
    broken = owner.messages[0]
    await bench.bus.jetstream().publish(broken.subject, b"\x00\xff{", headers=broken.headers)
    bench.start()
    await publish(bench.bus, [owner.record("b", "sound")])

    await bench.comes_to([2])
    assert await retry(bench.pool, bench.projection, HERE) == Retried(replayed=0, still_parked=1)
