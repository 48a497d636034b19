"""An auditor keeps a report, things go on and are corrected, and it is read again as it was, by every way the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from contracts.message import Command
from contracts.registry import EstablishUnit, RenameUnit, WithdrawRoll
from contracts.reporting import ReadQuarter
from services.chassis.errors import Refused
from services.registry.domain import id_of_unit
from sinhhoat.asking import client_of
from sinhhoat.registers.writing import write_register
from sinhhoat.running import Running
from tests.eventually import eventually
from tests.system.district import KEEPER, QUARTER, a_district
from tests.system.terminal import Said, Terminal

pytestmark = pytest.mark.system

REPORTS = {
    "quarter": ("report", "quarter", "--quarter", QUARTER),
    "evidence": ("report", "evidence", "members", "--quarter", QUARTER),
}
LATER: tuple[Command, ...] = (
    WithdrawRoll(command_id=uuid4(), unit_id=id_of_unit(KEEPER, "CB-07"), as_of=date(2019, 1, 1), reason="Nhầm đơn vị"),
    RenameUnit(
        command_id=uuid4(), unit_id=id_of_unit(KEEPER, "HU"), name="Đảng bộ đổi tên", effective_on=date(2019, 1, 5)
    ),
    EstablishUnit(
        command_id=uuid4(), code="CB-99", name="Chi bộ 99", kind="cell", cell_type="SCHOOL", parent_code="HU",
        established_on=date(2019, 2, 1),
    ),
)  # fmt: skip


@dataclass
class Audit:
    """A node with the small district, the reports that were kept of it, and the instant at which they were."""

    terminal: Terminal
    running: Running
    kept: dict[str, Any]
    instant: str

    def file(self, name: str) -> str:
        """Where the auditor has kept one."""
        path = self.terminal.place / f"{name}.json"
        path.write_text(json.dumps(self.kept[name]), encoding="utf-8")
        return str(path)

    async def ask(self, name: str, *words: str) -> Any:
        return (await self.well(*REPORTS[name], *words, "--json")).json

    async def well(self, *words: str) -> Said:
        said = await self.terminal.say(*words)
        assert said.code == 0, said.err
        return said


@pytest.fixture(scope="module")
async def audit() -> AsyncIterator[Audit]:
    """After the reports were kept, what they count was taken back, renamed and added to; then a replay was built."""
    with Terminal.somewhere() as terminal:
        write_register(terminal.place / "register", a_district())
        words = ("--data", str(terminal.place / "data"), "--keeper", KEEPER, "--keeper", "city")
        async with terminal.up(*words) as (_, running):
            here = Audit(terminal, running, {}, "")
            await here.well("load", str(terminal.place / "register"))
            here.kept = {name: await here.ask(name) for name in REPORTS}
            here.instant = datetime.now(UTC).isoformat()
            await go_on(running)
            built = await here.well("replay", "reporting", "--until", here.file("quarter"), "--name", "kept", "--json")
            assert built.json["replay"]["known"] == here.kept["quarter"]["known"]
            yield here


async def go_on(running: Running) -> None:
    async with client_of(running, KEEPER) as client:
        outcomes = await client.send(KEEPER, LATER)
        assert [one.outcome for one in outcomes] == ["accepted"] * len(LATER), outcomes
        after = {feed: at for one in outcomes for feed, at in one.positions.items() if at}
        report = await client.ask(KEEPER, ReadQuarter(quarter=QUARTER, after=after))
        assert report.head.unit_name == "Đảng bộ đổi tên"


def as_of_nowhere(printed: dict[str, Any]) -> dict[str, Any]:
    """Without the name of what it was read from."""
    if "head" in printed:
        return {**printed, "head": {**printed["head"], "replay": None}}
    return {**printed, "replay": None}


async def test_from_a_replay_of_a_kept_report_every_report_is_the_one_that_was_kept(audit: Audit) -> None:
    for name, kept in audit.kept.items():
        replayed, known, now = [
            await audit.ask(name, *words) for words in (("--replay", "kept"), ("--known", audit.file(name)), ())
        ]
        assert as_of_nowhere(replayed) == known == kept
        assert now["sha256"] != kept["sha256"]


async def test_from_a_replay_of_an_instant_the_report_is_the_one_that_was_kept(audit: Audit) -> None:
    built = await audit.well("replay", "reporting", "--until", audit.instant, "--name", "instant")

    assert "by the instant of recording" in built.out
    assert as_of_nowhere(await audit.ask("quarter", "--replay", "instant")) == audit.kept["quarter"]
    assert await audit.ask("quarter", "--known", audit.instant) == audit.kept["quarter"]


async def test_what_was_kept_is_checked_and_a_changed_file_is_found(audit: Audit) -> None:
    for name, words in (("quarter", ()), ("evidence", ("--replay", "kept"))):
        said = await audit.well("report", "check", audit.file(name), *words)
        assert "as it was printed" in said.out

    audit.kept["altered"] = {**audit.kept["quarter"], "members": audit.kept["quarter"]["members"] + 1}
    altered = audit.file("altered")
    del audit.kept["altered"]
    said = await audit.terminal.say("report", "check", altered)

    assert said.code == 1
    assert "changed after it was printed" in said.err
    assert f"→ {audit.kept['quarter']['members']}" in said.err


async def test_what_is_printed_says_that_it_is_a_replay_and_of_what(audit: Audit) -> None:
    said = await audit.well(*REPORTS["quarter"], "--replay", "kept")

    assert "replay kept" in said.out
    assert f"{KEEPER}.registry {audit.kept['quarter']['known'][f'{KEEPER}.registry']}" in said.out


async def test_replays_are_listed_and_let_go(audit: Audit) -> None:
    await audit.well("replay", "reporting", "--until", audit.file("quarter"), "--name", "gone")
    listed = (await audit.well("replay", "reporting", "--list", "--json")).json["replays"]
    await audit.well("replay", "reporting", "--drop", "gone")
    said = await audit.terminal.say(*REPORTS["quarter"], "--replay", "gone")

    assert [one["known"] for one in listed if one["name"] == "gone"] == [audit.kept["quarter"]["known"]]
    assert (said.code, said.err.split(":")[0]) == (1, "replay_unknown (replay)")


async def test_whoever_may_not_read_reports_may_not_read_them_from_a_replay(audit: Audit) -> None:
    query = ReadQuarter(quarter=QUARTER, replay="kept")
    for role in ("observer", "secretary", "committee", "operator"):
        async with client_of(audit.running, KEEPER, "somebody", (role,)) as client:
            with pytest.raises(Refused, match="not_allowed"):
                await client.ask(KEEPER, query)
    async with client_of(audit.running, KEEPER, "somebody", ("auditor",)) as client:
        assert (await client.ask(KEEPER, query)).head.replay == "kept"


async def test_what_is_no_moment_is_refused_and_nothing_is_left(audit: Audit) -> None:
    before = await schemas(audit.running)
    path = audit.terminal.place / "wrong.json"
    path.write_text(json.dumps({f"{KEEPER}.registry": 100_000}), encoding="utf-8")

    said = await audit.terminal.say("replay", "reporting", "--until", str(path))

    assert said.code == 1
    assert said.err.splitlines()[-1].endswith("there is no position 100000 yet")
    assert await schemas(audit.running) == before


async def test_a_whole_replay_and_its_way_back_leave_replays_and_reports_as_they_are(audit: Audit) -> None:
    before = await audit.ask("quarter")
    rebuilt = (await audit.well("replay", "reporting", "--json")).json["rebuilt"]
    back = await audit.well("replay", "reporting", "--undo")

    assert [(one["projection"], one["different"]) for one in rebuilt] == [
        ("reporting_facts", []),
        ("reporting_revisions", []),
    ]
    assert "the former tables are live again" in back.out
    assert await audit.ask("quarter") == before
    assert as_of_nowhere(await audit.ask("quarter", "--replay", "kept")) == audit.kept["quarter"]

    async def goes_on() -> bool:
        async with client_of(audit.running, KEEPER) as client:
            command = RenameUnit(
                command_id=uuid4(), unit_id=id_of_unit(KEEPER, "DU-1"), name="Đảng bộ xã", effective_on=date(2019, 1, 6)
            )
            [outcome] = await client.send(KEEPER, [command])
            after = {feed: at for feed, at in outcome.positions.items() if at}
            return (await client.ask(KEEPER, ReadQuarter(unit_code="DU-1", after=after))).head.unit_name == "Đảng bộ xã"

    went_on: bool = await eventually(goes_on, within=30)
    assert went_on


async def schemas(running: Running) -> set[str]:
    connection = await asyncpg.connect(running.postgres.format(database="reporting"))
    try:
        return {row[0] for row in await connection.fetch("SELECT nspname::text FROM pg_namespace")}
    finally:
        await connection.close()


async def test_totals_are_the_sums_of_their_facts_at_every_keeper_and_in_the_city(audit: Audit) -> None:
    checked = (await audit.well("check", "totals", "--quarter", QUARTER, "--json")).json

    assert (checked["quarters"], checked["wrong"]) == (1, [])
    assert checked["compared"] > 100
