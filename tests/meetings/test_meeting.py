"""What may be done with a meeting, in which state, and what is told of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.chassis.errors import Refused
from services.meetings.domain import Attendance, Change, Meeting, MeetingKind, Theme, check_kind
from tests.meetings.given import (
    CELL,
    HELD_ON,
    JANUARY,
    POLICY,
    REASON,
    STARTS_AT,
    THEME,
    TODAY,
    a_held_meeting,
    a_meeting,
    a_scheduled_meeting,
    an_id,
    attendance,
    happened,
    names,
    record,
    replayed,
)

LATER = datetime(2024, 1, 10, 12, 30, tzinfo=UTC)


def test_a_meeting_is_recorded_though_nobody_scheduled_it() -> None:
    meeting = a_meeting()

    meeting.record(None, record(), policy=POLICY, today=TODAY)

    (held,) = happened(meeting)
    assert isinstance(held, Meeting.Held)
    assert (held.cell_id, held.kind, held.month) == (CELL, MeetingKind.REGULAR, JANUARY)
    assert (held.record, held.policy_version) == (record(), "test")


def test_a_meeting_is_held_once() -> None:
    with pytest.raises(Refused, match="meeting_already_held"):
        a_held_meeting().record(None, record(), policy=POLICY, today=TODAY)


def test_a_meeting_to_come_cannot_be_recorded() -> None:
    a_meeting().record(None, record(held_on=TODAY), policy=POLICY, today=TODAY)

    with pytest.raises(Refused, match="held_on_in_the_future"):
        a_meeting().record(None, record(held_on=date(2024, 1, 6)), policy=POLICY, today=TODAY)


@pytest.mark.parametrize("held_on", [date(2023, 12, 29), date(2024, 2, 2)])
def test_a_meeting_for_january_may_be_held_outside_january(held_on: date) -> None:
    meeting = a_meeting()

    meeting.record(None, record(held_on=held_on), policy=POLICY, today=date(2024, 3, 1))

    (held,) = happened(meeting)
    assert isinstance(held, Meeting.Held)
    assert (held.month, held.record.held_on) == (JANUARY, held_on)


def test_who_came_and_who_did_not_add_up_to_those_expected() -> None:
    with pytest.raises(Refused, match="attendance_does_not_add_up") as refused:
        a_meeting().record(None, record(counts=attendance(present=21)), policy=POLICY, today=TODAY)

    assert refused.value.numbers == {"present": 21, "excused": 2, "unexcused": 0, "accounted": 23, "expected": 24}


@pytest.mark.parametrize(
    ("counts", "code"),
    [
        (attendance(exempt=30), "expected_below_zero"),
        (attendance(exempt_present=3), "exempt_present_above_exempt"),
    ],
)
def test_counts_that_contradict_one_another_are_refused(counts: Attendance, code: str) -> None:
    with pytest.raises(Refused, match=code):
        a_meeting().record(None, record(counts=counts), policy=POLICY, today=TODAY)


def test_exempt_members_and_guests_enter_no_ratio() -> None:
    counts = attendance(exempt_present=2, guests=5, superiors_present=1, temporarily_here=1, present=23)

    counts.check()

    assert (counts.expected, counts.present) == (25, 23)


def test_a_schedule_is_told_with_time_and_place() -> None:
    meeting = a_meeting(MeetingKind.THEMATIC, THEME)

    meeting.schedule(THEME, STARTS_AT, "Nhà văn hóa")

    (scheduled,) = happened(meeting)
    assert isinstance(scheduled, Meeting.Scheduled)
    assert (scheduled.starts_at, scheduled.place, scheduled.theme) == (STARTS_AT, "Nhà văn hóa", THEME)


def test_a_meeting_is_scheduled_once() -> None:
    with pytest.raises(Refused, match="meeting_already_scheduled"):
        a_scheduled_meeting().schedule(None, LATER, "Nhà văn hóa")


def test_a_held_meeting_is_not_scheduled_any_more() -> None:
    with pytest.raises(Refused, match="meeting_already_held"):
        a_held_meeting().schedule(None, LATER, "Nhà văn hóa")


def test_a_move_tells_from_where_to_where() -> None:
    meeting = a_scheduled_meeting()

    meeting.reschedule(LATER, "Trụ sở khu phố", REASON)

    (moved,) = happened(meeting)
    assert isinstance(moved, Meeting.Rescheduled)
    assert (moved.former_starts_at, moved.former_place) == (STARTS_AT, "Nhà văn hóa")
    assert (moved.starts_at, moved.place, moved.reason) == (LATER, "Trụ sở khu phố", REASON)


def test_a_second_move_starts_from_the_first_one() -> None:
    meeting = a_scheduled_meeting()
    meeting.reschedule(LATER, "Trụ sở khu phố", REASON)

    meeting.reschedule(STARTS_AT, "Nhà văn hóa", REASON)

    moved = happened(meeting)[-1]
    assert isinstance(moved, Meeting.Rescheduled)
    assert (moved.former_starts_at, moved.former_place) == (LATER, "Trụ sở khu phố")


def test_a_move_to_where_it_was_is_refused() -> None:
    with pytest.raises(Refused, match="nothing_changed"):
        a_scheduled_meeting().reschedule(STARTS_AT, "Nhà văn hóa", REASON)


@pytest.mark.parametrize("made", [a_meeting, a_held_meeting])
def test_what_is_not_scheduled_is_neither_moved_nor_cancelled(made: Callable[[], Meeting]) -> None:
    with pytest.raises(Refused, match="meeting_not_scheduled"):
        made().reschedule(LATER, "Trụ sở khu phố", REASON)
    with pytest.raises(Refused, match="meeting_not_scheduled"):
        made().cancel(REASON)


def test_a_cancelled_meeting_may_be_scheduled_again_or_recorded() -> None:
    again, held = a_scheduled_meeting(), a_scheduled_meeting()
    again.cancel(REASON)
    held.cancel(REASON)

    again.schedule(None, LATER, "Nhà văn hóa")
    held.record(None, record(), policy=POLICY, today=TODAY)

    assert names(happened(again)) == ["Cancelled", "Scheduled"]
    assert names(happened(held)) == ["Cancelled", "Held"]


def test_what_is_announced_again_tells_when_it_was_called_off_from() -> None:
    meeting = a_scheduled_meeting()
    meeting.cancel(REASON)

    meeting.schedule(None, LATER, "Nhà văn hóa")

    again = happened(meeting)[-1]
    assert isinstance(again, Meeting.Scheduled)
    assert (again.former_starts_at, again.starts_at) == (STARTS_AT, LATER)


def test_changes_entered_by_mistake_are_taken_back_one_after_the_other() -> None:
    meeting = a_scheduled_meeting()
    meeting.reschedule(LATER, "Trụ sở khu phố", REASON)
    meeting.cancel(REASON)

    meeting.withdraw_change(REASON)
    moved = (meeting.starts_at, meeting.place)
    meeting.withdraw_change(REASON)

    assert moved == (LATER, "Trụ sở khu phố")
    assert (meeting.starts_at, meeting.place) == (STARTS_AT, "Nhà văn hóa")
    back = [one for one in happened(meeting) if isinstance(one, Meeting.ChangeWithdrawn)]
    assert [(one.change, one.withdrawn_starts_at) for one in back] == [
        (Change.CANCELLED, None),
        (Change.RESCHEDULED, LATER),
    ]
    with pytest.raises(Refused, match="meeting_not_changed"):
        meeting.withdraw_change(REASON)
    meeting.cancel(REASON)


def test_a_mistaken_move_is_taken_back_after_the_meeting_was_held() -> None:
    meeting = a_scheduled_meeting()
    meeting.reschedule(LATER, "Trụ sở khu phố", REASON)
    meeting.record(None, record(), policy=POLICY, today=TODAY)

    meeting.withdraw_change(REASON)

    assert meeting.day() == HELD_ON


def test_a_meeting_is_announced_again_by_taking_its_cancellation_back_after_a_mistaken_record() -> None:
    meeting = a_scheduled_meeting()
    meeting.cancel(REASON)
    meeting.record(None, record(), policy=POLICY, today=TODAY)
    meeting.withdraw(REASON)

    meeting.withdraw_change(REASON)

    meeting.reschedule(LATER, "Trụ sở khu phố", REASON)
    assert meeting.starts_at == LATER


def test_a_change_before_the_last_announcement_is_not_taken_back() -> None:
    meeting = a_scheduled_meeting()
    meeting.cancel(REASON)
    meeting.schedule(None, LATER, "Nhà văn hóa")

    with pytest.raises(Refused, match="meeting_not_changed"):
        meeting.withdraw_change(REASON)


def test_a_withdrawn_record_tells_what_it_takes_back_and_may_be_made_again() -> None:
    meeting = a_held_meeting()
    meeting.withdraw(REASON)
    meeting.record(None, record(minutes=60), policy=POLICY, today=TODAY)

    withdrawn, held = happened(meeting)

    assert isinstance(withdrawn, Meeting.Withdrawn)
    assert (withdrawn.held_on, withdrawn.month) == (HELD_ON, JANUARY)
    assert isinstance(held, Meeting.Held)


def test_what_was_not_held_cannot_be_withdrawn() -> None:
    with pytest.raises(Refused, match="meeting_not_held"):
        a_scheduled_meeting().withdraw(REASON)


def test_two_records_of_one_meeting_have_one_id() -> None:
    first = Meeting.create_id(CELL, MeetingKind.REGULAR, JANUARY, None, None)

    assert Meeting.create_id(CELL, MeetingKind.REGULAR, JANUARY, None, None) == first
    assert Meeting.create_id(CELL, MeetingKind.THEMATIC, JANUARY, THEME, None) != first
    assert Meeting.create_id(CELL, MeetingKind.REGULAR, date(2024, 2, 1), None, None) != first


def test_the_number_of_a_theme_tells_meetings_apart_and_its_title_does_not() -> None:
    one = Meeting.create_id(CELL, MeetingKind.THEMATIC, JANUARY, THEME, None)

    assert Meeting.create_id(CELL, MeetingKind.THEMATIC, JANUARY, Theme(1, "Chuyên đề khác"), None) == one
    assert Meeting.create_id(CELL, MeetingKind.THEMATIC, JANUARY, Theme(2, THEME.title), None) != one


@pytest.mark.parametrize(
    ("kind", "theme", "given_id", "code"),
    [
        (MeetingKind.THEMATIC, None, None, "theme_missing"),
        (MeetingKind.REGULAR, THEME, None, "theme_not_allowed"),
        (MeetingKind.EXTRAORDINARY, None, None, "meeting_id_missing"),
        (MeetingKind.REGULAR, None, an_id("given"), "meeting_id_not_allowed"),
    ],
)
def test_kind_theme_and_id_belong_together(
    kind: MeetingKind, theme: Theme | None, given_id: UUID | None, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        check_kind(kind, theme, given_id)


def test_a_history_makes_the_same_meeting_again() -> None:
    meeting = Meeting(CELL, MeetingKind.THEMATIC, JANUARY, THEME, None)
    meeting.schedule(THEME, STARTS_AT, "Nhà văn hóa")
    meeting.reschedule(LATER, "Trụ sở khu phố", REASON)
    meeting.cancel(REASON)
    meeting.record(THEME, record(), policy=POLICY, today=TODAY)
    meeting.withdraw(REASON)

    assert replayed(happened(meeting)) == meeting
