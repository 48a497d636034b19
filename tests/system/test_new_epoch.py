"""A registry that was set back and begins a new epoch: what others had read of the lost part goes by a replay."""

from __future__ import annotations

import asyncio
import signal
from asyncio.subprocess import Process
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.message import Command
from contracts.registry import AdoptCellTypes, CellType, CellTypeGroup, EstablishUnit
from sinhhoat.asking import client_of
from sinhhoat.running import Running
from sinhhoat.stack import Stack
from tests.eventually import eventually
from tests.system.terminal import Terminal

pytestmark = pytest.mark.system

KEEPER, DAY = "hoc-mon", date(2010, 1, 1)
WHICH = ("--service", "registry", "--keeper", KEEPER)
BACKUP = ("CREATE DATABASE backup TEMPLATE registry",)
RESTORE = (
    "DROP DATABASE registry",
    "ALTER DATABASE backup RENAME TO registry",
    "GRANT CONNECT ON DATABASE registry TO registry_service, registry_migration",
    "GRANT CREATE ON DATABASE registry TO registry_owner, registry_migration",
)
COVERAGE = ("report", "coverage", "--quarter", "2019-Q1", "--json")


def types() -> AdoptCellTypes:
    kind = CellType(token="RESIDENTIAL", name_vi="Ấp", name_en="Hamlet", group="residential")
    group = CellTypeGroup(key="residential", name_vi="Ấp", name_en="Hamlets")
    return AdoptCellTypes(command_id=uuid4(), version="1", effective_from=DAY, types=[kind], groups=[group])


def unit(code: str) -> EstablishUnit:
    """HU is the committee, all others are cells under it."""
    root = code == "HU"
    return EstablishUnit(
        command_id=uuid4(),
        code=code,
        name=f"Tổ chức {code}",
        kind="committee" if root else "cell",
        level="district" if root else None,
        cell_type=None if root else "RESIDENTIAL",
        parent_code=None if root else "HU",
        established_on=DAY,
    )


async def record(running: Running, *commands: Command) -> None:
    async with client_of(running, KEEPER) as client:
        for command in commands:
            [outcome] = await client.send(KEEPER, [command])
            assert outcome.outcome == "accepted", outcome.refusal


async def end(process: Process) -> None:
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.wait(), 30)


async def in_the_database(data: Path, statements: Sequence[str]) -> None:
    """With no service at work."""
    async with Stack(data) as stack:
        admin = await asyncpg.connect(stack.endpoints.postgres_admin.format(database="postgres"))
        for statement in statements:
            await admin.execute(statement)
        await admin.close()


async def registry_at(terminal: Terminal, position: int) -> dict[str, Any]:
    """What reporting says of the registry's feed, once it has come to a position."""

    async def there() -> dict[str, Any]:
        said = await terminal.say("status", "--json")
        state: dict[str, Any] = next(one for one in said.json["feeds"] if one["feed"] == f"{KEEPER}.registry")
        assert state["position"] == position
        return state

    found: dict[str, Any] = await eventually(there, within=30)
    return found


async def cells(terminal: Terminal) -> int:
    said = await terminal.say(*COVERAGE)
    [line] = [one for one in said.json["coverage"] if one["key"] == "all"]
    return int(line["denominator"])


async def test_what_was_given_up_goes_by_a_replay_and_the_history_goes_on(terminal: Terminal) -> None:
    data = terminal.place / "data"
    up = ("--data", str(data), "--keeper", KEEPER)
    async with terminal.up(*up) as (process, running):
        await record(running, types(), unit("HU"), unit("CB-1"), unit("CB-2"))
        await registry_at(terminal, 7)
        await end(process)
    await in_the_database(data, BACKUP)
    async with terminal.up(*up) as (process, running):
        await record(running, unit("CB-3"), unit("CB-4"))
        await registry_at(terminal, 11)
        await end(process)
    await in_the_database(data, RESTORE)

    async with terminal.up(*up) as (process, running):
        given_up = await terminal.say(
            *("feed", "adopt", *WHICH, "--new-epoch", "--lost-to", "lost.ndjson", "--reason", "Khôi phục từ bản sao")
        )
        assert given_up.code == 0, given_up.err
        assert len((terminal.place / "lost.ndjson").read_text().splitlines()) == 2
        assert await cells(terminal) == 4, "readers count what was lost until they are made anew"

        refused = await terminal.say("replay", "reporting")
        assert (refused.code, "--accept" in refused.err) == (1, True)
        for service in ("meetings", "reporting"):
            replayed = await terminal.say("replay", service, "--accept")
            assert replayed.code == 0, replayed.err
        assert await cells(terminal) == 2

        await record(running, unit("CB-3"), unit("CB-5"))
        state = await registry_at(terminal, 15)
        assert (state["forked"], state["lag"]) == (None, 0)
        assert await cells(terminal) == 4

        # Assignments was forgotten: it has stopped at the first new event, and a replay settles it too.
        stopped, settled = [await terminal.say("replay", "assignments", *words) for words in ((), ("--accept",))]
        assert (stopped.code, settled.code) == (1, 0)
        assert "forked" in stopped.err
        again = await terminal.say("replay", "reporting", "--json")
        assert (again.code, again.json["rebuilt"][0]["different"]) == (0, []), again.err
        await end(process)
