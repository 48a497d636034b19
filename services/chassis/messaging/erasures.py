"""What the chassis does for every service that keeps free texts: erase one, when two different persons ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.texts import ERASURES, EraseText
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.free_text import taken_in
from services.chassis.messaging.commands import CommandDesk
from services.chassis.messaging.serving import Serving
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import Policy, holds

FIRST = Policy({"texts.erase": holds("leader", "staff")})
may_be_second = holds("leader", "auditor")


class Erases(Protocol):
    """One keeper's texts; the event store's eraser is one."""

    async def erase(self, call: Call, text_id: UUID, reason: str, second: Actor, /) -> Decided: ...


@dataclass(frozen=True, slots=True)
class Erasing:
    """The texts of one keeper, and what it takes to know the second person."""

    texts: Erases
    tokens: Tokens
    clock: Callable[[], datetime]

    async def erase(self, command: EraseText, call: Call) -> Decided:
        """Refused `second_…` before anything is loaded, then as the texts refuse."""
        second = self._second(command.second_token)
        if second.person_id == call.actor.person_id:
            raise Refused("second_person_same", field="second_token")
        if not may_be_second(second, call.keeper, command):
            raise Refused("second_person_not_allowed", field="second_token")
        reason = taken_in(command.reason, field="reason")
        return await self.texts.erase(call, command.text_id, reason, second)

    def _second(self, token: str | None) -> Actor:
        """The second person, whose token lives as long as any, by the machine's clock."""
        if not token:
            raise Refused("second_person_missing", field="second_token")
        try:
            return self.tokens.verify(token, self.clock())
        except Refused as no:
            expired = no.code == "token_expired"
            raise Refused("second_token_expired" if expired else "second_token_forged", field="second_token") from None


def erasure_desks(serving: Serving, texts: Mapping[str, Erases]) -> list[CommandDesk]:
    """The desk of this service, or none; `texts` goes by keeper and holds those beside open stores only."""
    kinds = [command for command, _ in ERASURES if command.service() == serving.service] if texts else []
    node = serving.node
    parts = {keeper: Erasing(one, node.tokens, node.clock) for keeper, one in texts.items()}
    side = Serving(serving.service, node, FIRST, parts, serving.memories, serving.wait_for)
    return [CommandDesk(kind, "texts.erase", False, erase_text, side) for kind in kinds]


async def erase_text(command: EraseText, call: Call, erasing: Erasing) -> Decided:
    return await erasing.erase(command, call)
