"""A service acts on another's event: it sends itself a command whose id follows from the event, so twice is once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid5

from prometheus_client import CollectorRegistry, Counter
from structlog.typing import FilteringBoundLogger

from contracts.message import SEALED, Command, CommandOutcome
from services.chassis.errors import Unavailable
from services.chassis.feed import SEALED as SEALED_SERVICE
from services.chassis.feed import Feed
from services.chassis.wire import Received, message_id

_NAMESPACE = UUID("6d1f0a0c-52c4-5be1-9f0e-3a3d4c1d7b52")

OURS = frozenset({"internal_error", "keeper_not_here"})
"""Answers that say `unavailable` and do not pass: the command brings a defect to light, or nobody will ever take it."""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a command is sent: the instant of the event, and the chain of causes that goes on.

    In a simulated history what follows happens at that instant. `causation` names the event as `feed:position`.
    """

    at: datetime
    correlation: str
    causation: str

    @classmethod
    def of(cls, event: Received) -> Because:
        """What follows from an event is of its correlation and caused by it."""
        return cls(event.recorded_at, event.correlation, message_id(event.feed, event.position))


Send = Callable[[str, Sequence[Command], Because], Awaitable[list[CommandOutcome]]]
"""Sends commands of one kind to the service itself at a keeper; one outcome for each, in their order."""


class Reaction(Protocol):
    """What follows from another service's event. `name` is a literal: the durable, and part of every command id.

    `sealed` where what it does depends on what is planned. Such a one sends sealed commands only, and nobody is told
    how it fares; one that is not sends none and reads no sealed source. So a cause may always be named: nothing open
    can have a sealed one.
    """

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

    @property
    def sealed(self) -> bool: ...

    async def commands(self, event: Received) -> list[Command]:
        """The commands to send because of this event, their ids made by `command_id`; a replay must give the same."""


def command_id(reaction: str, feed: Feed, position: int, target: str) -> UUID:
    """The id of the command that a reaction sends about `target` because of the event at a position of a feed."""
    return uuid5(_NAMESPACE, f"{reaction}|{feed}|{position}|{target}")


class Refusals:
    """Counts the commands that reactions sent in vain; one object per registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.refused = Counter(
            "sinhhoat_reaction_refused",
            "Commands of reactions that were refused",
            ("reaction", "code"),
            registry=registry,
        )


class NotCarriedOut(Exception):
    """A command came back with a defect: sent again it would come back the same."""


class Reacting:
    """Carries out a reaction: it has positions and parked events, and no rows of its own (carrying.py).

    Unavailable or conflict: the events of that keeper come again. Refused: asking again would decide the same, so it
    is counted and logged.
    """

    schema_sql: Path | None = None

    def __init__(self, reaction: Reaction, send: Send, *, refusals: Refusals, log: FilteringBoundLogger) -> None:
        if SEALED_SERVICE in reaction.sources and not reaction.sealed:
            raise ValueError(f"{reaction.name} reads what is sealed and does not say so")
        self.name, self.sources, self.sealed = reaction.name, reaction.sources, reaction.sealed
        self._reaction, self._send = reaction, send
        self._refusals, self._log = refusals, log.bind(reaction=reaction.name)

    async def carry_out(self, event: Received) -> None:
        """Send what follows from the event; raises Unavailable or NotCarriedOut, or what the reaction itself raises."""
        commands = await self._reaction.commands(event)
        for command in commands:
            if (command.audience is SEALED) != self.sealed:
                raise TypeError(f"{self.name} may not send {command.contract()}: one is sealed, the other is not")
        for _, same in groupby(commands, type):
            await self._send_all(event, list(same))

    async def _send_all(self, event: Received, commands: Sequence[Command]) -> None:
        outcomes = await self._send(event.feed.keeper, commands, Because.of(event))
        for command, outcome in zip(commands, outcomes, strict=True):
            if outcome.outcome in {"unavailable", "conflict"}:
                raise _not_done(outcome)
            # Whether a sealed command was refused depends on what is planned: no count and no log may tell.
            if outcome.outcome == "refused" and not self.sealed:
                self._refused(command, outcome.refusal.code if outcome.refusal else "unknown")

    def _refused(self, command: Command, code: str) -> None:
        self._refusals.refused.labels(self.name, code).inc()
        self._log.warning("reaction_refused", command=command.contract(), command_id=str(command.command_id), code=code)


def _not_done(outcome: CommandOutcome) -> Exception:
    why = outcome.refusal
    if why is None or why.code not in OURS:
        return Unavailable(why.code if why else outcome.outcome)
    return NotCarriedOut(" ".join([why.code, *(f"{name}={value}" for name, value in why.numbers.items())]))
