"""How fast the relay carries rows to the bus, beside the same messages published with nothing but a pipeline."""

from __future__ import annotations

import time
from secrets import token_hex
from typing import Any

import nats

from services.chassis.relay import RelaySettings
from services.chassis.relay.acks import AckInbox
from services.chassis.relay.rows import rows_above
from services.chassis.wire import Message, to_message
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import Node, logged, running

KEEPERS = 4
BODY = b'{"body":"' + b"x" * 280 + b'"}'
WINDOW = 1_000
MOST_BARE = 40_000
SLOWEST = 200
"""Events a second below which something is broken, and waiting on would tell nothing."""


async def run(endpoints: Endpoints, *, events: int = 20_000) -> dict[str, Any]:
    """Events a second: the relay (rows read, fenced, acknowledged, cursor saved) and the bare pipeline, the floor."""
    keepers = [f"bench-{token_hex(3)}" for _ in range(min(KEEPERS, events))]
    async with Node.made(endpoints, keepers) as node:
        for history in node.histories:
            await history.add(events // len(keepers), body=BODY)
        relayed = await _relay(node)
        bare = await _bare(node, MOST_BARE // len(keepers))
    return {
        "relay, events/s": relayed,
        "floor: bare pipelined publish, events/s": bare,
        "relay / floor": relayed / bare,
    }


async def _relay(node: Node) -> float:
    await node.provision()
    events = sum(history.head for history in node.histories)
    relay = node.relay(settings=RelaySettings())
    began = time.perf_counter()
    with logged():
        async with running(relay):
            await node.until_published(relay, within=60 + events / SLOWEST)
            took = time.perf_counter() - began
    await node.nats.jetstream().delete_stream(node.stream)
    return events / took


async def _bare(node: Node, most: int) -> float:
    """The same messages, made beforehand, in windows of the same size, without any condition; of each feed so many."""
    await node.provision()
    messages: list[Message] = []
    for history in node.histories:
        found = await rows_above(node.pool, history.feed, 0, limit=most, max_bytes=1 << 30)
        messages += [to_message(history.feed, row) for row in found.rows]
    bus = await nats.connect(node.endpoints.nats["operator"])
    inbox = AckInbox(bus, 5.0)
    await inbox.open()
    began = time.perf_counter()
    for start in range(0, len(messages), WINDOW):
        answers = await inbox.publish(messages[start : start + WINDOW])
        if any(answer.refusal for answer in answers):
            raise RuntimeError("the bus refused a message")
    took = time.perf_counter() - began
    await inbox.close()
    await bus.close()
    return len(messages) / took
