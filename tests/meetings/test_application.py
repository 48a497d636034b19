"""Meetings on a real database: each command done, refused, repeated and raced, and which cells there are."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from contracts.meetings import (
    Attendance,
    CancelMeeting,
    MeetingKind,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    Theme,
    WithdrawMeeting,
    WithdrawMeetingChange,
)
from contracts.message import Command, CommandOutcome
from contracts.registry import UnitDissolved, UnitEstablished
from services.chassis.event_store import Repository
from services.chassis.feed import Feed
from services.meetings.application import MeetingsOfKeeper
from services.meetings.domain import Meeting
from services.meetings.domain import MeetingKind as Kind
from services.meetings.main import SERVICE, of_keeper
from services.meetings.replicas import CellReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.meetings.given import CELL, HELD_ON, JANUARY, STARTS_AT, an_id

pytestmark = pytest.mark.connected

OTHER_CELL = an_id("another cell")
COUNTS = Attendance(official=20, present=18, excused=2)
MEETING = Meeting.create_id(CELL, Kind.REGULAR, JANUARY, None, None)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """Two cells: one since 2010, the other from 2010 until before 2020; and a committee."""
    async with an_empty_place(module_endpoints, SERVICE) as made:
        gone = UnitDissolved(unit_id=OTHER_CELL, effective_on=date(2020, 1, 1))
        units = [a_unit("committee", an_id("committee")), a_unit("cell", CELL), a_unit("cell", OTHER_CELL)]
        await made.told(CellReplica(), told_by(Feed(made.keeper, "registry"), *units, gone))
        yield made


def a_unit(kind: str, unit_id: UUID) -> UnitEstablished:
    return UnitEstablished.model_validate(
        {
            "unit_id": unit_id,
            "code": "CB",
            "name": "Chi bộ",
            "kind": kind,
            "level": None,
            "cell_type": None,
            "parent_id": None,
            "established_on": date(2010, 1, 1),
        }
    )


def meetings(place: Place, repository: Repository) -> MeetingsOfKeeper:
    return of_keeper(repository, place.pool, place.keeper)


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, meetings(place, place.repository))


async def sent(desk: Desk, command: Command, *, cell_id: UUID = CELL) -> CommandOutcome:
    """By the secretary of the cell."""
    return await desk.one(command, by=holding(desk.place.keeper, "secretary", cell_id))


def record(
    *,
    cell_id: UUID = CELL,
    kind: MeetingKind = "regular",
    theme: Theme | None = None,
    meeting_id: UUID | None = None,
    held_on: date = HELD_ON,
    counts: Attendance = COUNTS,
) -> RecordMeeting:
    return RecordMeeting(
        command_id=uuid4(),
        cell_id=cell_id,
        kind=kind,
        theme=theme,
        meeting_id=meeting_id,
        month=held_on.replace(day=1),
        held_on=held_on,
        duration_minutes=95,
        attendance=counts,
        opinions=3,
    )


def schedule() -> ScheduleMeeting:
    return ScheduleMeeting(
        command_id=uuid4(), cell_id=CELL, kind="regular", month=JANUARY, starts_at=STARTS_AT, place="Nhà văn hóa"
    )


def withdraw(meeting_id: UUID = MEETING, cell_id: UUID = CELL) -> WithdrawMeeting:
    return WithdrawMeeting(command_id=uuid4(), cell_id=cell_id, meeting_id=meeting_id, reason="Ghi nhầm chi bộ.")


async def test_a_recorded_meeting_is_told_with_its_criteria(desk: Desk, place: Place) -> None:
    outcome = await sent(desk, record())

    opened, held = await place.store.history(MEETING)
    assert outcome.decided == {"meeting_id": str(MEETING)}
    assert outcome.positions == {f"{place.keeper}.meetings": held.position}
    assert (opened.contract, held.contract) == (None, "meetings.MeetingHeld.v1")
    assert held.wire is not None
    assert [criterion["met"] for criterion in json.loads(held.wire)["criteria"]] == [True, True, None, True]


async def test_counts_that_do_not_add_up_are_refused_with_the_sum(desk: Desk, place: Place) -> None:
    outcome = await sent(desk, record(counts=Attendance(official=20, present=18)))

    assert outcome.refusal is not None
    assert outcome.refusal.code == "attendance_does_not_add_up"
    assert (outcome.refusal.numbers["accounted"], outcome.refusal.numbers["expected"]) == (18, 20)
    assert (await place.store.head()).position == 0


async def test_the_same_command_twice_records_one_meeting(desk: Desk, place: Place) -> None:
    command = record()
    first = await sent(desk, command)
    head = await place.store.head()

    again = await sent(desk, command)

    assert again == first
    assert await place.store.head() == head


async def test_of_two_who_record_a_meeting_at_once_the_second_is_told_that_it_was_held(place: Place) -> None:
    racing = Desk(place, meetings(place, Simultaneous(place)))

    outcomes = await asyncio.gather(sent(racing, record()), sent(racing, record()))

    assert sorted(map(code, outcomes)) == ["accepted", "meeting_already_held"]


async def test_of_two_who_take_a_record_back_at_once_one_is_asked_to_look_again(desk: Desk, place: Place) -> None:
    await sent(desk, record())
    racing = Desk(place, meetings(place, Simultaneous(place)))

    outcomes = await asyncio.gather(sent(racing, withdraw()), sent(racing, withdraw()))

    assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]


async def test_of_two_who_move_a_meeting_at_once_one_is_asked_to_look_again(desk: Desk, place: Place) -> None:
    await sent(desk, schedule())
    racing = Desk(place, meetings(place, Simultaneous(place)))
    moves = [
        RescheduleMeeting(
            command_id=uuid4(),
            cell_id=CELL,
            meeting_id=MEETING,
            starts_at=datetime(2024, 1, day, 12, 30, tzinfo=UTC),
            place="Trụ sở",
            reason="Trùng lịch.",
        )
        for day in (10, 11)
    ]

    outcomes = await asyncio.gather(*(sent(racing, move) for move in moves))

    assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]


async def test_a_scheduled_meeting_is_moved_called_off_and_held_after_all(desk: Desk, place: Place) -> None:
    later = datetime(2024, 1, 10, 12, 30, tzinfo=UTC)
    move = RescheduleMeeting(
        command_id=uuid4(), cell_id=CELL, meeting_id=MEETING, starts_at=later, place="Trụ sở", reason="Trùng lịch."
    )
    cancel = CancelMeeting(command_id=uuid4(), cell_id=CELL, meeting_id=MEETING, reason="Hoãn.")

    outcomes = [await sent(desk, command) for command in (schedule(), move, cancel, record())]

    assert [outcome.outcome for outcome in outcomes] == ["accepted"] * 4
    told = [row.contract for row in await place.store.history(MEETING) if row.contract]
    assert told == [
        f"meetings.{name}.v1" for name in ("MeetingScheduled", "MeetingRescheduled", "MeetingCancelled", "MeetingHeld")
    ]


async def test_a_mistaken_cancellation_is_taken_back_once(desk: Desk, place: Place) -> None:
    cancel = CancelMeeting(command_id=uuid4(), cell_id=CELL, meeting_id=MEETING, reason="Hoãn.")
    await sent(desk, schedule())
    await sent(desk, cancel)
    racing = Desk(place, meetings(place, Simultaneous(place)))
    back, other = (
        WithdrawMeetingChange(command_id=uuid4(), cell_id=CELL, meeting_id=MEETING, reason="Hủy nhầm.")
        for _ in range(2)
    )

    raced = await asyncio.gather(sent(racing, back), sent(racing, other))

    assert sorted(map(code, raced)) == ["accepted", "changed_meanwhile"]
    [accepted] = [one for one, outcome in zip((back, other), raced, strict=True) if outcome.outcome == "accepted"]
    assert code(await sent(desk, accepted)) == "accepted"
    assert code(await sent(desk, accepted.model_copy(update={"command_id": uuid4()}))) == "meeting_not_changed"
    assert (await place.store.history(MEETING))[-1].contract == "meetings.MeetingChangeWithdrawn.v1"


async def test_an_instant_with_an_offset_is_stored_as_the_same_instant(desk: Desk, place: Place) -> None:
    offset = ScheduleMeeting.model_validate_json(
        schedule().model_dump_json().replace("2024-01-03T12:30:00Z", "2024-01-03T19:30:00+07:00")
    )

    assert code(await sent(desk, offset)) == "accepted"
    scheduled = await place.repository.load(Meeting, MEETING)
    assert scheduled.starts_at == STARTS_AT


async def test_the_reason_of_a_withdrawal_stands_in_no_event(desk: Desk, place: Place) -> None:
    await sent(desk, record())

    assert code(await sent(desk, withdraw())) == "accepted"

    row = (await place.store.history(MEETING))[-1]
    assert row.wire is not None
    text = await place.store.text(UUID(json.loads(row.wire)["reason"]["text_id"]))
    assert text is not None
    assert (text.text, text.unit_id) == ("Ghi nhầm chi bộ.", CELL)
    assert "Ghi nhầm" not in (row.state + row.wire).decode()


async def test_a_withdrawn_meeting_may_be_recorded_again_under_its_id(desk: Desk) -> None:
    await sent(desk, record())
    await sent(desk, withdraw())

    again = await sent(desk, record())

    assert (again.outcome, again.decided) == ("accepted", {"meeting_id": str(MEETING)})


@pytest.mark.parametrize(
    ("cell_id", "held_on", "answer"),
    [
        (OTHER_CELL, date(2019, 12, 31), "accepted"),
        (OTHER_CELL, date(2020, 1, 1), "cell_not_there_that_day"),
        (CELL, date(2009, 12, 31), "cell_not_there_that_day"),
        (an_id("committee"), HELD_ON, "cell_unknown"),
        (an_id("nowhere"), HELD_ON, "cell_unknown"),
    ],
)
async def test_a_cell_meets_while_it_is_there(desk: Desk, cell_id: UUID, held_on: date, answer: str) -> None:
    command = record(cell_id=cell_id, held_on=held_on)

    assert code(await sent(desk, command, cell_id=cell_id)) == answer


async def test_an_extraordinary_meeting_bears_the_id_that_it_brings(desk: Desk) -> None:
    outcome = await sent(desk, record(kind="extraordinary", meeting_id=an_id("given")))

    assert outcome.decided == {"meeting_id": str(an_id("given"))}


async def test_a_meeting_of_another_cell_and_none_at_all_are_one_answer(desk: Desk) -> None:
    await sent(desk, record())

    not_mine = await sent(desk, withdraw(MEETING, cell_id=OTHER_CELL), cell_id=OTHER_CELL)
    not_there = await sent(desk, withdraw(an_id("nothing"), cell_id=OTHER_CELL), cell_id=OTHER_CELL)

    assert not_mine.refusal == not_there.refusal
    assert code(not_there) == "not_there"


async def test_an_id_of_another_cells_meeting_is_not_taken_over(desk: Desk) -> None:
    given = an_id("given")
    await sent(desk, record(kind="extraordinary", meeting_id=given))
    taking = record(
        kind="extraordinary", meeting_id=given, cell_id=OTHER_CELL, held_on=date(2019, 12, 31), counts=COUNTS
    )

    assert code(await sent(desk, taking, cell_id=OTHER_CELL)) == "not_there"


async def test_an_observer_records_nothing(desk: Desk, place: Place) -> None:
    assert code(await desk.one(record(), by=holding(place.keeper, "observer"))) == "not_allowed"
