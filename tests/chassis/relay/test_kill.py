"""Relays that are killed with signal 9 in the middle of a window, one after the other."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import Node, disorder, positions
from tests.eventually import eventually

pytestmark = pytest.mark.system
ROWS = 2_500


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
