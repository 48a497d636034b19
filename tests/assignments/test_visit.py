"""What a visit is, and which meeting it may be a visit to."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.assignments.domain.visit import MeetingFact, Visit, check_meeting, natural_meetings
from services.chassis.errors import Refused
from services.meetings.domain import Meeting, MeetingKind, Theme
from tests.assignments.given import (
    MEETING,
    OBSERVER,
    QUARTER_CELL,
    REASON,
    SCHOOL_CELL,
    a_made_visit,
    a_record,
    an_id,
    at,
    happened,
)

THIRD_OF_MARCH = date(2019, 3, 3)
NEXT_EVENING = datetime(2019, 3, 4, 12, tzinfo=UTC)
CLOCK: Any = {"now": NEXT_EVENING, "today": THIRD_OF_MARCH, "longest": timedelta(hours=12)}


def test_a_visit_says_whether_its_notice_was_unannounced() -> None:
    with at():
        visit = Visit(MEETING, OBSERVER)
        visit.make(a_record(), unannounced=False)

    made = happened(visit)[-1]
    assert isinstance(made, Visit.Made)
    assert not made.unannounced


def test_one_meeting_is_visited_once() -> None:
    with at(), pytest.raises(Refused, match="visit_already_made"):
        a_made_visit().make(a_record(), unannounced=True)


def test_a_visit_taken_back_may_be_recorded_again() -> None:
    visit = a_made_visit()
    with at():
        visit.withdraw(REASON)
        visit.make(a_record(date(2019, 3, 4)), unannounced=True)

    assert [type(event).__name__ for event in happened(visit)] == ["Opened", "Made", "Withdrawn", "Made"]


def test_what_is_not_recorded_cannot_be_taken_back() -> None:
    visit = a_made_visit()
    with at():
        visit.withdraw(REASON)

        with pytest.raises(Refused, match="visit_not_made"):
            visit.withdraw(REASON)


def test_nobody_has_attended_tomorrow() -> None:
    with pytest.raises(Refused) as refused:
        a_record(date(2019, 3, 4)).check(**CLOCK)

    assert (refused.value.code, refused.value.numbers) == ("visited_on_in_the_future", {"today": "2019-03-03"})


def test_the_hours_belong_to_the_day_in_viet_nam() -> None:
    just_after_midnight = datetime(2019, 3, 2, 17, 30, tzinfo=UTC)

    a_record(arrived_at=just_after_midnight).check(**CLOCK)
    with pytest.raises(Refused, match="arrived_on_another_day"):
        a_record(date(2019, 3, 2), arrived_at=just_after_midnight).check(**CLOCK)


def on_the_third(hour: int, minute: int = 0) -> datetime:
    """An hour of the third of March in Viet Nam; from 24 on, of the fourth."""
    return datetime(2019, 3, 2, 17, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("arrived_at", "left_at", "code", "field"),
    [
        (19, 18, "left_before_arrived", "left_at"),
        (19, 31 + 1, "stayed_too_long", "left_at"),
        (None, 24, "left_on_another_day", "left_at"),
        (None, -1, "left_on_another_day", "left_at"),
        (21, None, "visit_hours_in_the_future", "arrived_at"),
        (19, 21, "visit_hours_in_the_future", "left_at"),
    ],
)
def test_hours_that_cannot_be_are_refused(arrived_at: int | None, left_at: int | None, code: str, field: str) -> None:
    hours = {
        name: on_the_third(hour)
        for name, hour in (("arrived_at", arrived_at), ("left_at", left_at))
        if hour is not None
    }
    clock = CLOCK | {"now": on_the_third(20) if "future" in code else NEXT_EVENING}

    with pytest.raises(Refused, match=code) as refused:
        a_record(**hours).check(**clock)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("arrived_at", "left_at"), [(19, 21), (19, 19), (19, 24 + 1), (19, 31), (None, 21), (19, None), (None, None)]
)
def test_hours_that_agree_with_the_day_are_taken(arrived_at: int | None, left_at: int | None) -> None:
    arrived, left = (on_the_third(hour) if hour is not None else None for hour in (arrived_at, left_at))

    a_record(arrived_at=arrived, left_at=left).check(**CLOCK)


def test_the_day_of_a_recorded_meeting_is_the_day_of_the_visit() -> None:
    check_meeting(MEETING, a_record(), MeetingFact(QUARTER_CELL, THIRD_OF_MARCH))

    with pytest.raises(Refused) as refused:
        check_meeting(MEETING, a_record(), MeetingFact(QUARTER_CELL, date(2019, 3, 4)))
    assert (refused.value.code, refused.value.numbers) == ("visit_not_on_meeting_day", {"held_on": "2019-03-04"})


def test_the_observer_may_write_before_the_secretary_does() -> None:
    check_meeting(MEETING, a_record(), MeetingFact(QUARTER_CELL, held_on=None))


@pytest.mark.parametrize("meeting", [None, MeetingFact(SCHOOL_CELL, THIRD_OF_MARCH)])
def test_an_unheard_of_meeting_and_another_cells_meeting_are_one_answer(meeting: MeetingFact | None) -> None:
    with pytest.raises(Refused) as refused:
        check_meeting(MEETING, a_record(), meeting)

    assert (refused.value.code, refused.value.field) == ("meeting_unknown", "meeting_id")


@pytest.mark.parametrize("month", [date(2019, 2, 1), date(2019, 3, 1), date(2019, 4, 1)])
def test_a_meeting_that_nobody_announced_is_known_by_its_natural_key(month: date) -> None:
    regular = Meeting.create_id(QUARTER_CELL, MeetingKind.REGULAR, month, None, None)
    third_theme = Meeting.create_id(QUARTER_CELL, MeetingKind.THEMATIC, month, Theme(3, "x"), None)

    check_meeting(regular, a_record(), None)
    check_meeting(third_theme, a_record(), None)


def test_a_natural_key_of_a_far_month_is_no_meeting_of_the_day() -> None:
    may = Meeting.create_id(QUARTER_CELL, MeetingKind.REGULAR, date(2019, 5, 1), None, None)

    with pytest.raises(Refused, match="meeting_unknown"):
        check_meeting(may, a_record(), None)


def test_the_months_beside_new_year_are_in_two_years() -> None:
    december = Meeting.create_id(QUARTER_CELL, MeetingKind.REGULAR, date(2018, 12, 1), None, None)

    assert december in natural_meetings(QUARTER_CELL, date(2019, 1, 3))


def test_observer_and_meeting_make_the_id() -> None:
    ids: set[UUID] = {Visit.create_id(MEETING, OBSERVER), a_made_visit().id}

    assert len(ids) == 1
    assert Visit.create_id(an_id("other"), OBSERVER) not in ids
