"""The floor of all that goes over the bus: a message published to JetStream and fetched, with nothing around it."""

from __future__ import annotations

import asyncio
import time

import nats
from nats.js.api import AckPolicy, ConsumerConfig

from services.chassis.ending import end
from tests.benchmarks._pace import at_pace

STREAM = "BARE"
BODY = b" " * 600


async def bare_latencies(url: str, rate: int, messages: int) -> list[float]:
    """Seconds from when each message was due until it was fetched; acknowledged as a reader would."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    await jetstream.add_stream(name=STREAM, subjects=["bare.>"])
    config = ConsumerConfig(ack_policy=AckPolicy.ALL)
    subscription = await jetstream.pull_subscribe("bare.>", durable="bare", stream=STREAM, config=config)
    took: list[float] = []
    everything = asyncio.Event()

    async def fetch() -> None:
        while len(took) < messages:
            try:
                fetched = await subscription.fetch(500, timeout=1)
            except TimeoutError:
                continue
            at = time.perf_counter()
            took.extend(at - float(message.data[:24]) for message in fetched)
            await fetched[-1].ack()
        everything.set()

    async def publish(number: int, due: float) -> None:
        await jetstream.publish("bare.x", f"{due:<24.9f}".encode() + BODY)

    fetching = asyncio.create_task(fetch())
    try:
        await at_pace(rate, messages, publish)
        async with asyncio.timeout(30):
            await everything.wait()
    finally:
        await end(fetching)
        await jetstream.delete_stream(STREAM)
        await client.close()
    return took
