"""The way of a request of commands: admit, read, judge, remember, wait, carry out; one outcome for each command."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.message import Command, CommandOutcome, CommandReply
from services.chassis.aggregate import now
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Conflict, Refused
from services.chassis.feed import SEALED, Feed
from services.chassis.holding import one_command
from services.chassis.messaging.bodies import Malformed, read_commands
from services.chassis.messaging.headers import trace_of
from services.chassis.messaging.judging import judged
from services.chassis.messaging.replies import accepted, accepted_before, not_carried_out, refused
from services.chassis.messaging.serving import Asked, RememberedCommand, Serving, day_of

Handler = Callable[[Any, Call, Any], Awaitable[Decided]]
TRIES = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """One command of a request that was read and allowed, with its place in the request and who wishes it that day."""

    place: int
    command: Command
    actor: Actor
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class CommandDesk:
    """Takes in one kind of command. Knows nothing of the bus: keeper, headers and bytes in, a reply out."""

    kind: type[Command]
    action: str
    serial: bool
    handler: Handler
    serving: Serving
    of_history: bool = True
    """Whether the commands go into a history, whose clock must then be known."""
    tries: int = TRIES
    """How often a command is decided that others are quicker than each time; then it is answered `conflict`."""

    async def answer(self, keeper: str, headers: Mapping[str, str], body: bytes) -> CommandReply:
        """One outcome per command, in their order; one alone without an id where the whole request is no good."""
        try:
            asked = self.serving.admit(keeper, headers, of_history=self.of_history)
            commands = read_commands(self.kind, body)
        except Exception as error:
            return CommandReply(outcomes=[self._failed(None, error, loaded=False)])
        outcomes: list[CommandOutcome | None] = [None] * len(commands)
        wishes = await self._judge(asked, commands, outcomes)
        firsts = {wish.command.command_id: wish for wish in reversed(wishes)}
        await self._carry_out(asked, list(reversed(firsts.values())), outcomes)
        for wish in wishes:
            if outcomes[wish.place] is None:
                outcomes[wish.place] = self._again(wish, firsts[wish.command.command_id], outcomes)
        return CommandReply(outcomes=[outcome for outcome in outcomes if outcome is not None])

    async def _judge(
        self, asked: Asked, commands: list[Command | Malformed], outcomes: list[CommandOutcome | None]
    ) -> list[Wish]:
        """The commands that are whole and allowed; the others get their outcome before anything is loaded."""
        whole: list[tuple[int, Command]] = []
        for place, command in enumerate(commands):
            if isinstance(command, Malformed):
                outcomes[place] = refused(command.command_id, command.refusal)
            else:
                whole.append((place, command))
        wishes = []
        verdicts = await judged(self.serving, asked, self.action, [command for _, command in whole])
        for (place, command), verdict in zip(whole, verdicts, strict=True):
            try:
                wishes.append(self._wish(place, command, verdict))
            except Exception as error:
                outcomes[place] = self._failed(command, error, loaded=False)
        return wishes

    def _wish(self, place: int, command: Command, verdict: Actor | Exception) -> Wish:
        if isinstance(verdict, Exception):
            raise verdict
        return Wish(place, command, verdict, self.serving.node.fingerprints.of(verdict, command))

    async def _carry_out(self, asked: Asked, wishes: list[Wish], outcomes: list[CommandOutcome | None]) -> None:
        """Answer what was accepted before as it was then, and decide the rest, together or one after another."""
        new = await self._recall(asked, wishes, outcomes)
        if self.serial or len(new) == 1:
            results = [await self._one(asked, wish) for wish in new]
        else:
            results = await asyncio.gather(*(self._one(asked, wish) for wish in new))
        for wish, outcome in zip(new, results, strict=True):
            outcomes[wish.place] = outcome

    async def _recall(self, asked: Asked, wishes: list[Wish], outcomes: list[CommandOutcome | None]) -> list[Wish]:
        """Fill in what is remembered and return the wishes that are new; one look-up for the whole request."""
        memory = self.serving.memories.get(asked.keeper)
        if memory is None or not wishes:
            return wishes
        try:
            remembered = await memory.remembered([wish.command.command_id for wish in wishes])
        except Exception as error:
            for wish in wishes:
                outcomes[wish.place] = self._failed(wish.command, error)
            return []
        for wish in wishes:
            former = remembered.get(wish.command.command_id)
            if former is not None:
                outcomes[wish.place] = self._as_remembered(asked, wish, former)
        return [wish for wish in wishes if outcomes[wish.place] is None]

    def _as_remembered(self, asked: Asked, wish: Wish, former: RememberedCommand) -> CommandOutcome:
        if hmac.compare_digest(former.fingerprint, wish.fingerprint):
            return accepted_before(wish.command.command_id, former, self._feed(asked))
        return self._failed(wish.command, Refused("command_id_reused", field="command_id"))

    async def _one(self, asked: Asked, wish: Wish) -> CommandOutcome:
        """Carry out one command; whatever happens, it is an outcome."""
        try:
            await self.serving.reached(wish.command.after)
            return accepted(wish.command.command_id, await self._decided(asked, wish))
        except Refused as no:
            return await self._meanwhile(asked, wish) or self._failed(wish.command, no)
        except Exception as error:
            return self._failed(wish.command, error)

    async def _decided(self, asked: Asked, wish: Wish) -> Decided:
        """What the application decides; Conflict where somebody else was quicker at every try."""
        for _ in range(self.tries - 1):
            with suppress(Conflict):
                return await self._try(asked, wish)
        return await self._try(asked, wish)

    async def _try(self, asked: Asked, wish: Wish) -> Decided:
        call = _call(asked, wish, asked.now())
        now.set(call.now)  # Seen by this request's task only: each has a context of its own.
        with one_command():
            return await self.handler(wish.command, call, self.serving.parts[asked.keeper])

    async def _meanwhile(self, asked: Asked, wish: Wish) -> CommandOutcome | None:
        """The outcome of the same command where it was accepted while this one was being decided.

        Who had no answer in time asks again. What the first request has done by then may be why this one is refused.
        """
        outcomes: list[CommandOutcome | None] = [None]
        await self._recall(asked, [replace(wish, place=0)], outcomes)
        return outcomes[0]

    def _again(self, wish: Wish, first: Wish, outcomes: list[CommandOutcome | None]) -> CommandOutcome:
        """The same command a second time in one request is done once; another under its id is refused."""
        outcome = outcomes[first.place]
        if outcome is not None and hmac.compare_digest(first.fingerprint, wish.fingerprint):
            return outcome
        return self._failed(wish.command, Refused("command_id_reused", field="command_id"))

    def _failed(self, command: Command | None, error: Exception, *, loaded: bool = True) -> CommandOutcome:
        command_id = None if command is None else command.command_id
        return not_carried_out(command_id, error, sealed=self.serving.sealed, loaded=loaded)

    def _feed(self, asked: Asked) -> str:
        return str(Feed(asked.keeper, SEALED if self.serving.sealed else self.serving.service))


def _call(asked: Asked, wish: Wish, instant: datetime) -> Call:
    command_id, headers = wish.command.command_id, asked.headers
    return Call(
        command_id=command_id,
        actor=wish.actor,
        keeper=asked.keeper,
        now=instant,
        today=day_of(instant),
        clock=asked.now,
        fingerprint=wish.fingerprint,
        correlation=headers.correlation or str(command_id),
        causation=headers.causation,
        traceparent=headers.traceparent or trace_of(command_id),
    )
