"""The command line against a running stack, as its users type it: Hóc Môn comes out as published."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from services.registry.domain import id_of_unit
from sinhhoat.registers import Register, read_register
from sinhhoat.registers.writing import write_register
from sinhhoat.running import Running
from tests.system.survivors import processes_of
from tests.system.terminal import ROOT, Said, Terminal

pytestmark = pytest.mark.system

HOC_MON = ROOT / "examples" / "hoc-mon-2019"
PUBLISHED = {
    "district_direct": (23, 23, 100.0, "100", False),
    "subordinate": (78, 267, 29.21, "29.21", False),
    "residential": (64, 87, 73.56, "73.56", False),
    "party_mass_nonstate": (3, 23, 13.04, "16.24", True),
    "sector_agency": (11, 157, 7.01, "7", False),
    "all": (101, 290, 34.83, None, False),
}
QUARTER = ("--quarter", "2019-Q1")


@pytest.fixture(scope="module")
def terminal() -> Iterator[Terminal]:
    with Terminal.somewhere() as here:
        yield here


@pytest.fixture(scope="module")
async def up(terminal: Terminal) -> AsyncIterator[Running]:
    """A node of real stores, with Hóc Môn loaded; ended by Ctrl-C."""
    words = ("--keeper", "hoc-mon", "--keeper", "one-less", "--keeper", "city")
    async with terminal.up("--data", str(terminal.place / "data"), *words) as (process, running):
        loaded = await terminal.say("load", str(HOC_MON))
        assert loaded.code == 0, loaded.err
        yield running
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 20) == 128 + signal.SIGINT
    assert processes_of(terminal.place) == []


def lines(said: Said) -> dict[str, tuple[Any, ...]]:
    assert said.code == 0, said.err
    return {line.pop("key"): tuple(line.values()) for line in said.json["coverage"]}


def without_one(register: Register) -> Register:
    """Without the row of one residential cell that has one observer."""
    [notice] = register.notices
    types = {unit.code: unit.cell_type for unit in register.units}
    seen = [pair.cell_code for pair in notice.pairs]
    lonely = next(code for code in seen if types[code] == "RESIDENTIAL" and seen.count(code) == 1)
    pairs = tuple(pair for pair in notice.pairs if pair.cell_code != lonely)
    return replace(register, notices=(replace(notice, pairs=pairs),))


async def test_hoc_mon_comes_out_as_published(terminal: Terminal, up: Running) -> None:
    said = await terminal.say("report", "coverage", *QUARTER, "--published", str(HOC_MON / "published.json"), "--json")

    assert lines(said) == PUBLISHED


async def test_the_same_register_again_makes_no_event(terminal: Terminal, up: Running) -> None:
    before = await terminal.say("status", "--json")
    again = await terminal.say("load", str(HOC_MON), "--json")
    after = await terminal.say("status", "--json")

    assert (again.code, again.json["refused"]) == (0, [])
    assert after.json == before.json
    assert sum(feed["published"] for feed in after.json["feeds"]) > 1000
    assert not any(feed["lag"] or feed["parked"] for feed in after.json["feeds"])


async def test_a_register_with_one_row_less_comes_out_with_one_less(terminal: Terminal, up: Running) -> None:
    register = read_register([HOC_MON])
    assert isinstance(register, Register)
    write_register(terminal.place / "copy", without_one(register))

    loaded = await terminal.say("load", str(terminal.place / "copy"), "--keeper", "one-less")
    said = await terminal.say("report", "coverage", *QUARTER, "--keeper", "one-less", "--json")

    assert loaded.code == 0, loaded.err
    found = {key: line[:2] for key, line in lines(said).items()}
    assert (found["all"], found["subordinate"], found["residential"]) == ((100, 290), (77, 267), (63, 87))


async def test_a_register_with_mistakes_is_refused_whole(terminal: Terminal, up: Running) -> None:
    wrong = terminal.place / "wrong"
    wrong.mkdir()
    (wrong / "units.csv").write_text(
        "code,name,kind,level,cell_type,parent_code,established_on\n"
        "HU,Đảng bộ mẫu,committee,district,,,1997-04-01\n"
        "C-1,Chi bộ 1,cell,,KHONG-CO,HU,1997-04-01\n"
        "C-2,Chi bộ 2,cell,,SCHOOL,HU,1997-02-30\n"
    )

    said, told = await asyncio.gather(
        terminal.say("load", str(wrong), "--keeper", "city", "--json"),
        terminal.say("load", str(wrong), "--keeper", "city"),
    )
    state = await terminal.say("status", "--keeper", "city", "--json")

    assert (said.code, told.code) == (1, 1)
    assert [(found["line"], found["column"]) for found in said.json["findings"]] == [
        (3, "cell_type"),
        (4, "established_on"),
    ]
    assert "nothing was stored" in told.err
    assert [feed["published"] for feed in state.json["feeds"]] == [0, 0, 0, 0]


async def test_reports_are_made_as_files_and_held_against_the_history(terminal: Terminal, up: Running) -> None:
    whole, covered, year, wrong = (terminal.place / name for name in ("q.pdf", "c.csv", "y.xlsx", "w.csv"))
    made = await asyncio.gather(
        terminal.say("report", "quarter", *QUARTER, "--to", str(whole)),
        terminal.say("report", "coverage", *QUARTER, "--to", str(covered), "--language", "en"),
        terminal.say("report", "cell", "CB-001", "--year", "2019", "--to", str(year)),
        terminal.say("report", "classification", "--period", "2019"),
    )
    assert [said.code for said in made] == [0, 0, 0, 0], made
    wrong.write_bytes(covered.read_bytes().replace(b"267,78,29.21%", b"267,87,32.58%"))

    held = [await terminal.say("report", "verify", str(file), "--json") for file in (whole, covered, year)]
    altered, strange = [await terminal.say("report", "verify", str(file)) for file in (wrong, ROOT / "README.md")]

    assert [(said.code, said.json["outcome"]) for said in held] == [(0, "as_written")] * 3
    assert altered.code == 1
    assert "87 → 78" in altered.err
    assert strange.code == 2


async def test_who_speaks_at_a_keeper_without_any_grant_is_told_that_he_has_every_role(
    terminal: Terminal, up: Running
) -> None:
    said = await terminal.say("ask", "list-grants", "--keeper", "city", "--as", "BT-1")

    assert said.code == 0, said.err
    assert "no role was ever granted at city" in said.err


async def test_what_is_asked_is_answered_in_tables(terminal: Terminal, up: Running) -> None:
    unit_id = id_of_unit("hoc-mon", "CB-001")
    quarter, evidence, duties, warnings, cell, unit, status = await asyncio.gather(
        terminal.say("report", "quarter", *QUARTER),
        terminal.say("report", "evidence", "assigned_residential", *QUARTER, "--most", "3"),
        terminal.say("report", "duties", *QUARTER, "--overdue", "--duty", "regular_meeting", "--on", "2019-04-01"),
        terminal.say("report", "warnings", *QUARTER, "--on", "2019-04-01", "--most", "3"),
        terminal.say("history", "cell", "CB-001"),
        terminal.say("history", "unit", str(unit_id)),
        terminal.say("status"),
    )

    everything = (quarter, evidence, duties, warnings, cell, unit, status)
    assert [said.code for said in everything] == [0] * 7
    assert "5.976" in quarter.out
    assert "64/87 (73,56%)" in quarter.out
    assert "hoc-mon.assignments:" in evidence.out
    assert "0/870" in duties.out
    assert "quá hạn / overdue" in duties.out
    assert "months_without_meeting" not in warnings.out
    assert "Cells without a regular meeting in two months" in " ".join(warnings.out.split())
    assert "UnitEst" in cell.out
    assert str(unit_id) in unit.out
    assert "hoc-mon.assignments" in status.out
    assert not any("…" in said.out for said in everything), "something was cut off"


async def test_a_history_is_named_by_what_people_know_and_tells_old_and_new(terminal: Terminal, up: Running) -> None:
    by_code, by_id, part, none = await asyncio.gather(
        terminal.say("history", "unit", "CB-001", "--json"),
        terminal.say("history", "unit", str(id_of_unit("hoc-mon", "CB-001")), "--json"),
        terminal.say("history", "structure", "--about", "CB-001", "--field", "units", "--json"),
        terminal.say("history", "structure", "--since", "2100-01-01", "--json"),
    )

    assert by_code.json == by_id.json
    assert [entry["topic"] for entry in by_code.json["entries"]] == [
        "registry.Unit.Opened",
        "registry.Unit.RollReported",
    ]
    assert ["code"] in [change["field"] for change in by_code.json["entries"][0]["changes"]]
    [established] = part.json["entries"]
    assert established["topic"] == "registry.Structure.UnitEstablished"
    assert established["changes"][0]["new"]["code"] == "CB-001"
    assert part.json["total"] > 300
    assert none.json["entries"] == []


REFUSED = {
    ("report", "quarter", "--keeper", "nowhere"): "keeper_not_here",
    ("report", "evidence", "nothing"): "figure_unknown",
    ("report", "duties", "--duty", "nothing"): "duty_unknown",
    ("report", "warnings", "--warning", "nothing"): "warning_unknown",
    ("report", "coverage", "--unit", "XX"): "unit_unknown",
    ("report", "quarter", "--quarter", "2019Q1"): "malformed (quarter)",
    ("history", "meeting", "00000000-0000-0000-0000-000000000001"): "not_there",
    ("history", "visit_plan", "00000000-0000-0000-0000-000000000001"): "not_there",
    ("history", "planned_day", "CB-001", "2019-02-03", "NQS-001"): "not_there",
    ("load", str(HOC_MON), "--at", "2019-01-02"): "clock_not_simulated",
    ("load", str(HOC_MON), "--keeper", "nowhere"): "keeper_not_here",
}


async def test_what_cannot_be_answered_is_refused_in_one_sentence(terminal: Terminal, up: Running) -> None:
    said = dict(zip(REFUSED, await asyncio.gather(*(terminal.say(*words) for words in REFUSED)), strict=True))

    for words, code in REFUSED.items():
        assert (said[words].code, said[words].out) == (1, ""), words
        assert said[words].err.startswith(code), said[words].err
        assert len(said[words].err.splitlines()) == 1, said[words].err


@pytest.mark.parametrize("codes", [(), ("CB-001", "CB-002")], ids=["no code", "two codes"])
async def test_the_history_of_a_unit_is_named_by_one_code(codes: tuple[str, ...], terminal: Terminal) -> None:
    said = await terminal.say("history", "cell", *codes)

    assert said.code == 2
    assert "cell is named by CODE" in said.err
    assert "Traceback" not in said.err


async def test_without_a_running_stack_there_is_one_sentence() -> None:
    with Terminal.somewhere() as empty:
        said = await empty.say("status")

    assert (said.code, said.out) == (1, "")
    assert said.err == "nothing is running: start it with ./dev up or ./dev demo\n"
