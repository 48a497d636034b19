"""Every check of a fault run is seen to fail: each finds what was planted, and nothing before and after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from services.chassis.feed import Feed
from tests.chaos import histories, shadows
from tests.chaos.databases import opened
from tests.chaos.explained import NATS_AWAY, POSTGRES_AWAY, SERVICE_AWAY
from tests.chaos.findings import Finding
from tests.chaos.histories import Seen
from tests.chaos.kills import Kill
from tests.chaos.level import level
from tests.chaos.load import Load
from tests.chaos.logs import Logs
from tests.chaos.recording import Refusal
from tests.chaos.run import left, named
from tests.chaos.system import KEEPER, NATS, POSTGRES, System
from tests.chaos.trial import Trial
from tests.eventually import eventually

pytestmark = pytest.mark.system

MEETINGS, REPORTING = Feed(KEEPER, "meetings"), Feed(KEEPER, "reporting")
ROWS = f"{MEETINGS.schema}.stored_events"
FIRST, LAST = "1", f"(SELECT max(notification_id) FROM {ROWS})"


class Directories(NamedTuple):
    """What a system is given instead of disks."""

    postgres: Path
    nats: Path


class Still:
    """A system that has lived for a moment, and whose writers stand still."""

    def __init__(self, system: System, load: Load) -> None:
        self.system, self.load = system, load

    async def found(self) -> set[str]:
        """The kinds of what a look at the whole of all histories finds."""
        return {one.kind for one in await histories.check(self.system, self.load.book, Seen())}

    @asynccontextmanager
    async def planted(self, service: str, fault: str, undone: str) -> AsyncIterator[None]:
        """A statement that no service could carry out, and the one that takes it back."""
        async with opened(self.system, service) as admin:
            await admin.execute(fault)
            yield
            await admin.execute(undone)


@pytest.fixture(scope="module")
async def still(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Still]:
    system = System(tmp_path_factory.mktemp("still") / "system")
    async with system, Load(system, 1) as load:
        trial = Trial(system, load, Random(1))
        await trial.moment()
        has_reported: bool = await eventually(
            lambda: any(told.feed == REPORTING for told in load.book.acknowledged.values())
        )
        assert has_reported
        async with system.gate.closed():
            await level(system)
            for feed in (MEETINGS, REPORTING):
                await _disarm(system, feed)
            yield Still(system, load)


async def test_nothing_is_found_where_nothing_is_wrong(still: Still) -> None:
    assert await still.found() == set()
    assert await shadows.check(still.system) == []
    assert left_beside_the_running(still.system) == []


@pytest.mark.parametrize("feed", [MEETINGS, REPORTING], ids=str)
async def test_a_lost_command_is_found(still: Still, feed: Feed) -> None:
    table = f"{feed.schema}.commands"
    one = next(told for told in still.load.book.acknowledged.values() if told.feed == feed)
    take = f"CREATE TABLE public.kept AS SELECT * FROM {table} WHERE command_id = '{one.command_id}'"
    delete = f"DELETE FROM {table} WHERE command_id = '{one.command_id}'"

    async with still.planted(
        feed.service, f"{take}; {delete}", f"INSERT INTO {table} SELECT * FROM public.kept; {DROP}"
    ):
        assert "lost" in await still.found()
    assert await still.found() == set()


@pytest.mark.parametrize("which", [FIRST, LAST])
async def test_a_command_whose_events_are_stored_twice_is_found(still: Still, which: str) -> None:
    async with still.planted("meetings", *twice(which)):
        assert "doubled" in await still.found()
    assert await still.found() == set()


async def test_a_command_that_was_seen_before_and_is_stored_again_is_found(still: Still) -> None:
    seen = Seen()
    assert await histories.check(still.system, still.load.book, seen) == []

    async with still.planted("meetings", *twice(FIRST)):
        found = await histories.check(still.system, still.load.book, seen)
        assert "doubled" in {one.kind for one in found}
    assert await still.found() == set()


def twice(which: str) -> tuple[str, str]:
    """The row once more at the end, and how it is taken away; readers are not told, so that the services go on."""
    again = f"""CREATE TEMPORARY TABLE again AS SELECT * FROM {ROWS} WHERE notification_id = {which};
        UPDATE again SET contract = NULL, wire = NULL, notification_id = (SELECT max(notification_id) + 1 FROM {ROWS}),
                         originator_version = (SELECT max(r.originator_version) + 1 FROM {ROWS} r
                                                WHERE r.originator_id = again.originator_id);
        INSERT INTO {ROWS} SELECT * FROM again; DROP TABLE again"""
    return again, f"DELETE FROM {ROWS} WHERE notification_id = {LAST}"


async def test_a_missing_row_is_found(still: Still) -> None:
    take = f"CREATE TABLE public.kept AS SELECT * FROM {ROWS} WHERE notification_id = 3"

    async with still.planted(
        "meetings",
        f"{take}; DELETE FROM {ROWS} WHERE notification_id = 3",
        f"INSERT INTO {ROWS} SELECT * FROM public.kept; {DROP}; {AT_ONCE}",
    ):
        async with opened(still.system, "meetings") as connection:
            assert await histories.positions(connection, MEETINGS)
            assert await histories.versions(connection, MEETINGS)
        assert "history" in await still.found()
    assert await still.found() == set()


async def test_an_altered_row_breaks_the_chain(still: Still) -> None:
    change = f"UPDATE {ROWS} SET metadata = metadata || ' '::bytea WHERE notification_id = 3"
    undo = f"UPDATE {ROWS} SET metadata = substring(metadata FOR length(metadata) - 1) WHERE notification_id = 3"

    async with still.planted("meetings", change, f"{undo}; {AT_ONCE}"):
        found = await histories.links(still.system, "meetings", MEETINGS, Seen())
        assert found == [Finding("history", f"{MEETINGS}: the chain breaks at 3")]
    assert await still.found() == set()


async def test_another_reply_than_was_given_is_found(still: Still) -> None:
    table = f"{MEETINGS.schema}.commands"
    change = f"UPDATE {table} SET reply = replace(convert_from(reply, 'UTF8'), '_id', '_no')::bytea"

    async with still.planted("meetings", change, change.replace("'_id', '_no'", "'_no', '_id'")):
        assert await still.found() == {"answer"}
    assert await still.found() == set()


async def test_a_changed_row_of_a_read_model_is_found(still: Still) -> None:
    await shadows.check(still.system)
    table = "reporting_facts.meeting_fact"
    change, undo = (f"UPDATE {table} SET expected = expected {sign} 1" for sign in ("+", "-"))

    async with still.planted("reporting", change, undo):
        for from_nothing in (False, True):
            found = await shadows.check(still.system, from_nothing=from_nothing)
            assert [one.kind for one in found] == ["read model"]
    assert await shadows.check(still.system) == []


async def test_a_reader_that_is_behind_is_found(still: Still) -> None:
    change, undo = (f"UPDATE reporting_facts.positions SET behind = {behind}" for behind in ("true", "false"))

    async with still.planted("reporting", change, undo):
        with pytest.raises(AssertionError, match=r"reporting_facts at lang-mau\.meetings: .* behind"):
            await level(still.system, within=0.2)
    assert await level(still.system) >= 0


async def test_a_reader_that_stands_nowhere_is_found(still: Still) -> None:
    feed = "feed = 'lang-mau.meetings'"
    take = f"CREATE TABLE public.kept AS SELECT * FROM reporting_facts.positions WHERE {feed}"
    back = f"DELETE FROM reporting_facts.positions WHERE {feed}; INSERT INTO reporting_facts.positions"

    async with still.planted(
        "reporting",
        f"{take}; DELETE FROM reporting_facts.positions WHERE {feed}",
        f"{back} SELECT * FROM public.kept; {DROP}",
    ):
        with pytest.raises(AssertionError, match=r"reporting_facts at lang-mau\.meetings: stands nowhere"):
            await level(still.system, within=0.2)
    assert await level(still.system) >= 0


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("meetings", '{"event": "handler_crashed", "level": "error"}'),
        ("meetings", "Traceback (most recent call last):"),
        (POSTGRES, "2026-01-01 00:00:00.000 UTC [1] ERROR:  duplicate key value violates unique constraint"),
        (NATS, "[1] 2026/01/01 00:00:00.000000 [ERR] JetStream failed to store"),
    ],
)
async def test_a_line_that_no_fault_explains_is_found(still: Still, name: str, line: str) -> None:
    logs = Logs(still.system, warnings=False)
    explained = (*POSTGRES_AWAY, *NATS_AWAY, *SERVICE_AWAY)
    logs.unexplained(explained)
    with still.system.log_of(name).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

    assert logs.unexplained(explained) == [Finding("log", f"{name}: {line}")]
    assert logs.unexplained(explained) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("meetings", '{"event": "reaction_refused", "level": "warning"}'),
        (POSTGRES, "2026-01-01 00:00:00.000 UTC [1] WARNING:  out of the ordinary"),
        (NATS, "[1] 2026/01/01 00:00:00.000000 [WRN] out of the ordinary"),
    ],
)
async def test_a_warning_is_found_where_warnings_count(still: Still, name: str, line: str) -> None:
    strict, lenient = Logs(still.system), Logs(still.system, warnings=False)
    for logs in (strict, lenient):
        logs.unexplained(())
    with still.system.log_of(name).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

    assert Finding("log", f"{name}: {line}") in strict.unexplained(())
    assert lenient.unexplained(()) == []


async def test_a_process_that_is_left_is_found(still: Still) -> None:
    process = await asyncio.create_subprocess_exec("sleep", "60", cwd=still.system.directory)
    try:
        [found] = left_beside_the_running(still.system)
        assert (found.kind, "sleep 60" in found.text) == ("process", True)
    finally:
        process.kill()
        await process.wait()


async def test_a_process_that_is_left_on_a_disk_is_found(tmp_path: Path) -> None:
    disks = Directories(tmp_path / "disks" / "postgres", tmp_path / "disks" / "nats")
    system = System(tmp_path / "system", disks=disks)
    for at in (disks.postgres, disks.nats):
        at.mkdir(parents=True)
        process = await asyncio.create_subprocess_exec("sleep", "60", cwd=at)
        try:
            assert [(one.kind, "sleep 60" in one.text) for one in left(system)] == [("process", True)]
        finally:
            process.kill()
            await process.wait()
    assert left(system) == []


async def test_a_process_that_ends_by_itself_is_found_and_started_again(still: Still) -> None:
    trial = Trial(still.system, still.load, Random(1))
    await still.system.kill("ratings")

    assert await trial.ended() == [Finding("process", "ratings has ended by itself")]
    assert await trial.ended() == []


def test_what_ends_a_run_names_the_blow_and_the_seed() -> None:
    with pytest.raises(OSError, match="no such thing") as raised, named(Kill(NATS), 7):
        raise OSError("no such thing")

    assert raised.value.__notes__ == ["the blow: kill -9 NATS, seed 7"]


async def test_an_answer_that_nothing_explains_is_found(still: Still) -> None:
    trial = Trial(still.system, still.load, Random(1))
    one = next(iter(still.load.book.acknowledged))
    still.load.book.refused.append(Refusal(one, "meetings.record_meeting.v1", "meeting_already_held"))

    assert [found.kind for found in trial.refused()] == ["answer"]
    assert trial.refused() == []


DROP = "DROP TABLE public.kept"
AT_ONCE = f"UPDATE {ROWS} SET contract = contract"
"""As after a restore: whoever put one row back would have stored its command in two transactions."""


def left_beside_the_running(system: System) -> list[Finding]:
    """What is left beside the programs that the system itself has started."""
    ours = ("postgres", "nats-server", "-m services.")
    return [one for one in left(system) if not any(name in one.text for name in ours)]


async def _disarm(system: System, feed: Feed) -> None:
    """What keeps a history append-only is switched off: we do what nobody can."""
    async with opened(system, feed.service) as admin:
        for table in ("stored_events", "commands"):
            await admin.execute(f"ALTER TABLE {feed.schema}.{table} DISABLE TRIGGER ALL")
