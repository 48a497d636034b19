"""Histories leave one node as files and come into another: its reports and its read model are then the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from sinhhoat.running import Running
from tests.eventually import eventually
from tests.system.terminal import ROOT, Said, Terminal

pytestmark = pytest.mark.system

HOC_MON = ROOT / "examples" / "hoc-mon-2019"
COVERAGE = ("report", "coverage", "--quarter", "2019-Q1", "--json")
SUBMITTED = ("report", "submitted", "--quarter", "2019-Q1", "--json")
SERVICES = ("assignments", "meetings", "ratings", "registry", "reporting")
DISTRICT = ("--keeper", "hoc-mon")
FACTS = """
SELECT table_name FROM information_schema.tables WHERE table_schema = 'reporting_facts' AND table_type = 'BASE TABLE'
   AND table_name <> 'prepared'"""


@pytest.fixture(scope="module")
async def exported() -> AsyncIterator[tuple[Terminal, Running]]:
    """A node with Hóc Môn and one report begun, and its histories in files, a file for each service."""
    with Terminal.somewhere() as terminal:
        async with terminal.up("--data", str(terminal.place / "data"), *DISTRICT) as (_, running):
            await well(terminal, "load", str(HOC_MON))
            await eventually(lambda: opened(terminal), within=30)  # type: ignore[arg-type,return-value]
            await well(terminal, "export", "history", "--keeper", "hoc-mon", "--to", "hoc-mon.ndjson.zst")
            yield terminal, running


async def opened(terminal: Terminal) -> bool:
    """Begin the district's report, once reporting knows the district; whether it has begun."""
    return (await terminal.say("do", "open-quarter", "--unit", "HU", "--quarter", "2019-Q1")).code == 0


async def well(terminal: Terminal, *words: str) -> Said:
    said = await terminal.say(*words)
    assert said.code == 0, said.err
    return said


async def read_model(running: Running) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the facts; but when each arrived here is no part of what is told."""
    connection = await asyncpg.connect(running.postgres.format(database="reporting"))
    try:
        names = sorted({row["table_name"] for row in await connection.fetch(FACTS)} - {"arrival"})
        tables = {name: await connection.fetch(f"SELECT * FROM reporting_facts.{name}") for name in names}
    finally:
        await connection.close()
    return {name: sorted(map(tuple, rows), key=str) for name, rows in tables.items()}


async def test_an_import_gives_an_equal_read_model(exported: tuple[Terminal, Running]) -> None:
    terminal, running = exported
    with Terminal.somewhere() as elsewhere:
        async with elsewhere.up("--data", str(elsewhere.place / "data"), *DISTRICT) as (_, other):
            files = [str(terminal.place / f"hoc-mon.{service}.ndjson.zst") for service in SERVICES]
            told = await well(elsewhere, "import", "history", "--json", *files)
            assert [json.loads(line)["file"] for line in told.out.splitlines()] == files

            async def level() -> bool:
                assert await read_model(other) == await read_model(running)
                assert (await elsewhere.say(*SUBMITTED)).json == (await terminal.say(*SUBMITTED)).json
                return True

            became_level: bool = await eventually(level, within=30)
            assert became_level
            there, here = await elsewhere.say(*COVERAGE), await terminal.say(*COVERAGE)
            again = await elsewhere.say("import", "history", str(terminal.place / "hoc-mon.registry.ndjson.zst"))

    assert there.json == here.json
    assert len((await read_model(running))["told"]) > 700
    assert again.code == 1
    assert again.err.startswith("store_not_empty: ")


async def test_a_file_that_is_there_is_not_written_over(exported: tuple[Terminal, Running]) -> None:
    terminal, _ = exported

    said = await terminal.say("export", "history", "--service", "registry", "--to", "hoc-mon.registry.ndjson.zst")

    assert said.code == 2


async def test_files_are_named_after_their_service_and_none_holds_plans(exported: tuple[Terminal, Running]) -> None:
    terminal, _ = exported

    there = sorted(path.name for path in terminal.place.glob("*.zst"))
    again = await terminal.say("export", "history", "--to", "hoc-mon.ndjson.zst")

    assert there == [f"hoc-mon.{service}.ndjson.zst" for service in SERVICES]
    assert again.code == 2


async def test_what_is_parked_is_shown_and_let_go_for_a_reason(exported: tuple[Terminal, Running]) -> None:
    terminal, running = exported
    connection = await asyncpg.connect(running.postgres.format(database="reporting"))
    await connection.execute(
        """INSERT INTO reporting_facts.parked VALUES ('hoc-mon.registry', 7, gen_random_uuid(),
             convert_to('{"aggregate_id":"00000000-0000-4000-8000-000000000001","contract":"registry.UnitMoved.v1",'
                        || '"recorded_at":"2019-01-31T12:00:00+00:00"}' || E'\\n{"n":1}', 'UTF8'), 'planted', now())"""
    )
    await connection.close()
    where = ("reporting", "reporting_facts", "hoc-mon.registry:7")

    listed = await well(terminal, "parked", "list", "--json")
    shown = await well(terminal, "parked", "show", *where, "--json")
    dropped = await well(terminal, "parked", "drop", *where, "--reason", "Sự kiện thử nghiệm", "--json")
    after = await well(terminal, "parked", "list", "--service", "reporting", "--json")
    report = await well(terminal, *COVERAGE)

    assert [(event["position"], event["dropped"]) for event in listed.json["events"]] == [(7, None)]
    assert shown.json["body"] == '{"n":1}'
    assert dropped.json["decided"] == {"projection": "reporting_facts", "feed": "hoc-mon.registry", "position": 7}
    assert after.json["events"][0]["dropped"]["reason"] == "Sự kiện thử nghiệm"
    assert report.json["parked"] == 1


async def test_a_sound_feed_is_reported_and_not_adopted(exported: tuple[Terminal, Running]) -> None:
    terminal, _ = exported
    which = ("feed", "adopt", "--service", "registry", *DISTRICT)

    report = await well(terminal, *which)
    act = await terminal.say(*which, "--from-export", "hoc-mon.registry.ndjson.zst", "--reason", "Thử")

    assert "not forked" in report.out
    assert act.code == 1
    assert act.err.startswith("feed_not_forked: ")
