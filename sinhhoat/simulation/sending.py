"""How the acts of a simulated year are sent: whatever could not be done just now again, under the same ids."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from contracts.message import Command, CommandOutcome
from services.chassis.messaging import Client

PAUSES = (1, 2, 4, 8, 16, 16)
"""Seconds before what was unavailable is sent again: a busy machine answers late."""


class SimulationFailed(Exception):
    """A command of a simulated year was not accepted; says which and why."""


async def sent(
    client: Client,
    keeper: str,
    commands: Sequence[Command],
    at: datetime | None = None,
    pauses: Sequence[float] = PAUSES,
) -> list[CommandOutcome]:
    """One outcome for each command, in their order; `unavailable` where it was so after every pause."""
    outcomes = await client.send(keeper, commands, at=at)
    for pause in pauses:
        late = [number for number, outcome in enumerate(outcomes) if outcome.outcome == "unavailable"]
        if not late:
            break
        await asyncio.sleep(pause)
        again = await client.send(keeper, [commands[number] for number in late], at=at)
        for number, outcome in zip(late, again, strict=True):
            outcomes[number] = outcome
    return outcomes


def require_accepted(command: Command, outcome: CommandOutcome) -> None:
    """SimulationFailed unless it was."""
    if outcome.outcome == "accepted":
        return
    why = outcome.refusal
    about = f"{why.code} ({why.field}): {why.en} {why.numbers}" if why else ""
    raise SimulationFailed(f"{type(command).__name__} {command.command_id} {outcome.outcome}: {about}")
