"""Whichever process is killed, and whenever: nothing that was acknowledged is lost, and nothing is there twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest

from services.chassis.feed import Feed
from sinhhoat.node import SERVICES
from sinhhoat.processes import Processes
from sinhhoat.stack import Endpoints, Stack
from sinhhoat.stack.children import Child
from tests.eventually import eventually
from tests.system.callers import Book, Callers
from tests.system.conftest import Undisturbed
from tests.system.district import KEEPER
from tests.system.months import live, live_at_last
from tests.system.reports import comparable, reports
from tests.system.stored import StoredFeed, numbers, stored
from tests.system.survivors import processes_of

pytestmark = pytest.mark.system

VICTIMS = (*SERVICES, "PostgreSQL", "NATS")
LOAD, MONTHS = range(2, 15), range(20, 120)
"""Numbers of requests: at first the register is loaded, later the months are lived."""


class Killer:
    """Kills one process after the other in the midst of requests, and starts each again as soon as it has ended."""

    def __init__(self, stack: Stack, processes: Processes, seed: int) -> None:
        self._stack, self._processes = stack, processes
        random = Random(seed)
        victims = random.sample(VICTIMS, len(VICTIMS))
        moments = random.sample(LOAD, 3) + random.sample(MONTHS, len(VICTIMS) - 3)
        self._due = dict(zip(moments, victims, strict=True))
        self._delay = random.random() * 0.02
        self._revivals: list[asyncio.Task[None]] = []
        self._one_at_a_time = asyncio.Lock()
        self.killed: list[int] = []

    def before(self, request: int) -> None:
        victim = self._due.pop(request, None)
        if victim is not None:
            asyncio.get_running_loop().call_later(self._delay, self._strike, victim)

    def _strike(self, victim: str) -> None:
        self._revivals.append(asyncio.create_task(self._kill_and_revive(victim)))

    async def _kill_and_revive(self, victim: str) -> None:
        async with self._one_at_a_time:
            child, again = self._child(victim)
            self.killed.append(child.pid)
            await child.kill()
            await again()

    def _child(self, victim: str) -> tuple[Child, Callable[[], Awaitable[None]]]:
        servers = {"PostgreSQL": self._stack.postgres, "NATS": self._stack.nats}
        server = servers.get(victim)
        if server is None:
            return self._processes.children[victim], lambda: self._processes.start(victim)
        assert server.child is not None
        return server.child, server.start

    async def revived(self) -> None:
        """Wait until all that was killed so far is up again."""
        await asyncio.gather(*self._revivals)

    async def over(self) -> None:
        """Wait until everything has been killed, and is up again."""
        await eventually(lambda: len(self._revivals) == len(VICTIMS))
        await self.revived()


@pytest.mark.parametrize("seed", [2019, 2024])
async def test_a_kill_of_any_process_loses_nothing_and_doubles_nothing(
    tmp_path: Path, undisturbed: Undisturbed, seed: int
) -> None:
    keys = tmp_path / "keys"
    async with Stack(tmp_path) as stack, Processes(stack.endpoints, (KEEPER,), "simulated", keys, tmp_path) as services:
        urls = stack.endpoints.nats
        async with Callers.at(KEEPER, urls["cli"], urls["sealed_portal"], keys) as callers:
            killer = Killer(stack, services, seed)
            callers.book.before = killer.before
            await live_at_last(callers, killer.revived)
            await killer.over()
            after = await live(callers)
            found = await reports(callers.staff(), KEEPER, after)
        histories = await all_stored(stack.endpoints, undisturbed)

    assert len(set(killer.killed)) == len(VICTIMS)
    assert comparable(found) == comparable(undisturbed.reports)
    assert_stored_once(histories, callers.book, undisturbed)
    assert processes_of(tmp_path) == []


async def all_stored(endpoints: Endpoints, undisturbed: Undisturbed) -> dict[Feed, StoredFeed]:
    """The histories, once reactions have done as much as in the undisturbed run."""

    async def done() -> dict[Feed, StoredFeed]:
        histories = await stored(endpoints, KEEPER)
        assert numbers(histories) == undisturbed.commands
        return histories

    histories: dict[Feed, StoredFeed] = await eventually(done, within=30)
    return histories


def assert_stored_once(histories: dict[Feed, StoredFeed], book: Book, undisturbed: Undisturbed) -> None:
    """Every acknowledged command lies in one history, nothing lies there beside, and no history has a gap."""
    for history in histories.values():
        assert history.positions == list(range(1, len(history.positions) + 1))
        assert history.broken_at is None
    ids = [command_id for history in histories.values() for command_id in history.commands]
    assert len(ids) == len(set(ids))
    assert set(book.accepted) <= set(ids)
    assert set(book.accepted) == undisturbed.accepted
