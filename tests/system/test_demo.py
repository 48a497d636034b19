"""The demo, as a newcomer starts it: the published figures as JSON alone, and nothing left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.system.survivors import processes_of
from tests.system.terminal import Terminal
from tests.system.test_command_line import PUBLISHED

pytestmark = pytest.mark.system

KEYS = {
    *("simulated", "quarter", "as_of", "members", "units", "observers", "assignments", "coverage", "visited_coverage"),
}
LINE = ["key", "numerator", "denominator", "percent", "published_percent", "mismatch"]


def private_directories(terminal: Terminal) -> list[Path]:
    return sorted((terminal.place / "tmp").glob(f"sinhhoat-demo-{os.getuid()}-*"))


async def test_the_demo_prints_the_published_figures_as_json_alone(terminal: Terminal) -> None:
    killed = await terminal.start("demo", "--once")
    [left_behind] = await eventually(lambda: private_directories(terminal), within=30)
    killed.kill()
    await killed.communicate()

    said = await terminal.say("demo", "--once", "--json")
    told = said.json

    assert said.code == 0, said.err
    assert told.keys() >= KEYS
    assert (told["simulated"], told["quarter"], told["as_of"]) == (True, "2019-Q1", "2019-03-31")
    assert (told["members"], told["observers"], told["assignments"]) == (5976, 61, 125)
    assert told["units"] == {"grassroots_committees": 18, "grassroots_cells": 23, "subordinate_cells": 267}
    assert [list(line) for line in told["coverage"] + told["visited_coverage"]] == [LINE] * 12
    assert {line["key"]: tuple(list(line.values())[1:]) for line in told["coverage"]} == PUBLISHED
    assert list(PUBLISHED) == [line["key"] for line in told["coverage"]]
    assert all(line["numerator"] <= line["denominator"] for line in told["visited_coverage"])
    assert told["evidence"]["items"]
    assert told["history"]["events"]
    restated = told["restated"]
    assert (restated["old"]["revision"], restated["new"]["revision"]) == (1, 2)
    assert [event["contract"] for event in restated["events"]] == ["assignments.VisitMade.v1"]
    assert {"visits", "visited_all"} <= {figure["key"] for figure in restated["figures"]}
    assert not left_behind.exists()
    assert private_directories(terminal) == []
    assert processes_of(terminal.place) == []


async def test_ctrl_c_ends_the_demo_soon_and_quietly(terminal: Terminal) -> None:
    process = await terminal.start("demo", "--json")
    await terminal.running(process)
    os.killpg(process.pid, signal.SIGINT)
    out, err = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 128 + signal.SIGINT
    assert out == b""
    assert b"Traceback" not in err
    assert b"relay" not in err
    assert processes_of(terminal.place) == []
    assert private_directories(terminal) == []
