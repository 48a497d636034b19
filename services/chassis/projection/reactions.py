"""A service acts on another's event: it sends itself a command whose id follows from the event, so twice is once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid5

from prometheus_client import CollectorRegistry, Counter
from structlog.typing import FilteringBoundLogger

from contracts.message import SEALED, Command, CommandOutcome
from services.chassis.errors import Unavailable
from services.chassis.feed import Feed
from services.chassis.wire import Received

_NAMESPACE = UUID("6d1f0a0c-52c4-5be1-9f0e-3a3d4c1d7b52")

Send = Callable[[str, Sequence[Command], datetime], Awaitable[list[CommandOutcome]]]
"""Sends commands of one kind to the service itself at a keeper; one outcome for each, in their order.

The instant is the one at which the event was recorded: in a simulated history what follows happens then.
"""


class Reaction(Protocol):
    """What follows from another service's event. `name` is a literal: the durable, and part of every command id."""

    @property
    def name(self) -> str: ...

    @property
    def sources(self) -> tuple[str, ...]: ...

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


class Reacting:
    """The projection that carries out a reaction: it has positions and parked events, and no rows of its own.

    The commands are carried out before the transaction with the position commits. A crash in between repeats them
    under the same ids, which `commands` of the service's own store answers. Unavailable or conflict: the whole batch
    comes again. Refused: asking again would decide the same, so it is counted and logged.
    """

    schema_sql: Path | None = None

    def __init__(self, reaction: Reaction, send: Send, *, refusals: Refusals, log: FilteringBoundLogger) -> None:
        self.name, self.sources = reaction.name, reaction.sources
        self._reaction, self._send = reaction, send
        self._refusals, self._log = refusals, log.bind(reaction=reaction.name)

    async def apply(self, connection: Any, events: Sequence[Received]) -> None:
        """Send what follows from the events, one event after another; `connection` holds the position meanwhile."""
        for event in events:
            for _, same in groupby(await self._reaction.commands(event), type):
                await self._carry_out(event, list(same))

    async def _carry_out(self, event: Received, commands: Sequence[Command]) -> None:
        outcomes = await self._send(event.feed.keeper, commands, event.recorded_at)
        for command, outcome in zip(commands, outcomes, strict=True):
            if outcome.outcome in {"unavailable", "conflict"}:
                raise Unavailable(outcome.refusal.code if outcome.refusal else outcome.outcome)
            # Whether a sealed command was refused depends on what is planned: no count and no log may tell.
            if outcome.outcome == "refused" and command.audience is not SEALED:
                self._refused(command, outcome.refusal.code if outcome.refusal else "unknown")

    def _refused(self, command: Command, code: str) -> None:
        self._refusals.refused.labels(self.name, code).inc()
        self._log.warning("reaction_refused", command=command.contract(), command_id=str(command.command_id), code=code)
