"""A reader applies every published event exactly once and in order, whatever the bus does to its messages."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from nats.js.api import AckPolicy, DeliverPolicy

from contracts.feed import Watermark
from services.chassis.projection.reader import Reader
from tests.chassis.projection.bench import QUICK, STREAM, Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish
from tests.eventually import eventually

pytestmark = pytest.mark.connected


def count(bench: Bench[Notes], series: str) -> float:
    labels = {"projection": bench.projection.name, "service": "meetings"}
    return bench.registry.get_sample_value(f"sinhhoat_projection_{series}_total", labels) or 0.0


async def test_events_are_applied_in_order(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(20))

    await bench.comes_to(range(1, 21))


async def test_rows_that_were_never_published_make_no_gap(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, [bench.owner().record("a", "one", skip=2), bench.owner().record("a", "two", skip=3)])

    await bench.comes_to([3, 7])
    assert not bench.owners.asked


async def test_a_message_that_comes_twice_is_applied_once(bench: Bench[Notes]) -> None:
    messages = bench.owner().record_many(5)
    await publish(bench.bus, [*messages, *messages, messages[2]])
    bench.start()
    await publish(bench.bus, [bench.owner().record("a", "last")])

    await bench.comes_to(range(1, 7))
    assert count(bench, "duplicates") == 6


async def test_messages_out_of_order_over_several_deliveries_end_in_order(bench: Bench[Notes]) -> None:
    bench.start()
    messages = bench.owner().record_many(40)
    shuffled = random.Random(1).sample(messages, len(messages))
    for start in range(0, 40, 5):
        await publish(bench.bus, shuffled[start : start + 5])

    await bench.comes_to(range(1, 41))


async def test_rubbish_on_the_subject_is_dropped_and_holds_nothing(bench: Bench[Notes]) -> None:
    stranger = bench.owner("cu-chi").record("a", "under another keeper's subject")
    jetstream = bench.bus.jetstream()
    for headers in (None, {"sh-position": "x"}, stranger.headers):
        await jetstream.publish("evt.hoc-mon.meetings.Noted.v1", b"\xff rubbish", headers=headers)
    await publish(bench.bus, bench.owner().record_many(2))
    bench.start()

    await bench.comes_to([1, 2])
    assert count(bench, "rubbish") == 3
    assert await bench.applied("cu-chi") == []


async def test_a_crash_between_commit_and_acknowledgement_doubles_nothing(bench: Bench[Notes]) -> None:
    class Crashing(Reader):
        crashes = 1

        async def _acknowledge(self, messages: object) -> None:
            if self.crashes:
                self.crashes -= 1
                raise RuntimeError("the process ends here")
            await super()._acknowledge(messages)  # type: ignore[arg-type]

    bench.start(bench.reader(Crashing))
    await publish(bench.bus, bench.owner().record_many(5))
    await bench.comes_to(range(1, 6))
    await eventually(lambda: count(bench, "duplicates") == 5)
    await publish(bench.bus, [bench.owner().record("a", "after")])

    await bench.comes_to(range(1, 7))


async def test_an_error_that_passes_sends_all_of_the_batch_back(bench: Bench[Notes]) -> None:
    bench.owners.unreachable.add("hoc-mon")
    bench.projection.failures = [TimeoutError("the database does not answer"), ConnectionError("nor now")]
    await publish(bench.bus, bench.owner().record_many(5))
    bench.start()

    await bench.comes_to(range(1, 6))
    assert (await bench.status()).parked == 0
    assert not bench.owners.asked


async def test_a_gap_is_healed_from_the_owner(bench: Bench[Notes]) -> None:
    bench.start()
    messages = bench.owner().record_many(130)
    await publish(bench.bus, messages[:3])
    await bench.comes_to(range(1, 4))
    await publish(bench.bus, messages[120:])

    await bench.comes_to(range(1, 131))
    await eventually(lambda: not any(state.behind for state in bench.readers[0].states.values()))
    assert not (await bench.status()).behind


async def test_a_new_reader_of_a_stream_without_its_beginning_heals_from_the_owner(bench: Bench[Notes]) -> None:
    await publish(bench.bus, bench.owner().record_many(8))
    await bench.bus.jetstream().purge_stream(STREAM, keep=2)
    bench.start()

    await bench.comes_to(range(1, 9))


async def test_a_deleted_consumer_is_made_again(bench: Bench[Notes]) -> None:
    reader = bench.reader()
    bench.start(reader)
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.comes_to(range(1, 4))
    await bench.bus.jetstream().delete_consumer(STREAM, reader.durable)
    await publish(bench.bus, bench.owner().record_many(3))

    await bench.comes_to(range(1, 7))


async def test_a_consumer_waits_for_our_word_on_every_message_and_begins_with_the_first(bench: Bench[Notes]) -> None:
    reader = bench.reader()
    bench.start(reader)
    await publish(bench.bus, bench.owner().record_many(1))
    await bench.comes_to([1])

    config = (await bench.bus.jetstream().consumer_info(STREAM, reader.durable)).config
    assert (config.ack_policy, config.deliver_policy) == (AckPolicy.ALL, DeliverPolicy.ALL)
    assert config.filter_subject == "evt.*.meetings.>"


async def test_what_a_purge_took_comes_from_the_owner_once_its_watermark_tells(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.comes_to(range(1, 4))
    bench.owner().record_many(4)
    await bench.bus.jetstream().purge_stream(STREAM)

    async def told() -> bool:
        await bench.owners.tell(bench.bus)
        return await bench.applied() == list(range(1, 8))

    await bench.until(told)


async def test_a_lost_stream_is_healed_and_then_followed_again(bench: Bench[Notes]) -> None:
    bench.start()
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.comes_to(range(1, 4))
    await bench.bus.jetstream().delete_stream(STREAM)
    bench.owner().record_many(4)

    async def told() -> bool:
        await bench.owners.tell(bench.bus)
        return await bench.applied() == list(range(1, 8))

    await bench.until(told)
    await bench.new_stream()
    await publish(bench.bus, [bench.owner().record("a", "after")])
    await bench.comes_to(range(1, 9))


async def test_a_feed_that_was_behind_when_its_reader_ended_is_healed_by_the_next(bench: Bench[Notes]) -> None:
    bench.owners.unreachable.add("hoc-mon")
    await publish(bench.bus, bench.owner().record_many(6)[4:])
    bench.start()

    async def behind() -> bool:
        return (await bench.status()).behind

    await bench.until(behind)
    await bench.stop()
    bench.owners.unreachable.clear()
    bench.start()

    await bench.comes_to(range(1, 7))


async def test_a_forged_watermark_is_believed_until_the_owner_is_asked_and_no_longer(bench: Bench[Notes]) -> None:
    await publish(bench.bus, bench.owner().record_many(3))
    bench.start()
    await bench.comes_to(range(1, 4))
    forged = Watermark(service="meetings", feeds={"hoc-mon.meetings": 2**40})
    await bench.bus.publish("watermark.meetings", forged.model_dump_json().encode())

    await eventually(lambda: bool(bench.owners.asked))
    await eventually(lambda: bench.lag("hoc-mon") == 0)
    asked = len(bench.owners.asked)
    await publish(bench.bus, bench.owner().record_many(2))
    await bench.comes_to(range(1, 6))
    assert (len(bench.owners.asked), bench.lag("hoc-mon")) == (asked, 0)


async def test_batches_that_are_kept_apart_begin_at_once_and_go_on_when_somebody_waits(bench: Bench[Notes]) -> None:
    reader = bench.reader(pace=replace(QUICK, apart=600.0))
    bench.start(reader)
    await publish(bench.bus, bench.owner().record_many(1))
    await bench.comes_to([1])
    for event in bench.owner().record_many(10):
        await publish(bench.bus, [event])
    await eventually(lambda: reader._consumer.waiting == 10)

    assert await bench.applied() == [1]
    assert await bench.positions.reached({"hoc-mon.meetings": 11}, within=30.0)
    assert await bench.applied() == list(range(1, 12))
    labels = {"projection": bench.projection.name, "service": "meetings"}
    assert bench.registry.get_sample_value("sinhhoat_projection_batch_messages_count", labels) == 2
