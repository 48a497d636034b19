"""The year under way: who speaks, what was sent, and what readers must have heard before the next command."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.message import Command, CommandOutcome
from services.chassis.messaging import Client
from sinhhoat.asking import client_of
from sinhhoat.doing.wish import ROLES
from sinhhoat.running import Running
from sinhhoat.simulation.calendar import evening
from sinhhoat.simulation.full.district import District
from sinhhoat.simulation.full.plan import Plan
from sinhhoat.simulation.sending import SimulationFailed, require_accepted, sent

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:full")
AT_ONCE = 16
NODE = "node"


@dataclass(frozen=True)
class Act:
    """Something that is done at an instant (UTC)."""

    at: datetime
    do: Callable[[datetime], Awaitable[object]]


class Year:
    """Sends everything at one keeper and its neighbour; ids follow from the seed."""

    def __init__(self, running: Running, district: District) -> None:
        self.running, self.district, self.keeper = running, district, district.keeper
        self.plan = Plan(district)
        self.after: dict[str, int] = {}
        self.used: Counter[str] = Counter()
        self.turned_down: set[str] = set()
        self.kept: dict[tuple[str, str, int], Any] = {}
        """What one process keeps of what was decided: what it is, of which unit, of which month."""
        self._clients: dict[tuple[str, str], Client] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    def id(self, what: str, *which: object) -> UUID:
        """The id of one act."""
        return uuid5(NAMESPACE, f"{self.district.seed}:{self.keeper}:{what}:{':'.join(map(str, which))}")

    def random(self, what: str, *which: object) -> Random:
        """Chance of its own for each thing, so that one more draw in one changes nothing in another."""
        return Random(f"{self.district.seed}:{what}:{':'.join(map(str, which))}")

    def at(self, day: date, hour: int, do: Callable[[datetime], Awaitable[object]]) -> Act:
        """An act on a day at an hour of Vietnam."""
        return Act(evening(day, time(hour)), do)

    def batch(self, day: date, hour: int, commands: Callable[[], Iterable[Command]]) -> Act:
        """An act that sends commands, made when their hour has come."""
        return self.at(day, hour, lambda at: self.send(at, list(commands())))

    async def send(
        self,
        at: datetime | None,
        commands: Sequence[Command],
        by: str = NODE,
        keeper: str | None = None,
        roles_at: str | None = None,
    ) -> list[dict[str, Any]]:
        """What was decided of each; SimulationFailed where one was not accepted. `roles_at`: at another keeper."""
        if not commands:
            return []
        client = await self._client(by, roles_at or keeper or self.keeper)
        told = [command.model_copy(update={"after": dict(self.after)}) for command in commands]
        outcomes = await sent(client, keeper or self.keeper, told, at)
        return [self._take(command, outcome) for command, outcome in zip(commands, outcomes, strict=True)]

    async def one(
        self,
        at: datetime | None,
        command: Command,
        by: str = NODE,
        keeper: str | None = None,
        roles_at: str | None = None,
    ) -> dict[str, Any]:
        """What was decided of one command."""
        [decided] = await self.send(at, [command], by, keeper, roles_at)
        return decided

    async def each(self, at: datetime, acts: Iterable[tuple[str, Command]]) -> list[dict[str, Any]]:
        """People act each under his own name (a code), several at once."""

        async def by_one(who: str, command: Command) -> dict[str, Any]:
            async with self._places:
                return await self.one(at, command, who)

        return await asyncio.gather(*(by_one(who, command) for who, command in acts))

    async def refused(self, at: datetime | None, command: Command, code: str, by: str = NODE) -> None:
        """Send what must be refused, as it is when there is nothing to do; SimulationFailed otherwise."""
        client = await self._client(by, self.keeper)
        [outcome] = await client.send(self.keeper, [command], at=at)
        if outcome.refusal is None or outcome.refusal.code != code:
            raise SimulationFailed(f"{type(command).__name__}: {outcome.outcome}, and not refused {code}")
        self.turned_down.add(type(command).__name__)

    def _take(self, command: Command, outcome: CommandOutcome) -> dict[str, Any]:
        require_accepted(command, outcome)
        self.used[type(command).__name__] += 1
        for feed, position in outcome.positions.items():
            if position is not None and not feed.endswith(".sealed"):
                self.after[feed] = max(position, self.after.get(feed, 0))
        return outcome.decided

    async def client(self, by: str = NODE, keeper: str | None = None) -> Client:
        """A client that speaks as a person with every role that people have on the keeper, or on another one."""
        return await self._client(by, keeper or self.keeper)

    async def _client(self, by: str, keeper: str) -> Client:
        if (by, keeper) not in self._clients:
            roles = ("observer",) if by.startswith("QS-") else ROLES
            client = client_of(self.running, keeper, by, roles)
            self._clients[by, keeper] = await self._opened.enter_async_context(client)
        return self._clients[by, keeper]
