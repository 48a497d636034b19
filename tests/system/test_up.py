"""`up`: one process or several come to the same, it ends when told to, and the next one goes on where it stopped."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sinhhoat.running import Running
from tests.system.callers import Book, Callers
from tests.system.conftest import Undisturbed
from tests.system.district import KEEPER
from tests.system.months import live
from tests.system.reports import comparable, reports
from tests.system.survivors import pids_of, processes_of
from tests.system.terminal import Terminal

pytestmark = pytest.mark.system


@asynccontextmanager
async def callers_of(running: Running) -> AsyncIterator[Callers]:
    assert running.sealed_nats is not None
    async with Callers.at(KEEPER, running.nats, running.sealed_nats, Path(running.keys)) as callers:
        yield callers


def of(terminal: Terminal, *words: str) -> tuple[str, ...]:
    return ("--data", str(terminal.place / "data"), "--keeper", KEEPER, "--simulated", *words)


def kills(pid: int, at: int) -> Callable[[int], None]:
    """Before the request with that number is sent, the process is dead soon."""

    def before(request: int) -> None:
        if request == at:
            asyncio.get_running_loop().call_later(0.002, os.kill, pid, signal.SIGKILL)

    return before


async def test_one_process_per_service_reports_what_one_process_reports(
    terminal: Terminal, undisturbed: Undisturbed
) -> None:
    async with terminal.up(*of(terminal, "--processes")) as (process, running):
        async with callers_of(running) as callers:
            after = await live(callers)
            found = await reports(callers.staff(), KEEPER, after)
        meeting = found["evidence meetings_regular"]["items"][0]["aggregate_id"]
        history = await terminal.say("history", "meeting", meeting)
        process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), 20)

    assert comparable(found) == comparable(undisturbed.reports)
    assert history.code == 0, history.err
    assert all(told in history.out for told in ("Meeting.Held", "duration_minutes", "SIMULATED"))
    assert code == 128 + signal.SIGTERM
    assert processes_of(terminal.place) == []


async def test_kill_9_of_up_loses_nothing_that_was_acknowledged(terminal: Terminal, undisturbed: Undisturbed) -> None:
    book = Book()
    for moment in (7, 90):
        async with terminal.up(*of(terminal)) as (process, running), callers_of(running) as callers:
            book.before = kills(process.pid, at=book.requests + moment)
            running_on = asyncio.create_task(live(callers.with_book(book)))
            await process.wait()
            running_on.cancel()
            await asyncio.gather(running_on, return_exceptions=True)
    acknowledged = dict(book.accepted)
    book.before = lambda _: None

    async with terminal.up(*of(terminal)) as (_, running), callers_of(running) as callers:
        after = await live(callers.with_book(book))
        found = await reports(callers.staff(), KEEPER, after)

    assert 60 < len(acknowledged) < len(book.accepted)
    assert {one: book.accepted[one] for one in acknowledged} == acknowledged
    assert comparable(found) == comparable(undisturbed.reports)


async def test_up_ends_with_a_sentence_when_a_service_dies(terminal: Terminal) -> None:
    async with terminal.up(*of(terminal, "--processes")) as (process, _):
        [victim] = [pid for pid, told in pids_of(terminal.place).items() if "services.ratings.main" in told]
        os.kill(victim, signal.SIGKILL)
        _, err = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 1
    assert err.decode().splitlines()[-1].startswith("ratings has ended (-9): ")
    assert processes_of(terminal.place) == []
    assert not list(terminal.folder.iterdir())


async def test_a_store_stays_what_it_was_made(terminal: Terminal) -> None:
    async with terminal.up(*of(terminal)) as (process, _):
        second = await terminal.say("up", *of(terminal))
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), 20)
    real = await terminal.say("up", "--data", str(terminal.place / "data"), "--keeper", KEEPER)

    assert second.code == 1
    assert "is in use by another sinhhoat" in second.err.splitlines()[-1]
    assert real.code == 1
    assert real.err.splitlines()[-1] == f"{KEEPER}.registry: the store is simulated, for ever; it cannot become real"
    assert "Traceback" not in second.err + real.err
