"""The words of the command line: a history prints what was written, and after `erase text` that it was erased."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner, Result

from contracts.meetings import CancelMeeting, MeetingCancelled, ScheduleMeeting
from services.chassis.errors import Refused
from sinhhoat.__main__ import app
from sinhhoat.running import FOLDER, Running, announce
from sinhhoat.stack import Endpoints
from tests.assignments.district import STAFF, District
from tests.assignments.given import KEEPER

pytestmark = pytest.mark.connected

REASON = "Ông Ba [/i] đi [red]xylophon"
"""With what would end the printing if it were taken for marks of style."""
ERASED = "[đã xoá / erased]"


@pytest.fixture(scope="module")
async def district(module_endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[District]:
    async with District.at_work(module_endpoints, tmp_path_factory.mktemp("node") / "keys") as at_work:
        yield at_work


@pytest.fixture(autouse=True)
def running(district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that tells the command line where the district is at work."""
    running = Running(
        pid=os.getpid(),
        directory=str(tmp_path),
        keepers=(KEEPER,),
        simulated=True,
        nats=district.endpoints.nats["cli"],
        sealed_nats=None,
        keys=str(district.keys),
        http={},
        postgres="",
    )
    announce(running, tmp_path)
    monkeypatch.setenv(FOLDER, str(tmp_path))


async def a_cancelled_meeting(district: District) -> tuple[str, str]:
    """The ids of a meeting that was called off and of the reason."""
    cell_id, meeting_id = await district.a_cell(), uuid4()
    scheduled = ScheduleMeeting(
        command_id=uuid4(),
        cell_id=cell_id,
        kind="extraordinary",
        month=date(2019, 4, 1),
        meeting_id=meeting_id,
        starts_at=datetime(2019, 4, 3, 12, 30, tzinfo=UTC),
        place="Trụ sở",
    )
    await district.must(STAFF, scheduled)
    cancel = CancelMeeting(command_id=uuid4(), cell_id=cell_id, meeting_id=meeting_id, reason=REASON)
    await district.must(STAFF, cancel)
    told = [MeetingCancelled.model_validate_json(wire) for wire in await district.wire(MeetingCancelled)]
    return str(meeting_id), next(str(one.reason.text_id) for one in told if one.meeting_id == meeting_id)


async def run(*words: str) -> Result:
    """What the command line prints; it has a loop of its own, so it runs beside ours."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(words))


def erase(text_id: str, second: str = "CB-02", service: str = "meetings") -> tuple[str, ...]:
    agreed = ("--at", "2019-04-01", "--reason", "names_a_person", "--as", "CB-01", "--second", second)
    return ("erase", "text", "--service", service, text_id, *agreed)


async def test_a_history_prints_the_reason_and_once_erased_that_it_was(district: District) -> None:
    meeting_id, text_id = await a_cancelled_meeting(district)
    before = await run("history", "meeting", meeting_id)

    erased = await run(*erase(text_id), "--json")

    after = await run("history", "meeting", meeting_id)
    assert json.loads(erased.stdout) == {"text_id": text_id, "same_text": []}
    assert (REASON in before.stdout, ERASED in before.stdout) == (True, False)
    assert (REASON in after.stdout, ERASED in after.stdout) == (False, True)


async def test_the_same_person_twice_and_an_erased_text_are_refused(district: District) -> None:
    _, text_id = await a_cancelled_meeting(district)

    alone = await run(*erase(text_id, second="CB-01"))
    done, again = await run(*erase(text_id)), await run(*erase(text_id))

    assert isinstance(alone.exception, Refused)
    assert isinstance(again.exception, Refused)
    assert (alone.exception.code, again.exception.code) == ("second_person_same", "text_already_erased")
    assert (done.exit_code, "đã xoá / erased" in done.stdout) == (0, True)


async def test_an_unknown_text_and_an_unknown_service_are_told(district: District) -> None:
    _, text_id = await a_cancelled_meeting(district)

    unknown = await run(*erase(str(UUID(int=404))))
    wrong = await run(*erase(text_id, service="archive"))

    assert isinstance(unknown.exception, Refused)
    assert unknown.exception.code == "not_there"
    assert (wrong.exit_code, "no such service" in wrong.output) == (2, True)
