"""The recording client: asks until it is answered, and writes down what was acknowledged."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from contracts.message import SEALED, Command, CommandOutcome
from services.chassis.feed import SEALED as SEALED_SERVICE
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from tests.chaos.gate import Gate
from tests.eventually import a_while

PATIENCE = 3.0
"""Seconds for one request; a time-out is an unknown outcome, and the same command is asked for again."""
PAUSE = 0.2
KEPT = 400


@dataclass(frozen=True)
class Acknowledged:
    """A command that was answered with accepted: what was decided, and the position of its last published event."""

    command_id: UUID
    feed: Feed
    decided: dict[str, Any]
    position: int | None


@dataclass(frozen=True)
class Refusal:
    """An answer that nothing in the load explains."""

    command_id: UUID
    contract: str
    code: str


@dataclass
class Book:
    """Everything that was sent, and what came of it. `recent` are acknowledged commands with who had sent them."""

    sent: set[UUID] = field(default_factory=set)
    acknowledged: dict[UUID, Acknowledged] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    recent: deque[tuple[Client, Command]] = field(default_factory=lambda: deque(maxlen=KEPT))
    asked_again: int = 0
    last_accepted: dict[str, float] = field(default_factory=dict)
    """Service -> when it last accepted something, by the monotonic clock."""

    def take(self, client: Client, command: Command, outcome: CommandOutcome, feed: Feed) -> None:
        """Write down one answer that settles a command."""
        if outcome.outcome == "refused":
            code = outcome.refusal.code if outcome.refusal else ""
            self.refused.append(Refusal(command.command_id, command.contract(), code))
            return
        position = outcome.positions.get(str(feed))
        told = Acknowledged(command.command_id, feed, outcome.decided, position)
        former = self.acknowledged.setdefault(command.command_id, told)
        if former != told:
            self.refused.append(Refusal(command.command_id, command.contract(), "answered_otherwise_before"))
        self.last_accepted[feed.service] = time.monotonic()
        self.recent.append((client, command))


@dataclass(frozen=True)
class Recorder:
    """Sends through the gate and keeps the book, for all writers."""

    keeper: str
    gate: Gate
    book: Book

    async def send(self, client: Client, commands: Sequence[Command]) -> list[CommandOutcome]:
        """The accepted outcomes in the order of their commands, once each has been accepted or refused."""
        async with self.gate.passed():
            return await self.settle(client, commands)

    async def settle(self, client: Client, commands: Sequence[Command]) -> list[CommandOutcome]:
        """The same past the gate, for whoever has closed it."""
        self.book.sent |= {command.command_id for command in commands}
        waiting, accepted = list(commands), dict[UUID, CommandOutcome]()
        while True:
            outcomes = await client.send(self.keeper, waiting, timeout=PATIENCE)
            open_still = []
            for command, outcome in zip(waiting, outcomes, strict=True):
                if outcome.outcome in ("accepted", "refused"):
                    self.book.take(client, command, outcome, self._feed(command))
                    accepted |= {command.command_id: outcome} if outcome.outcome == "accepted" else {}
                else:
                    open_still.append(command)
            if not open_still:
                return [accepted[command.command_id] for command in commands if command.command_id in accepted]
            waiting = open_still
            self.book.asked_again += len(waiting)
            await a_while(PAUSE)

    def _feed(self, command: Command) -> Feed:
        return Feed(self.keeper, SEALED_SERVICE if command.audience is SEALED else command.service())
