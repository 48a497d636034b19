"""Two ways of pulling batches from a stream, beside each other: FastStream's batch subscriber, and nats-py's fetch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import nats
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig

from services.chassis.ending import end
from sinhhoat.stack import Endpoints

READERS, MESSAGES, PAUSE, STREAM = 10, 100, 0.03, "TRICKLE"
SETTLED, IDLE = 1.0, 3.0
"""Seconds that are waited for all to come to rest, and that an idle reader is watched."""

Take = Callable[[list[Msg]], Awaitable[None]]


async def raw(message: Any) -> Any:
    return message.raw_message


async def with_faststream(url: str, timeout: float, take: Take) -> Any:
    broker = NatsBroker(url, logger=None)
    for number in range(READERS):

        async def handle(messages: Any) -> None:
            await take(messages)

        broker.subscriber(
            "trickle.>",
            durable=f"faststream_{number}",
            stream=JStream(STREAM, declare=False),
            config=ConsumerConfig(ack_wait=60),
            pull_sub=PullSub(batch_size=500, timeout=timeout, batch=True),
            ack_policy=AckPolicy.MANUAL,
            decoder=raw,
        )(handle)
    await broker.start()
    return broker.stop


async def with_nats_py(url: str, timeout: float, take: Take) -> Any:
    client = await nats.connect(url)

    async def read(number: int) -> None:
        pull = await client.jetstream().pull_subscribe("trickle.>", durable=f"nats_py_{number}", stream=STREAM)
        while True:
            try:
                messages = await pull.fetch(500, timeout=timeout)
            except TimeoutError:
                continue
            if messages:
                await take(messages)

    tasks = [asyncio.create_task(read(number)) for number in range(READERS)]

    async def stop() -> None:
        await end(*tasks)
        await client.close()

    return stop


async def run(endpoints: Endpoints) -> dict[str, Any]:
    """For docs/decisions/projection-consumer.md: each way with a short time-out and with a longer one."""
    url = endpoints.nats["operator"]
    return {
        "FastStream, 20 ms": await _measure(url, with_faststream, 0.02),
        "FastStream, 100 ms": await _measure(url, with_faststream, 0.1),
        "nats-py, 100 ms": await _measure(url, with_nats_py, 0.1),
        "nats-py, 1 s": await _measure(url, with_nats_py, 1.0),
    }


async def _measure(url: str, start: Any, timeout: float) -> dict[str, Any]:
    """A message every 30 ms to ten readers: what arrives within a second, how late, and what an idle second costs."""
    client = await nats.connect(url)
    jetstream = client.jetstream()
    await jetstream.add_stream(name=STREAM, subjects=["trickle.>"])
    delays: list[float] = []

    async def take(messages: list[Msg]) -> None:
        for message in messages:
            delays.append(time.perf_counter() - float(message.data))
            await message.ack()

    stop = await start(url, timeout, take)
    await asyncio.sleep(SETTLED)
    used = time.process_time()
    await asyncio.sleep(IDLE)
    idle = (time.process_time() - used) / IDLE
    for _ in range(MESSAGES):
        await jetstream.publish("trickle.x", str(time.perf_counter()).encode())
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(SETTLED)
    arrived, ordered = len(delays), sorted(delays)
    await stop()
    await jetstream.delete_stream(STREAM)
    await client.close()
    return {
        "arrived of all": arrived / (READERS * MESSAGES),
        "p50, ms": ordered[arrived // 2] * 1000,
        "p99, ms": ordered[int(arrived * 0.99)] * 1000,
        "idle, share of a core": idle,
    }
