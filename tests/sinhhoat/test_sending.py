"""The acts of a simulated year: what could not be done just now is sent again, and what was refused ends the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.message import Command, CommandOutcome
from contracts.registry import RenameUnit
from services.chassis.errors import Refused, Unavailable
from services.chassis.messaging import Client
from services.chassis.messaging.refusals import of_error
from sinhhoat.simulation.sending import SimulationFailed, require_accepted, sent

COMMANDS = [
    RenameUnit(command_id=UUID(int=number), unit_id=UUID(int=9), name=name, effective_on=date(2019, 1, 1))
    for number, name in enumerate(("Một", "Hai", "Ba"))
]
AT_ONCE = (0.0, 0.0)
LATE = of_error(Unavailable("not_yet_applied"))
NO = of_error(Refused("unit_unknown", field="unit_id"))


class Busy(Client):
    """Has no time for some of what it is sent, so many times each; all else it accepts."""

    def __init__(self, late: dict[str, int]) -> None:
        self.late, self.asked = late, list[list[str]]()

    async def send(self, keeper: str, commands: Sequence[Command], **_: Any) -> list[CommandOutcome]:
        names = [command.name for command in commands if isinstance(command, RenameUnit)]
        self.asked.append(names)
        return [self._outcome(command, name) for command, name in zip(commands, names, strict=True)]

    def _outcome(self, command: Command, name: str) -> CommandOutcome:
        if self.late.get(name, 0):
            self.late[name] -= 1
            return CommandOutcome(command_id=command.command_id, outcome="unavailable", refusal=LATE)
        return CommandOutcome(command_id=command.command_id, outcome="accepted", decided={"name": name})


async def test_what_could_not_be_done_just_now_is_sent_again_and_nothing_else() -> None:
    client = Busy({"Hai": 2, "Ba": 1})

    outcomes = await sent(client, "hoc-mon", COMMANDS, pauses=AT_ONCE)

    assert client.asked == [["Một", "Hai", "Ba"], ["Hai", "Ba"], ["Hai"]]
    assert [outcome.decided["name"] for outcome in outcomes] == ["Một", "Hai", "Ba"]


async def test_what_is_never_done_stays_unavailable() -> None:
    outcomes = await sent(Busy({"Hai": 9}), "hoc-mon", COMMANDS, pauses=AT_ONCE)

    assert [outcome.outcome for outcome in outcomes] == ["accepted", "unavailable", "accepted"]


@pytest.mark.parametrize(("outcome", "why"), [("refused", NO), ("unavailable", LATE)])
def test_a_year_ends_at_what_was_not_accepted_and_says_why(outcome: Any, why: Any) -> None:
    told = CommandOutcome(command_id=COMMANDS[0].command_id, outcome=outcome, refusal=why)

    with pytest.raises(SimulationFailed, match=f"RenameUnit .* {outcome}: {why.code}"):
        require_accepted(COMMANDS[0], told)
