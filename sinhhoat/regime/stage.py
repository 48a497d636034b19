"""A stack of its own for scenarios: simulated stores, a keeper for each, everything gone at the end."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sinhhoat.node import Node
from sinhhoat.regime.looking import Failed
from sinhhoat.regime.playing import Played, Player
from sinhhoat.regime.scenario import Scenario
from sinhhoat.running import Running
from sinhhoat.stack.endpoints import Endpoints
from sinhhoat.stack.settings import StackSettings
from sinhhoat.stack.stack import Stack

CITY = "city"
AT_ONCE = 3
"""Scenarios played at the same time: each has keepers of its own."""


@asynccontextmanager
async def stage(scenarios: Sequence[Scenario]) -> AsyncIterator[Running]:
    """A stack that hosts every keeper that they need, and the city."""
    with TemporaryDirectory(prefix="sh-", ignore_cleanup_errors=True) as place:
        directory = Path(place)
        async with (
            Stack(directory / "stack", StackSettings()) as stack,
            hosted(stack.endpoints, scenarios, directory / "keys") as running,
        ):
            yield running


@asynccontextmanager
async def hosted(endpoints: Endpoints, scenarios: Sequence[Scenario], keys: Path) -> AsyncIterator[Running]:
    """All services over servers that run already, for the keepers of scenarios."""
    own = dict.fromkeys(keeper for scenario in scenarios for keeper in scenario.all_keepers())
    async with hosting(endpoints, (*(keeper for keeper in own if keeper != CITY), CITY), keys) as running:
        yield running


@asynccontextmanager
async def hosting(endpoints: Endpoints, keepers: tuple[str, ...], keys: Path) -> AsyncIterator[Running]:
    """All services over servers that run already, for some keepers, whose stores are simulated."""
    async with Node(endpoints, keepers, "simulated", keys, clock=lambda: datetime.now(UTC)) as node:
        yield Running(
            pid=os.getpid(),
            directory=str(keys.parent),
            keepers=keepers,
            simulated=True,
            nats=endpoints.nats["cli"],
            sealed_nats=endpoints.nats["sealed_portal"],
            keys=str(keys),
            http=node.http,
            postgres=endpoints.postgres_admin,
        )


async def played_all(running: Running, scenarios: Sequence[Scenario], root: Path) -> dict[str, Played | Failed]:
    """What came of each by its name. Those that use the city's history go one after another, in the order of days."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(scenario: Scenario) -> Played | Failed:
        async with places:
            try:
                return await Player(running, scenario, root).play()
            except Failed as failed:
                return failed

    async def in_turn(turn: Sequence[Scenario]) -> list[Played | Failed]:
        return [await one(scenario) for scenario in turn]

    of_city = sorted((one for one in scenarios if CITY in one.keepers), key=lambda one: str(one.steps[0].on))
    others = [one for one in scenarios if CITY not in one.keepers]
    turns = [of_city, *([one] for one in others)]
    found = await asyncio.gather(*(in_turn(turn) for turn in turns))
    names = [one.name for turn in turns for one in turn]
    return dict(zip(names, (outcome for turn in found for outcome in turn), strict=True))
