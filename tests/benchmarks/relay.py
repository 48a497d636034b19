"""How fast the relay carries rows to the bus, beside the same messages published with nothing but a pipeline."""

from __future__ import annotations

import time
from secrets import token_hex
from typing import Any

from services.chassis.relay import RelaySettings
from services.chassis.relay.acks import AckInbox
from services.chassis.relay.rows import rows_above
from services.chassis.wire import Message, to_message
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import Node, logged, running

ROWS = 20_000
BODY = b'{"body":"' + b"x" * 280 + b'"}'
WINDOW = 1_000


async def run(endpoints: Endpoints) -> dict[str, Any]:
    """Events a second: the relay (rows read, fenced, acknowledged, cursor saved) and the bare pipeline."""
    keepers = [f"bench-{token_hex(3)}" for _ in range(4)]
    async with Node.made(endpoints, keepers) as node:
        for history in node.histories:
            await history.add(ROWS // len(keepers), body=BODY)
        relayed = await _relay(node)
        bare = await _bare(node)
    return {
        "relay_events_per_second": round(relayed),
        "bare_publish_events_per_second": round(bare),
        "relay_to_bare": round(relayed / bare, 2),
    }


async def _relay(node: Node) -> float:
    await node.provision()
    relay = node.relay(settings=RelaySettings())
    began = time.perf_counter()
    with logged():
        async with running(relay):
            await node.until_published(relay, within=120)
            took = time.perf_counter() - began
    await node.nats.jetstream().delete_stream(node.stream)
    return ROWS / took


async def _bare(node: Node) -> float:
    """The floor: the same messages, made beforehand, in windows of the same size, without any condition."""
    await node.provision()
    messages: list[Message] = []
    for history in node.histories:
        found = await rows_above(node.pool, history.feed, 0, limit=ROWS, max_bytes=1 << 30)
        messages += [to_message(history.feed, row) for row in found.rows]
    inbox = AckInbox(node.nats, 5.0)
    await inbox.open()
    began = time.perf_counter()
    for start in range(0, len(messages), WINDOW):
        answers = await inbox.publish(messages[start : start + WINDOW])
        if any(answer.refusal for answer in answers):
            raise RuntimeError("the bus refused a message")
    took = time.perf_counter() - began
    await inbox.close()
    return len(messages) / took
