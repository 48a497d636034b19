"""Random years of one cell: whatever is scheduled, held, corrected, withdrawn, counts add up and rates stay rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import Meeting, MeetingKind, State, Theme
from tests.meetings.given import CELL, POLICY, REASON, at, attendance, happened, record, replayed

KEYS = [(kind, month) for kind in (MeetingKind.REGULAR, MeetingKind.THEMATIC) for month in range(1, 13)]
TODAY = date(2024, 12, 31)

Wish = Callable[[Meeting], None]
Counts = tuple[int, int, int, int]
"""On the roll, present, excused, unexcused; they need not add up."""

counts = st.tuples(*(st.integers(0, 30) for _ in range(4)))
adding_up = st.tuples(*(st.integers(0, 10) for _ in range(3))).map(lambda parts: (sum(parts), *parts))
days = st.dates(date(2024, 1, 1), date(2025, 2, 1))


def opened(key: tuple[MeetingKind, int]) -> Meeting:
    kind, month = key
    return Meeting(CELL, kind, date(2024, month, 1), _theme(kind), None)


def _theme(kind: MeetingKind) -> Theme | None:
    return Theme(1, "Chuyên đề") if kind is MeetingKind.THEMATIC else None


def _minutes(day: date, told: Counts) -> Any:
    roll, present, excused, unexcused = told
    people = attendance(
        official=roll,
        probationary=0,
        exempt=0,
        temporarily_away=0,
        present=present,
        excused=excused,
        unexcused=unexcused,
    )
    return replace(record(held_on=day, counts=people), opinions=present)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


def schedule(day: date) -> Wish:
    return lambda meeting: meeting.schedule(meeting.theme, _noon(day), "Nhà văn hóa")


def reschedule(day: date) -> Wish:
    return lambda meeting: meeting.reschedule(_noon(day), "Nhà văn hóa", REASON)


def cancel(_: date) -> Wish:
    return lambda meeting: meeting.cancel(REASON)


def withdraw(_: date) -> Wish:
    return lambda meeting: meeting.withdraw(REASON)


def hold(day: date, told: Counts) -> Wish:
    return lambda meeting: meeting.record(meeting.theme, _minutes(day, told), policy=POLICY, today=TODAY)


def correct(day: date, told: Counts) -> Wish:
    return lambda meeting: meeting.correct(meeting.theme, _minutes(day, told), REASON, policy=POLICY, today=TODAY)


wishes = st.one_of(
    *(st.builds(wish, days) for wish in (schedule, reschedule, cancel, withdraw)),
    *(st.builds(wish, days, st.one_of(counts, adding_up)) for wish in (hold, hold, correct)),
)
years = st.lists(st.tuples(st.sampled_from(KEYS), wishes), max_size=80)

Year = Sequence[tuple[tuple[MeetingKind, int], Wish]]


def lived(year: Year) -> dict[tuple[MeetingKind, int], Meeting]:
    """The meetings after all wishes in their order; what is refused changes nothing."""
    meetings: dict[tuple[MeetingKind, int], Meeting] = {}
    for key, wish in year:
        meeting = meetings.setdefault(key, opened(key))
        before = dict(vars(meeting))
        try:
            wish(meeting)
        except Refused:
            assert vars(meeting) == before
    return meetings


@given(years)
@settings(deadline=None)
def test_the_counts_of_every_meeting_held_add_up_and_no_rate_leaves_its_bounds(year: Year) -> None:
    with at():
        held = [meeting for meeting in lived(year).values() if meeting.state is State.HELD]

    people = [meeting.recorded.attendance for meeting in held if meeting.recorded is not None]
    assert len(people) == len(held)
    assert all(one.present + one.excused + one.unexcused == one.expected >= one.present >= 0 for one in people)
    assert 0 <= sum(one.present for one in people) <= sum(one.expected for one in people)
    assert all(meeting.held_on is not None and meeting.held_on <= TODAY for meeting in held)
    for criterion in (criterion for meeting in held for criterion in meeting.criteria if criterion.key == "attendance"):
        assert 0 <= criterion.numbers["present"] <= criterion.numbers["expected"]
    assert sum(meeting.kind is MeetingKind.REGULAR for meeting in held) <= 12


@given(years)
@settings(deadline=None)
def test_a_meeting_is_what_its_history_says_and_its_days_stand_only_while_it_is_held(year: Year) -> None:
    with at():
        meetings = lived(year)

    for meeting in meetings.values():
        assert (meeting.held_on is not None) == (meeting.state is State.HELD)
        assert replayed(happened(meeting)) == meeting


@given(years, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_meetings_come_out_the_same_however_what_happens_to_them_is_interleaved(year: Year, chance: Any) -> None:
    waiting = {key: [one for one in year if one[0] == key] for key in KEYS}
    interleaved = []
    while left := [key for key in KEYS if waiting[key]]:
        interleaved.append(waiting[chance.choice(left)].pop(0))

    with at():
        assert lived(interleaved) == lived(year)


def test_a_year_in_which_everything_happens_is_among_them() -> None:
    key, day = (MeetingKind.REGULAR, 3), date(2024, 3, 3)
    met = (20, 18, 2, 0)
    year = [
        *((key, wish) for wish in (schedule(day), reschedule(day + timedelta(days=1)), cancel(day), hold(day, met))),
        *(
            (key, wish)
            for wish in (correct(day, (20, 17, 2, 1)), withdraw(day), hold(day, (20, 1, 1, 1)), hold(day, met))
        ),
    ]

    with at():
        [meeting] = lived(year).values()

    assert [type(event).__name__ for event in happened(meeting)] == [
        *("Opened", "Scheduled", "Rescheduled", "Cancelled", "Held", "MinutesCorrected", "Withdrawn", "Held")
    ]
