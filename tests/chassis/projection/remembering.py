"""Reactions for the tests: one command for each note, to a service that answers as it is told."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

import structlog
from prometheus_client import CollectorRegistry

from contracts.message import OPEN, SEALED, Command, CommandOutcome, Refusal
from services.chassis.projection.reactions import Because, Reacting, Refusals, command_id
from services.chassis.wire import Received

Outcome = Literal["accepted", "refused", "conflict", "unavailable"]


class Remember(Command, subject="cmd.{keeper}.meetings.remember.v1", audience=OPEN):
    about: str


class RememberSecretly(Command, subject="sealed.cmd.{keeper}.meetings.remember.v1", audience=SEALED):
    about: str


class RememberNotes:
    """One command for each note."""

    sources: tuple[str, ...] = ("meetings",)

    def __init__(self, *, sealed: bool = False, kind: type[Remember] | type[RememberSecretly] | None = None) -> None:
        self.name = f"remember_{secrets.token_hex(4)}"
        self.sealed = sealed
        self._kind = kind or (RememberSecretly if sealed else Remember)

    async def commands(self, event: Received) -> list[Command]:
        about = json.loads(event.body)["what"]
        return [self._kind(command_id=self.id_of(event, about), about=about)]

    def id_of(self, event: Received, about: str) -> UUID:
        return command_id(self.name, event.feed, event.position, about)


@dataclass(frozen=True)
class Sent:
    keeper: str
    command_id: UUID
    because: Because


@dataclass
class Service:
    """Receives the commands; answers as told, the last answer first, and then accepts.

    `unavailable` are the keepers that cannot, with the code that they answer; `broken` are the notes over which it
    stumbles. `during` is called while a command is under way.
    """

    answers: list[Outcome] = field(default_factory=list)
    unavailable: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    during: Callable[[str], Awaitable[None]] | None = None
    received: list[Sent] = field(default_factory=list)
    accepted: dict[UUID, str] = field(default_factory=dict)

    async def send(self, keeper: str, commands: Sequence[Command], because: Because) -> list[CommandOutcome]:
        if self.during is not None:
            await self.during(keeper)
        return [self._decide(keeper, command, because) for command in commands]

    def _decide(self, keeper: str, command: Command, because: Because) -> CommandOutcome:
        self.received.append(Sent(keeper, command.command_id, because))
        about = getattr(command, "about", "")
        code = self.unavailable.get(keeper) or self.broken.get(about)
        if code is not None:
            return _no(command, "unavailable", code)
        outcome = self.answers.pop() if self.answers else "accepted"
        if outcome != "accepted":
            return _no(command, outcome, f"{outcome}_here")
        self.accepted[command.command_id] = about
        return CommandOutcome(command_id=command.command_id, outcome="accepted")

    def carries_out(self, reaction: RememberNotes, registry: CollectorRegistry) -> Reacting:
        return Reacting(reaction, self.send, refusals=Refusals(registry), log=structlog.get_logger())


def _no(command: Command, outcome: Outcome, code: str) -> CommandOutcome:
    refusal = Refusal(code=code, vi="không", en="no")
    return CommandOutcome(command_id=command.command_id, outcome=outcome, refusal=refusal)
