"""Readers with one rule broken each: the checks of the other tests must find them, or they check nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest
from nats.aio.msg import Msg

from services.chassis.projection import lock
from services.chassis.projection.incoming import Incoming
from services.chassis.projection.reader import Reader
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish
from tests.eventually import eventually

pytestmark = pytest.mark.connected


async def has_failed(bench: Bench[Notes]) -> None:
    """Without it a reader that had not begun yet would pass for one that has lost the events."""
    await eventually(lambda: not bench.projection.failures)


class AcknowledgesFirst(Reader):
    async def _take(self, messages: Sequence[Msg], delay: float) -> bool:
        await self._acknowledge(messages)
        return await super()._take(messages, delay)


async def test_acknowledging_before_the_commit_loses_what_a_crash_interrupts(bench: Bench[Notes]) -> None:
    bench.projection.failures = [ConnectionError("the process ends here")]
    await publish(bench.bus, bench.owner().record_many(3))
    bench.start(bench.reader(AcknowledgesFirst))
    await has_failed(bench)

    with pytest.raises(AssertionError):
        await bench.comes_to(range(1, 4), within=2.0)
    assert await bench.applied() == []


class CountsByTheStream(Reader):
    taken = 0

    def _incoming(self, messages: Sequence[Msg]) -> Incoming:
        self.taken += len(messages)
        number = messages[0].metadata.sequence.stream
        incoming = super()._incoming(messages)
        events = {
            feed: [
                event._replace(position=number + index, previous=number + index - 1)
                for index, event in enumerate(of_feed)
            ]
            for feed, of_feed in incoming.events.items()
        }
        return replace(incoming, events=events)


async def test_taking_the_streams_numbers_for_positions_loses_events_after_the_stream_was_lost(
    bench: Bench[Notes],
) -> None:
    reader = bench.reader(CountsByTheStream)
    assert isinstance(reader, CountsByTheStream)
    bench.start(reader)
    await publish(bench.bus, bench.owner().record_many(3))
    await bench.comes_to([1, 2, 3])
    await bench.new_stream()
    reader.taken = 0
    await publish(bench.bus, bench.owner().record_many(2))
    await eventually(lambda: reader.taken >= 2)

    with pytest.raises(AssertionError):
        await bench.comes_to(range(1, 6), within=2.0)
    assert await bench.applied() == [1, 2, 3]


class SendsBackTheLastOnly(Reader):
    async def _send_back(self, messages: Sequence[Msg], delay: float) -> None:
        await super()._send_back(messages[-1:], delay)


async def test_sending_back_the_last_message_only_loses_the_others(bench: Bench[Notes]) -> None:
    """The owner is out of reach: healing would hide it."""
    bench.owners.unreachable.add("hoc-mon")
    bench.projection.failures = [TimeoutError("the database does not answer")]
    await publish(bench.bus, bench.owner().record_many(5))
    bench.start(bench.reader(SendsBackTheLastOnly))
    await has_failed(bench)

    with pytest.raises(AssertionError):
        await bench.comes_to(range(1, 6), within=2.0)
    assert await bench.applied() == []


class RejectsOnError(Reader):
    """FastStream's default for a subscriber of a stream: an error rejects the message, and it never comes again."""

    async def _send_back(self, messages: Sequence[Msg], delay: float) -> None:
        for message in messages:
            await message.term()


async def test_the_default_ack_policy_loses_what_failed_once(bench: Bench[Notes]) -> None:
    """The owner is out of reach: healing would hide it."""
    bench.owners.unreachable.add("hoc-mon")
    bench.projection.failures = [TimeoutError("the database does not answer")]
    await publish(bench.bus, bench.owner().record_many(5))
    bench.start(bench.reader(RejectsOnError))
    await has_failed(bench)

    with pytest.raises(AssertionError):
        await bench.comes_to(range(1, 6), within=2.0)
    assert await bench.applied() == []


class SwallowsErrors(Reader):
    """Goes on as if nothing had happened."""

    async def _send_back(self, messages: Sequence[Msg], delay: float) -> None:
        await self._acknowledge(messages)


async def test_swallowing_an_error_loses_the_batch(bench: Bench[Notes]) -> None:
    """The owner is out of reach: healing would hide it."""
    bench.owners.unreachable.add("hoc-mon")
    bench.projection.failures = [TimeoutError("the database does not answer")]
    await publish(bench.bus, bench.owner().record_many(5))
    bench.start(bench.reader(SwallowsErrors))
    await has_failed(bench)

    with pytest.raises(AssertionError):
        await bench.comes_to(range(1, 6), within=2.0)
    assert await bench.applied() == []


class TakesNoLock(Reader):
    def _held(self) -> AbstractAsyncContextManager[lock.Held]:
        @asynccontextmanager
        async def nothing() -> AsyncIterator[lock.Held]:
            async with self._pool.acquire() as connection:
                yield lock.Held(connection)

        return nothing()


async def test_without_the_lock_two_readers_are_active_at_once(bench: Bench[Notes]) -> None:
    readers = [bench.reader(TakesNoLock), bench.reader(TakesNoLock)]
    for reader in readers:
        bench.start(reader)

    await eventually(lambda: sum(reader.active for reader in readers) == 2)
