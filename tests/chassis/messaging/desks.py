"""The notes service without a bus: keeper, headers and bytes in, outcomes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc.jwk import OKPKey

from contracts.message import Command, CommandOutcome, QueryReply
from services.chassis.call import Actor
from services.chassis.messaging.commands import CommandDesk, Handler
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.queries import QueryDesk
from services.chassis.messaging.serving import Node, Serving, WaitFor, nothing_to_wait_for
from services.chassis.messaging.tokens import Tokens
from tests.chassis.messaging.notes import (
    KEEPER,
    SIMULATED,
    BreakNote,
    Memory,
    Notes,
    ReadNote,
    WriteNote,
    actor,
    break_note,
    policy,
    read_note,
    write_note,
)

KEY, OTHER_KEY = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


@dataclass(slots=True)
class Fixture:
    """One real and one simulated keeper, a clock that stands still, a secretary who asks."""

    real: Notes = field(default_factory=lambda: Notes(Memory()))
    simulated: Notes = field(default_factory=lambda: Notes(Memory("simulated")))
    wait_for: WaitFor = nothing_to_wait_for
    sealed: bool = False
    clock: datetime = NOON
    tokens: Tokens = field(default_factory=lambda: Tokens(KEY, KEY))

    def serving(self) -> Serving:
        parts = {KEEPER: self.real, SIMULATED: self.simulated}
        return Serving(
            "notes",
            Node(self.tokens, Fingerprints(b"k" * 32), lambda: self.clock),
            policy,
            parts=parts,
            memories={keeper: notes.memory for keeper, notes in parts.items()},
            wait_for=self.wait_for,
            sealed=self.sealed,
            wait_seconds=0.01,
        )

    def headers(self, who: Actor | None = None, **more: str) -> dict[str, str]:
        token = self.tokens.sign(who or actor("secretary"), now=self.clock)
        return {"sh-token": token} | {name.replace("_", "-"): value for name, value in more.items()}

    async def send(
        self, *commands: Command | Mapping[str, Any], keeper: str = KEEPER, headers: Mapping[str, str] | None = None
    ) -> list[CommandOutcome]:
        """Send to the desk of the kind of the first command."""
        plain = [c.model_dump(mode="json") if isinstance(c, Command) else dict(c) for c in commands]
        breaks = isinstance(commands[0], BreakNote)
        return await self.post(json.dumps({"commands": plain}).encode(), keeper, headers, breaks=breaks)

    async def post(
        self, body: bytes, keeper: str = KEEPER, headers: Mapping[str, str] | None = None, *, breaks: bool = False
    ) -> list[CommandOutcome]:
        """Send any bytes."""
        desk = self.desk(BreakNote, break_note, serial=True) if breaks else self.desk(WriteNote, write_note)
        reply = await desk.answer(keeper, self.headers() if headers is None else headers, body)
        return reply.outcomes

    def desk(self, kind: type[Command], handler: Handler, *, serial: bool = False) -> CommandDesk:
        action = "notes.break" if kind is BreakNote else "notes.write"
        return CommandDesk(kind, action, serial, handler, self.serving())

    async def ask(self, query: ReadNote, **more: Any) -> QueryReply:
        desk = QueryDesk(ReadNote, "notes.read", read_note, self.serving())
        return await desk.answer(KEEPER, more.get("headers", self.headers()), query.model_dump_json().encode())


def code(outcome: CommandOutcome | QueryReply) -> str | None:
    """The code of the refusal."""
    return outcome.refusal.code if outcome.refusal else None


def later(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)
