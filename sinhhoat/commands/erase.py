"""`erase`: takes the words of one free text away, for ever, in the name of two persons."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

import typer

from contracts.message import CommandOutcome
from contracts.texts import ERASURE_REASONS, ERASURES, EraseText
from services.chassis.errors import Refused, Unavailable
from services.chassis.messaging.tokens import Consent
from sinhhoat.asking import client_of, consent_token, instant_of
from sinhhoat.running import Running, find, run_folder
from sinhhoat.terminal import console

erase = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Take the words of a free text away; what happened stays."
)

COMMANDS: dict[str, type[EraseText]] = {command.service(): command for command, _ in ERASURES}
REASONS = "\n".join(f"{code}: {vi} / {en}" for code, (vi, en) in ERASURE_REASONS.items())
FIRST_ROLES, SECOND_ROLES = ("staff",), ("leader",)


@erase.callback()
def _erase() -> None:
    """Keeps `text` a word of its own while it is the only one."""


@erase.command("text")
def erase_text(
    text_id: Annotated[UUID, typer.Argument(help="The text's id, as the history shows it with --json.")],
    service: Annotated[str, typer.Option(help=f"Who keeps it: {', '.join(COMMANDS)}.")],
    reason: Annotated[str, typer.Option(help=f"Why; it stays in the history. One of {', '.join(ERASURE_REASONS)}.")],
    as_person: Annotated[str, typer.Option("--as", help="Who asks, as staff: a person's code or id.")],
    second: Annotated[str, typer.Option(help="Who agrees, as a leader: another person's code or id.")],
    keeper: Annotated[str | None, typer.Option(help="Keeper; the district of the node.")] = None,
    at: Annotated[datetime | None, typer.Option(help="Instant (Viet Nam's time) in a simulated store.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Erase one text and its salt. No figure and no hash changes; readers see [đã xoá / erased].

    Whoever sits at the node holds its key, and here that key signs for both persons: this is for the operator who has
    the agreement of both on paper. Elsewhere the second person's own token is needed.
    """
    if service not in COMMANDS:
        raise typer.BadParameter(f"no such service; texts are kept by {', '.join(COMMANDS)}")
    if reason not in ERASURE_REASONS:
        raise typer.BadParameter(f"no such reason; there are\n{REASONS}")
    running = find(run_folder(dict(os.environ)))
    asked = keeper or running.district
    outcome = asyncio.run(
        _erased(running, asked, COMMANDS[service], text_id, reason, as_person, second, instant_of(running, at))
    )
    _check(outcome)
    copies = outcome.decided["same_text"]
    if as_json:
        print(json.dumps({"text_id": str(text_id), "same_text": copies}))
        return
    console().print(f"{text_id}: đã xoá / erased")
    for copy in copies:
        console().print(f"{copy}: còn cùng nội dung / still has the same words")


async def _erased(
    running: Running,
    keeper: str,
    command: type[EraseText],
    text_id: UUID,
    reason: str,
    as_person: str,
    second: str,
    at: datetime | None,
) -> CommandOutcome:
    consent = Consent(text_id, uuid4())
    agreed = consent_token(Path(running.keys), keeper, second, SECOND_ROLES, consent)
    wish = command.model_validate(
        {"command_id": consent.command_id, "text_id": text_id, "reason": reason, "second_token": agreed}
    )
    async with client_of(running, keeper, as_person, FIRST_ROLES) as client:
        [outcome] = await client.send(keeper, [wish], at=at)
    return outcome


def _check(outcome: CommandOutcome) -> None:
    why = outcome.refusal
    if why is not None and outcome.outcome == "refused":
        raise Refused(why.code, field=why.field, **why.numbers)
    if why is not None:
        raise Unavailable(why.code, **why.numbers)
