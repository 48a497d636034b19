"""Relays that are killed with signal 9 in the middle of a window, and whoever goes on in their place."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from services.chassis.relay import RelaySettings
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import Node, disorder, positions, running
from tests.eventually import eventually

pytestmark = pytest.mark.system
ROWS = 2_500
TAKEN_OVER_WITHIN, TRIES = 5.0, 3
"""Seconds; a machine that is busy elsewhere for so long is given another try."""


@asynccontextmanager
async def relay_process(node: Node) -> AsyncIterator[None]:
    """A relay in a process that is killed at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.chassis.relay.process"),
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told = {
            "feeds": [str(feed) for feed in node.feeds],
            "stream": node.stream,
            "postgres": node.endpoints.postgres_service[node.service],
            "nats": node.endpoints.nats[node.service],
        }
        assert process.stdin
        process.stdin.write(json.dumps(told).encode())
        process.stdin.write_eof()
        yield
    finally:
        process.kill()
        await process.wait()


async def until_stored(node: Node, count: int) -> None:
    """Until that many messages lie in the stream, which is seldom at the end of a window."""
    context = node.nats.jetstream()

    async def stored() -> None:
        assert (await context.stream_info(node.stream)).state.messages >= count

    await eventually(stored, within=30)  # type: ignore[arg-type]


async def test_each_row_is_told_once_and_in_order_however_often_the_relay_is_killed(
    module_endpoints: Endpoints,
) -> None:
    async with Node.made(module_endpoints) as node:
        await node.provision()
        for history in node.histories:
            await history.add(ROWS)
        for count in (50, 3_000):
            async with relay_process(node):
                await until_stored(node, count)
        interrupted = (await node.nats.jetstream().stream_info(node.stream)).state.messages
        async with relay_process(node):
            await until_stored(node, 3 * ROWS)
        told = await node.told()

    assert interrupted < 3 * ROWS
    assert disorder(told) == []
    assert all(positions(told, feed) == list(range(1, ROWS + 1)) for feed in node.feeds)


async def test_who_stands_by_publishes_within_five_seconds_of_a_kill_of_the_leader(module_endpoints: Endpoints) -> None:
    async with Node.made(module_endpoints) as node:
        await node.provision()
        took = [await taken_over(node)]
        while took[-1] >= TAKEN_OVER_WITHIN and len(took) < TRIES:
            took.append(await taken_over(node))

    assert took[-1] < TAKEN_OVER_WITHIN, took


async def taken_over(node: Node) -> float:
    """Seconds from the end of a leader that was killed until what was stored next lies in the stream."""
    history, stands_by = node.histories[0], node.relay(settings=RelaySettings())
    async with AsyncExitStack() as stack:
        async with relay_process(node):
            await history.add()
            await until_stored(node, history.head)
            await stack.enter_async_context(running(stands_by))
            await eventually(lambda: stands_by.status[history.feed].head == history.head)
            assert not stands_by.leader
        killed = time.monotonic()
        await history.add()
        await node.until_published(stands_by)
        return time.monotonic() - killed
