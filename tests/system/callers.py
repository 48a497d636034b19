"""Who sends and asks in these tests: clients over one pair of connections that write down every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

import nats
from nats.aio.client import Client as NatsClient

from contracts.message import SEALED, Command, CommandOutcome
from services.chassis.messaging import Client
from sinhhoat.asking import STAFF, actor_token

PATIENCE = 3.0


@dataclass
class Book:
    """The accepted outcomes by command id, which of them are sealed, and how many requests went out."""

    accepted: dict[UUID, CommandOutcome] = field(default_factory=dict)
    sealed: set[UUID] = field(default_factory=set)
    requests: int = 0
    at_once: int = 10
    """Commands in a request. Those of one request race each other, so only single ones come in the same order."""
    before: Callable[[int], None] = lambda number: None
    """Called with the number of each request before it is sent."""

    def open_outcomes(self) -> list[CommandOutcome]:
        """What was answered to commands that are not sealed."""
        return [one for command_id, one in self.accepted.items() if command_id not in self.sealed]


class RecordingClient(Client):
    """Sends in small requests, waits a short while for each answer, and keeps what was acknowledged."""

    book: Book

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = PATIENCE,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        outcomes: list[CommandOutcome] = []
        self.book.sealed |= {command.command_id for command in commands if command.audience is SEALED}
        for start in range(0, len(commands), self.book.at_once):
            self.book.requests += 1
            self.book.before(self.book.requests)
            outcomes += await super().send(keeper, commands[start : start + self.book.at_once], at=at, timeout=timeout)
        self.book.accepted |= {one.command_id: one for one in outcomes if one.command_id and one.outcome == "accepted"}
        return outcomes


@dataclass(frozen=True)
class Callers:
    """Staff and observers of one keeper."""

    keeper: str
    bus: NatsClient
    sealed: NatsClient
    keys: Path
    book: Book

    @classmethod
    @asynccontextmanager
    async def at(cls, keeper: str, bus: str, sealed: str, keys: Path) -> AsyncIterator[Callers]:
        """Connected to both accounts; the connections come back after the server was away."""
        open_bus, sealed_bus = [await nats.connect(url, max_reconnect_attempts=-1, error_cb=_ignore,
                                                   reconnect_time_wait=0.1) for url in (bus, sealed)]  # fmt: skip
        try:
            yield cls(keeper, open_bus, sealed_bus, keys, Book())
        finally:
            await open_bus.close()
            await sealed_bus.close()

    def with_book(self, book: Book) -> Callers:
        """The same, writing into another book."""
        return replace(self, book=book)

    def staff(self) -> RecordingClient:
        """Whoever sits at the node."""
        return self._client("node", STAFF)

    def city(self) -> RecordingClient:
        """The city's leader, who judges what the keeper reports to it."""
        client = RecordingClient(self.bus, actor_token(self.keys, "city", "node", ("leader",)), sealed=self.sealed)
        client.book = self.book
        return client

    def observer(self, person_id: UUID) -> RecordingClient:
        """An observer under his own name."""
        return self._client(str(person_id), ("observer",))

    def _client(self, name: str, roles: tuple[str, ...]) -> RecordingClient:
        client = RecordingClient(self.bus, actor_token(self.keys, self.keeper, name, roles), sealed=self.sealed)
        client.book = self.book
        return client


async def _ignore(error: Exception) -> None:
    """The servers are killed here on purpose."""
