"""What arrives for a pull consumer: messages in the order of their delivery, and how the request for them fares."""

from __future__ import annotations

import asyncio
import json

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js.api import Header, StatusCode

REQUEST = "$JS.API.CONSUMER.MSG.NEXT."
GRACE = 0.5
"""Seconds after which a request that should be over is taken for lost, as with a connection that broke."""
BURST = 0.05
"""Seconds for which more is waited for that the server has announced."""


class NothingComes(Exception):
    """The server says that nothing will: the consumer, the stream or all of JetStream is gone."""


class Arrivals:
    """One inbox, with one request under way at a time; what comes while nobody fetches waits here.

    nats-py's own fetch makes a task for each message, at twice the cost of everything else that a message needs.
    """

    def __init__(self, nats: Client, stream: str, durable: str) -> None:
        self._nats, self._inbox, self._request = nats, nats.new_inbox(), f"{REQUEST}{stream}.{durable}"
        self._subscription: Subscription | None = None
        self._messages: list[Msg] = []
        self._number = self._missing = 0
        self._until = 0.0
        self._status = ""
        self._news = asyncio.Event()
        self._time = asyncio.get_running_loop().time

    async def open(self) -> None:
        self._subscription = await self._nats.subscribe(f"{self._inbox}.*", cb=self._arrived)

    async def close(self) -> list[Msg]:
        """Listen no more, and the server forgets the request; returns what has arrived and nobody has fetched."""
        if self._subscription is not None and not self._nats.is_closed:
            await self._subscription.unsubscribe()
        return self._taken()

    async def fetch(self, most: int, timeout: float) -> list[Msg]:
        """What there is, at most `most`, as soon as there is something; none after about `timeout` seconds.

        Raises NothingComes.
        """
        if not self._messages and not self._under_way:
            await self._ask(most, timeout)
        while self._expects():
            self._news.clear()
            try:
                async with asyncio.timeout(BURST if self._messages else timeout + GRACE):
                    await self._news.wait()
            except TimeoutError:
                break
        if self._status and not self._messages:
            raise NothingComes(self._status)
        return self._taken()

    @property
    def waiting(self) -> int:
        """How many messages nobody has fetched yet."""
        return len(self._messages)

    @property
    def _under_way(self) -> bool:
        return self._missing > 0 and self._time() < self._until

    def _expects(self) -> bool:
        """Whether something is on its way: anything at all, or what the server has more of behind the last message."""
        return self._under_way and (not self._messages or self._messages[-1].metadata.num_pending > 0)

    async def _ask(self, most: int, seconds: float) -> None:
        self._number, self._missing, self._status = self._number + 1, most, ""
        self._until = self._time() + seconds + GRACE
        wanted = {"batch": most, "expires": int(seconds * 1e9)}
        await self._nats.publish(self._request, json.dumps(wanted).encode(), f"{self._inbox}.{self._number}")

    async def _arrived(self, message: Msg) -> None:
        """An event bears the subject that it was published under; what bears ours is word of a request."""
        if message.subject.startswith(self._inbox):
            self._heard(message)
        else:
            self._messages.append(message)
            self._missing -= 1
        self._news.set()

    def _heard(self, message: Msg) -> None:
        if message.subject != f"{self._inbox}.{self._number}":
            return
        status = (message.headers or {}).get(Header.STATUS, "")
        self._missing = 0
        self._status = "" if status == StatusCode.REQUEST_TIMEOUT else status or "without a status"

    def _taken(self) -> list[Msg]:
        messages, self._messages = self._messages, []
        return messages
