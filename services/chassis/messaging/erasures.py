"""What the chassis does for every service that keeps free texts: erase one, when two different persons ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contracts.texts import ERASURES, EraseText, ErasureReason
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.messaging.commands import CommandDesk
from services.chassis.messaging.serving import Serving
from services.chassis.messaging.tokens import Consent, Tokens
from services.chassis.policy import Policy, holds

FIRST = Policy({"texts.erase": holds("leader", "staff")})
may_be_second = holds("leader", "auditor")


class Erases(Protocol):
    """One keeper's texts; the event store's eraser is one."""

    async def erase(self, call: Call, text_id: UUID, reason: ErasureReason, second: Actor, /) -> Decided: ...


@dataclass(frozen=True, slots=True)
class Erasing:
    """The texts of one keeper, and what it takes to know the second person."""

    texts: Erases
    tokens: Tokens
    clock: Callable[[], datetime]

    async def erase(self, command: EraseText, call: Call) -> Decided:
        """Refused `second_…` before anything is loaded, then as the texts refuse."""
        second = self._second(command)
        if second.person_id == call.actor.person_id:
            raise Refused("second_person_same", field="second_token")
        if not may_be_second(second.on(call.today), call.keeper, command):
            raise Refused("second_person_not_allowed", field="second_token")
        return await self.texts.erase(call, command.text_id, command.reason, second)

    def _second(self, command: EraseText) -> Actor:
        """The second person, who has agreed to this very erasure; his token lives as long as any, by the real clock.

        An ordinary token of his proves only that he once asked for something.
        """
        if not command.second_token:
            raise Refused("second_person_missing", field="second_token")
        agreed = Consent(command.text_id, command.command_id)
        try:
            return self.tokens.verify_consent(command.second_token, self.clock(), agreed)
        except Refused as no:
            if no.code == "token_expired":
                raise Refused("second_token_expired", field="second_token") from None
            if no.code == "token_for_something_else":
                raise Refused("second_token_for_something_else", field="second_token") from None
            raise Refused("second_token_forged", field="second_token") from None


def erasure_desks(serving: Serving, texts: Mapping[str, Erases]) -> list[CommandDesk]:
    """The desk of this service, or none; `texts` goes by keeper and holds those beside open stores only."""
    kinds = [command for command, _ in ERASURES if command.service() == serving.service] if texts else []
    node = serving.node
    parts = {keeper: Erasing(one, node.tokens, node.clock) for keeper, one in texts.items()}
    side = Serving(serving.service, node, FIRST, parts, serving.memories, serving.wait_for)
    return [CommandDesk(kind, "texts.erase", False, erase_text, side) for kind in kinds]


async def erase_text(command: EraseText, call: Call, erasing: Erasing) -> Decided:
    return await erasing.erase(command, call)
