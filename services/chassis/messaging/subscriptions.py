"""Where the desks meet the bus: one wildcard subscription per message, raw bytes in, one reply out."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Mapping
from contextlib import ExitStack, suppress
from typing import Protocol

from faststream.nats import NatsBroker, NatsMessage
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from pydantic import BaseModel

from contracts.feed import FeedPage
from contracts.message import CommandReply, QueryReply
from services.chassis.bus import PING_SECONDS, UNANSWERED_PINGS
from services.chassis.messaging.metrics import Measures
from services.chassis.messaging.refusals import refusal

WORKERS = 256
"""Requests of one kind that are on their way at once: with one, the coalescer would never see two commands."""

INBOX = re.compile(r"_INBOX(\.[A-Za-z0-9_-]+)+")
"""Where clients wait for answers. A reply goes wherever the asker says: to any other subject, a stream's among them, it
would be published with our rights."""


HEARD_AGAIN = 1.0
"""Seconds after which the message to oneself is sent once more."""


class Desk(Protocol):
    """Answers a request at one keeper, whatever it holds; never raises."""

    def answer(self, keeper: str, headers: Mapping[str, str], body: bytes) -> Awaitable[BaseModel]: ...


def connect(url: str, name: str) -> NatsBroker:
    """A broker for `listen`: it logs nothing by itself, because its records would hold subjects and messages."""
    return NatsBroker(
        url,
        name=name,
        logger=None,
        apply_types=False,
        max_reconnect_attempts=-1,
        graceful_timeout=30,
        ping_interval=PING_SECONDS,
        max_outstanding_pings=UNANSWERED_PINGS,
    )


def listen(broker: NatsBroker, subject: str, queue: str, contract: str, desk: Desk, measures: Measures | None) -> None:
    """Subscribe before the broker starts. `subject` has `*` where the keeper stands; `queue` shares it among replicas.

    Each request is answered in a task of its own. FastStream's `max_workers` does the same through two semaphores and
    a stream, at three times the cost of everything else. The reply is published here: FastStream's own would carry a
    random correlation header, so that equal runs would differ, and the message's `respond` would send the request's
    headers back, the token among them. What names no inbox for its answer is no request: it is counted and dropped.
    """
    place = subject.split(".").index("*")
    free = asyncio.Semaphore(WORKERS)
    under_way: set[asyncio.Task[None]] = set()
    subscriber = broker.subscriber(subject, queue, decoder=_as_it_is, no_reply=True)

    async def answer(raw: Msg, hold: ExitStack) -> None:
        with hold:
            began = time.perf_counter()
            reply = await desk.answer(raw.subject.split(".")[place], raw.headers or {}, raw.data)
            # Who is gone, or whose connection broke, asks again; there is nobody to tell.
            with suppress(NatsError):
                await raw._client.publish(raw.reply, _fitting(reply, raw._client.max_payload))
            if measures is not None:
                measures.count(contract, reply, time.perf_counter() - began)

    @subscriber
    async def handle(message: NatsMessage) -> None:
        if INBOX.fullmatch(message.raw_message.reply) is None:
            if measures is not None:
                measures.dropped(contract)
            return
        await free.acquire()
        hold = ExitStack()
        hold.callback(free.release)
        hold.enter_context(subscriber.lock)  # The broker's stop waits for it: what has begun is answered.
        task = asyncio.create_task(answer(message.raw_message, hold))
        under_way.add(task)
        task.add_done_callback(under_way.discard)


async def heard(broker: NatsBroker) -> None:
    """Wait until the server has every subscription of a started broker: from then on its requests are answered.

    The client only writes them down when it is started, and sends them a moment later; its `flush` is no barrier,
    because it asks ahead of what still waits to be sent. A message to oneself goes behind them and comes back.
    """
    client = broker.connection
    came = asyncio.Event()

    async def back(_: Msg) -> None:
        came.set()

    own = await client.subscribe(inbox := client.new_inbox(), cb=back)
    while not came.is_set():
        await client.publish(inbox, b"")
        # Lost where the connection broke meanwhile; the client subscribes anew by itself.
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARD_AGAIN):
                await came.wait()
    await own.unsubscribe()


async def _as_it_is(message: NatsMessage) -> NatsMessage:
    """Hand the message over undecoded: what is wrong with its body is told per command, by field."""
    return message


def _fitting(reply: BaseModel, most: int) -> bytes:
    """The reply's bytes, or a refusal in their place where the bus would not carry them."""
    body = reply.model_dump_json().encode()
    return body if len(body) <= most else _instead(reply, most).model_dump_json().encode()


def _instead(reply: BaseModel, most: int) -> BaseModel:
    """What was accepted stays accepted, without the details; an answer or a page is refused."""
    if isinstance(reply, CommandReply):
        return CommandReply(outcomes=[outcome.model_copy(update={"decided": {}}) for outcome in reply.outcomes])
    if isinstance(reply, FeedPage):
        return FeedPage(error="answer_too_large")
    return QueryReply(outcome="refused", refusal=refusal("answer_too_large", numbers={"most": most}))
