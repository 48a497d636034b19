"""Visits, notifications and the calendar through the real services: done, refused, repeated, raced."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from uuid import UUID, uuid4, uuid5

import pytest

from contracts.assignments import MakeVisit, ObserverNotified, ReleaseObserver, VisitMade, WithdrawVisit
from contracts.meetings import Attendance, CancelMeeting, RecordMeeting, RescheduleMeeting, ScheduleMeeting
from services.meetings.domain import Meeting, MeetingKind
from tests.assignments.district import MARCH, STAFF, District, an_observer, somebody

pytestmark = pytest.mark.connected

MONTH, THE_THIRD, THE_FIFTH = date(2019, 3, 1), date(2019, 3, 3), date(2019, 3, 5)
EVENING = datetime(2019, 3, 3, 12, tzinfo=UTC)


def the_meeting(cell_id: UUID) -> UUID:
    return Meeting.create_id(cell_id, MeetingKind.REGULAR, MONTH, None, None)


def a_schedule(cell_id: UUID) -> ScheduleMeeting:
    return ScheduleMeeting(
        command_id=uuid4(), cell_id=cell_id, kind="regular", month=MONTH, starts_at=EVENING, place="Nhà văn hóa ấp 3"
    )


def a_move(cell_id: UUID, starts_at: datetime, place: str = "Trụ sở ấp") -> RescheduleMeeting:
    return RescheduleMeeting(
        command_id=uuid4(),
        cell_id=cell_id,
        meeting_id=the_meeting(cell_id),
        starts_at=starts_at,
        place=place,
        reason="Mưa bão",
    )


def a_meeting_record(cell_id: UUID, held_on: date) -> RecordMeeting:
    return RecordMeeting(
        command_id=uuid4(),
        cell_id=cell_id,
        kind="regular",
        month=MONTH,
        held_on=held_on,
        duration_minutes=95,
        attendance=Attendance(official=20, present=20),
        opinions=6,
    )


def a_visit(cell_id: UUID, visited_on: date = THE_THIRD, *, meeting_id: UUID | None = None) -> MakeVisit:
    meeting_id = meeting_id or the_meeting(cell_id)
    return MakeVisit(command_id=uuid4(), cell_id=cell_id, meeting_id=meeting_id, visited_on=visited_on)


async def notified(district: District, meeting_id: UUID) -> list[ObserverNotified]:
    await district.settled()
    told = [ObserverNotified.model_validate_json(wire) for wire in await district.wire(ObserverNotified)]
    return [one for one in told if one.meeting_id == meeting_id]


async def test_an_observer_records_a_visit_before_the_secretary_writes(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell), unannounced=False)

    outcome = await district.must(observer, a_visit(cell))

    made = VisitMade.model_validate_json((await district.wire(VisitMade))[-1])
    assert str(made.visit_id) == outcome.decided["visit_id"]
    assert (made.person_id, made.cell_id, made.unannounced) == (observer.person_id, cell, False)


async def test_whoever_is_not_assigned_that_day_visits_nothing(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    notice_id = await district.a_notice((observer, cell))
    assignment_id = uuid5(notice_id, f"{observer.person_id}:{cell}:2019-01-02")
    release = ReleaseObserver(
        command_id=uuid4(), notice_id=notice_id, assignment_id=assignment_id, released_on=THE_THIRD, reason="Nghỉ"
    )
    await district.must(STAFF, release)

    assert await district.refused(observer, a_visit(cell)) == "not_assigned"
    assert await district.refused(an_observer(), a_visit(cell)) == "not_assigned"
    assert await district.refused(somebody("secretary"), a_visit(cell)) == "not_allowed"


async def test_the_day_of_a_visit_is_the_day_of_the_recorded_meeting(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    await district.must(STAFF, a_meeting_record(cell, THE_FIFTH))

    assert await district.refused(observer, a_visit(cell, THE_THIRD)) == "visit_not_on_meeting_day"
    await district.must(observer, a_visit(cell, THE_FIFTH))


async def test_another_cells_meeting_is_no_meeting_of_this_cell(district: District) -> None:
    observer, cell, other = an_observer(), await district.a_cell(), await district.a_cell()
    await district.a_notice((observer, cell))
    await district.must(STAFF, a_schedule(other))

    assert await district.refused(observer, a_visit(cell, meeting_id=the_meeting(other))) == "meeting_unknown"


async def test_the_same_visit_sent_twice_is_one_and_another_is_refused(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    command = district.informed(a_visit(cell))
    first = await district.send(observer, command)

    again = await district.send(observer, command)

    assert again == first
    assert await district.refused(observer, a_visit(cell)) == "visit_already_made"


async def test_of_two_visits_that_race_one_is_made(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))

    outcomes = await asyncio.gather(*(district.send(observer, a_visit(cell)) for _ in range(2)))

    assert sorted(outcome.outcome == "accepted" for outcome in outcomes) == [False, True]


async def test_only_the_observer_himself_takes_his_visit_back(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    made = await district.must(observer, a_visit(cell))

    def a_withdrawal() -> WithdrawVisit:
        return WithdrawVisit(command_id=uuid4(), visit_id=UUID(made.decided["visit_id"]), reason="Ghi nhầm")

    assert await district.refused(an_observer(), a_withdrawal()) == "not_there"
    await district.once(observer, a_withdrawal())
    assert await district.refused(observer, a_withdrawal()) == "visit_not_made"
    await district.must(observer, a_visit(cell))


async def test_a_moved_meeting_reaches_every_assigned_observer(district: District) -> None:
    first, second, cell = an_observer(), an_observer(), await district.a_cell()
    await district.a_notice((first, cell), (second, cell), (an_observer(), await district.a_cell()))
    await district.must(STAFF, a_schedule(cell))

    await district.must(STAFF, a_move(cell, datetime(2019, 3, 5, 12, tzinfo=UTC)))

    told = await notified(district, the_meeting(cell))
    assert {one.person_id for one in told} == {first.person_id, second.person_id}
    assert {(one.change, one.place) for one in told} == {("rescheduled", "Trụ sở ấp")}


async def test_a_meeting_called_off_reaches_the_observers_too(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    await district.must(STAFF, a_schedule(cell))

    cancel = CancelMeeting(command_id=uuid4(), cell_id=cell, meeting_id=the_meeting(cell), reason="Hoãn")
    await district.must(STAFF, cancel)

    [told] = await notified(district, the_meeting(cell))
    assert (told.change, told.starts_at, told.place) == ("cancelled", None, None)


async def test_a_meeting_moved_out_of_the_year_still_reaches_who_was_to_come(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    await district.must(STAFF, a_schedule(cell))

    await district.must(STAFF, a_move(cell, datetime(2020, 1, 3, 12, tzinfo=UTC)))
    await district.must(STAFF, a_move(cell, datetime(2020, 1, 4, 12, tzinfo=UTC)))

    assert len(await notified(district, the_meeting(cell))) == 1


async def test_the_calendar_shows_every_meeting_of_the_observers_cells(district: District) -> None:
    observer, announced, held, foreign = an_observer(), *[await district.a_cell() for _ in range(3)]
    await district.a_notice((observer, announced), (observer, held))
    for cell in (announced, foreign):
        await district.must(STAFF, a_schedule(cell))
    await district.must(STAFF, a_meeting_record(held, THE_FIFTH))

    calendar = await district.calendar(observer, MONTH)

    assert [(entry.cell_id, entry.state, entry.held_on) for entry in calendar] == [
        (announced, "scheduled", None),
        (held, "held", THE_FIFTH),
    ]
    assert await district.calendar(observer, date(2019, 4, 1)) == []


async def test_the_calendar_follows_what_becomes_of_a_meeting(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    await district.must(STAFF, a_schedule(cell))
    await district.must(STAFF, a_move(cell, datetime(2019, 3, 31, 18, tzinfo=UTC)))

    assert await district.calendar(observer, MONTH) == []
    [moved] = await district.calendar(observer, date(2019, 4, 1))
    assert moved.place == "Trụ sở ấp"

    await district.must(STAFF, a_meeting_record(cell, THE_FIFTH), MARCH)
    assert [entry.state for entry in await district.calendar(observer, MONTH)] == ["held"]
