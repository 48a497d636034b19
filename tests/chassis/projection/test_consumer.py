"""The pull consumer: whole bursts, what comes meanwhile is kept, and what is given up comes again at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from nats.js.errors import NotFoundError

from services.chassis.bus import Bus, connected
from services.chassis.projection.consumer import Consumer, acknowledge, send_back
from services.chassis.relay.streams import provision_stream, subjects_of
from sinhhoat.stack import Endpoints
from tests.eventually import eventually

pytestmark = pytest.mark.connected

STREAM, DURABLE = "EVT_MEETINGS", "a_reader"
SUBJECT = "evt.hoc-mon.meetings.Happened.v1"
PATIENCE, ACK_WAIT = 5.0, 30.0


@pytest.fixture
async def bus(module_endpoints: Endpoints) -> AsyncIterator[Bus]:
    """With an empty stream of its own."""
    client = await connected(module_endpoints.nats["operator"])
    await provision_stream(client, STREAM, subjects_of("meetings"))
    yield client
    await client.jetstream().delete_stream(STREAM)
    await client.close()


@pytest.fixture
async def consumer(bus: Bus) -> AsyncIterator[Consumer]:
    one = a_consumer(bus)
    yield one
    await one.detach()


def a_consumer(bus: Bus) -> Consumer:
    return Consumer(bus, "meetings", DURABLE, 50, ACK_WAIT, lambda: None)


async def publish(bus: Bus, *bodies: int) -> None:
    for body in bodies:
        await bus.jetstream().publish(SUBJECT, str(body).encode())


async def fetched(consumer: Consumer, count: int) -> list[int]:
    """So many messages, whatever batches they come in; acknowledged."""
    found: list[int] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            if messages := await consumer.fetch(0.2):
                found += [int(message.data) for message in messages]
                await acknowledge(messages)
    return found


async def test_everything_that_waits_comes_in_full_batches_and_in_its_order(bus: Bus, consumer: Consumer) -> None:
    await publish(bus, *range(120))
    batches = []
    for _ in range(3):
        messages = await consumer.fetch(PATIENCE)
        batches.append([int(message.data) for message in messages])
        await acknowledge(messages)

    assert batches == [list(range(50)), list(range(50, 100)), list(range(100, 120))]


async def test_a_message_is_fetched_as_soon_as_it_comes(bus: Bus, consumer: Consumer) -> None:
    fetching = asyncio.create_task(consumer.fetch(PATIENCE))
    await publish(bus, 1)

    assert [message.data for message in await fetching] == [b"1"]


async def test_nothing_is_an_empty_batch(consumer: Consumer) -> None:
    assert await consumer.fetch(0.05) == []
    assert await consumer.fetch(0.05) == []


async def test_what_comes_while_nobody_fetches_is_kept(bus: Bus, consumer: Consumer) -> None:
    await publish(bus, 1)
    await acknowledge(await consumer.fetch(PATIENCE))
    await publish(bus, 2, 3)

    assert await fetched(consumer, 2) == [2, 3]


async def test_what_is_given_up_comes_again_without_waiting_to_be_forgotten(bus: Bus) -> None:
    first, second = a_consumer(bus), a_consumer(bus)
    await publish(bus, 1)
    messages = await first.fetch(PATIENCE)
    await publish(bus, 2, 3)
    await eventually(lambda: first.waiting == 2)

    given_up = await first.detach()
    await send_back([*messages, *given_up], 0.0)

    assert [message.data for message in given_up] == [b"2", b"3"]
    assert set(await fetched(second, 3)) == {1, 2, 3}
    await second.detach()


async def test_a_consumer_that_was_deleted_is_made_anew(bus: Bus, consumer: Consumer) -> None:
    await publish(bus, 1)
    assert await fetched(consumer, 1) == [1]
    await bus.jetstream().delete_consumer(STREAM, DURABLE)

    assert await fetched(consumer, 1) == [1]


async def test_without_a_stream_nothing_comes_and_nothing_breaks(bus: Bus, consumer: Consumer) -> None:
    await bus.jetstream().delete_stream(STREAM)
    assert await consumer.fetch(0.05) == []
    with pytest.raises(NotFoundError):
        await bus.jetstream().consumer_info(STREAM, DURABLE)
    await provision_stream(bus, STREAM, subjects_of("meetings"))
    await publish(bus, 4)

    assert await fetched(consumer, 1) == [4]
