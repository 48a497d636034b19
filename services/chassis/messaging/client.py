"""The asking side: sends commands and questions, splits what is too much, asks again where no answer came."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Protocol, TypeVar

import nats
from nats.aio.client import Client as NatsClient
from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError
from pydantic import BaseModel

from contracts.feed import FeedPage, ReadFeed
from contracts.message import (
    SEALED,
    Audience,
    Command,
    CommandOutcome,
    CommandReply,
    Message,
    Part,
    QueryReply,
    Refusal,
)
from services.chassis.bus import PING_SECONDS, UNANSWERED_PINGS
from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import SEALED as SEALED_SERVICE
from services.chassis.feed import Feed
from services.chassis.messaging.feeds import feed_subject
from services.chassis.messaging.headers import CAUSATION, CORRELATION, NOW, TOKEN
from services.chassis.messaging.packing import requests
from services.chassis.messaging.refusals import of_error, refusal

LARGEST_REQUEST = 4 * 1024 * 1024
ROOM_FOR_HEADERS = 32 * 1024
TRIES = 3
FIRST_PAUSE = 0.1
CONNECT_SECONDS = 10.0

R = TypeVar("R", bound=BaseModel)
A = TypeVar("A", bound=Part, covariant=True)


class Asks(Protocol[A]):
    """A query, seen as the type of its answer."""

    @property
    def answer(self) -> type[A]: ...
    @property
    def audience(self) -> Audience: ...
    def subject_for(self, keeper: str) -> str: ...
    def model_dump_json(self) -> str: ...


class Client:
    """Asks one node. `token` is called for each request, so that it can be renewed; nothing is signed here.

    `correlation` is that of whatever is sent or asked under none of its own.
    """

    correlation: str | None = None

    def __init__(
        self, bus: NatsClient, token: Callable[[], str], *, sealed: NatsClient | None = None, tries: int = TRIES
    ) -> None:
        self._bus, self._sealed, self._token, self._tries = bus, sealed, token, tries

    @classmethod
    async def connect(
        cls, url: str, token: Callable[[], str], *, sealed_url: str | None = None, name: str = "sinhhoat"
    ) -> Client:
        """Connect to the node, and to its account SEALED where that address is given; Unavailable `bus_unreachable`."""
        bus = await _connected(url, name)
        return cls(bus, token, sealed=await _connected(sealed_url, name) if sealed_url else None)

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        """One outcome per command, in their order; requests go one after another.

        Without an answer after all tries the outcome is `unavailable` with `no_answer`: whether it was carried out is
        unknown, and sending it again under its id is safe.
        """
        headers = _headers(at, correlation or self.correlation, causation)
        room = min(LARGEST_REQUEST, self._bus.max_payload - ROOM_FOR_HEADERS)
        outcomes: list[CommandOutcome] = []
        for kind, same in groupby(commands, type):
            for batch, body in requests(list(same), room):
                outcomes += await self._send_one(kind, keeper, batch, body, headers, timeout)
        return outcomes

    async def ask(
        self,
        keeper: str,
        query: Asks[A],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
    ) -> A:
        """The answer, of the type that the query names; Refused or Unavailable as the service said."""
        subject, body = query.subject_for(keeper), query.model_dump_json().encode()
        headers = _headers(at, correlation or self.correlation)
        reply = await self._request(self._for(query), subject, body, headers, timeout, QueryReply)
        if reply.outcome == "answered":
            return query.answer.model_validate(reply.answer)
        why = reply.refusal or refusal("no_answer")
        if reply.outcome == "refused":
            raise Refused(why.code, field=why.field, **why.numbers)
        raise Unavailable(why.code, **why.numbers)

    async def read_feed(self, feed: Feed, wanted: ReadFeed, *, timeout: float = 30) -> FeedPage:
        """A page of a feed, for services; Unavailable `no_answer`, and what the owner refuses is in `error`."""
        bus = self._sealed_bus() if feed.service == SEALED_SERVICE else self._bus
        return await self._request(bus, feed_subject(feed), wanted.model_dump_json().encode(), {}, timeout, FeedPage)

    async def close(self) -> None:
        """Close both connections."""
        for bus in (self._bus, self._sealed):
            if bus is not None:
                await bus.close()

    async def _send_one(
        self,
        kind: type[Command],
        keeper: str,
        batch: list[Command],
        body: bytes,
        headers: dict[str, str],
        timeout: float,
    ) -> list[CommandOutcome]:
        try:
            bus, subject = self._for(kind), kind.subject_for(keeper)
            reply = await self._request(bus, subject, body, headers, timeout, CommandReply)
        except Refused as no:
            return [_outcome(command, "refused", of_error(no)) for command in batch]
        except Unavailable as no:
            return [_outcome(command, "unavailable", of_error(no)) for command in batch]
        whole = reply.outcomes * len(batch) if len(reply.outcomes) == 1 else reply.outcomes
        return [one.model_copy(update={"command_id": sent.command_id}) for one, sent in zip(whole, batch, strict=True)]

    async def _request(
        self, bus: NatsClient, subject: str, body: bytes, headers: dict[str, str], timeout: float, kind: type[R]
    ) -> R:
        """Ask, and ask again with the same bytes after a time-out or where nobody listens yet."""
        for attempt in range(self._tries):
            try:
                sent = headers | {TOKEN: self._token()}
                reply = await bus.request(subject, body, timeout=timeout, headers=sent)
                return kind.model_validate_json(reply.data)
            except MaxPayloadError:
                raise Refused("too_large", most=bus.max_payload) from None
            except (NatsError, TimeoutError, OSError):
                if attempt + 1 < self._tries:
                    await asyncio.sleep(FIRST_PAUSE * 4**attempt)
        raise Unavailable("no_answer")

    def _for(self, kind: type[Message] | Asks[Part]) -> NatsClient:
        return self._sealed_bus() if kind.audience is SEALED else self._bus

    def _sealed_bus(self) -> NatsClient:
        if self._sealed is None:
            raise Refused("not_allowed")
        return self._sealed


async def _connected(url: str, name: str) -> NatsClient:
    """A connection that comes back by itself once it was there; without a bound the first attempt would never end."""
    try:
        connecting = nats.connect(
            url,
            name=name,
            max_reconnect_attempts=-1,
            error_cb=_ignore,
            ping_interval=PING_SECONDS,
            max_outstanding_pings=UNANSWERED_PINGS,
        )
        return await asyncio.wait_for(connecting, CONNECT_SECONDS)
    except (NatsError, TimeoutError, OSError):
        raise Unavailable("bus_unreachable") from None


async def _ignore(error: Exception) -> None:
    """What goes wrong with the connection shows in the requests; nats-py would print it with the address."""


def _headers(at: datetime | None, correlation: str | None = None, causation: str | None = None) -> dict[str, str]:
    told = {NOW: None if at is None else at.isoformat(), CORRELATION: correlation, CAUSATION: causation}
    return {name: value for name, value in told.items() if value}


def _outcome(command: Command, outcome: str, why: Refusal) -> CommandOutcome:
    return CommandOutcome.model_validate({"command_id": command.command_id, "outcome": outcome, "refusal": why})
