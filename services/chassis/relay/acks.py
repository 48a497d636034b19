"""Publishes a window of messages and collects every answer, also the refusals that `publish_async` never reports."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error
from pydantic_core import from_json

from services.chassis.wire import Message

YIELD_EVERY = 50
"""Messages after which the loop gets its turn: the connection flushes, and others in this process are served."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said of one message; `refusal` is its text, or "silence", where it stored nothing."""

    duplicate: bool = False
    refusal: str | None = None


SILENCE = Answer(refusal="silence")
STORED = Answer()


class AckInbox:
    """One inbox for all windows. Answers to a former window come too late and are dropped by its number."""

    def __init__(self, nats: Client, timeout: float) -> None:
        self._nats, self._timeout = nats, timeout
        self._prefix = nats.new_inbox()
        self._subscription: Subscription | None = None
        self._window, self._waiting = 0, 0
        self._answers: list[Answer] = []
        self._complete = asyncio.Event()

    async def open(self) -> None:
        self._subscription = await self._nats.subscribe(f"{self._prefix}.*.*", cb=self._receive)

    async def close(self) -> None:
        if self._subscription is not None and not self._nats.is_closed:
            await self._subscription.unsubscribe()

    async def publish(self, messages: Sequence[Message]) -> list[Answer]:
        """Send all in order and wait for all answers; one answer per message, `SILENCE` where none came in time."""
        self._window, self._waiting = self._window + 1, len(messages)
        self._answers = [SILENCE] * len(messages)
        self._complete.clear()
        try:
            await self._send(messages)
        except Error as error:
            self._answers = [Answer(refusal=repr(error)) if one is SILENCE else one for one in self._answers]
            return self._answers
        await self._all_answered()
        return self._answers

    async def _send(self, messages: Sequence[Message]) -> None:
        reply = f"{self._prefix}.{self._window}."
        for number, message in enumerate(messages):
            await self._nats.publish(message.subject, message.body, f"{reply}{number}", message.headers)
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    async def _all_answered(self) -> None:
        """Until the last answer, or until none at all has come for as long as the time-out."""
        while self._waiting:
            before = self._waiting
            try:
                async with asyncio.timeout(self._timeout):
                    await self._complete.wait()
            except TimeoutError:
                if self._waiting == before:
                    return

    async def _receive(self, message: Msg) -> None:
        _, window, number = message.subject.rsplit(".", 2)
        if int(window) != self._window or self._answers[int(number)] is not SILENCE:
            return
        self._answers[int(number)] = read_answer(message)
        self._waiting -= 1
        if not self._waiting:
            self._complete.set()


def read_answer(message: Msg) -> Answer:
    """Read the server's answer; without a body nobody listens: there is no such stream."""
    if not message.data:
        return Answer(refusal="no stream")
    told = from_json(message.data)
    if "error" in told:
        return Answer(refusal=f"{told['error'].get('err_code')} {told['error'].get('description')}")
    return Answer(duplicate=True) if told.get("duplicate") else STORED
