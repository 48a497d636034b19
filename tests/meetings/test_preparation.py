"""What is said of a meeting's preparation, and the theme of each quarter."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.meetings.domain import Agenda, Meeting, OnRepeat, QuarterThemes, last_day_of, quarter_of
from tests.meetings.given import (
    CELL,
    HELD_ON,
    POLICY,
    REASON,
    STARTS_AT,
    TODAY,
    a_held_meeting,
    a_meeting,
    a_scheduled_meeting,
    at,
    happened,
)

AGENDA = Agenda(["Phương hướng tháng 01"], HELD_ON - timedelta(days=3), HELD_ON - timedelta(days=1), True, True)
FIRST, SECOND, NEXT_YEAR = date(2024, 1, 1), date(2024, 4, 1), date(2025, 1, 1)
STRICT = replace(POLICY, version="strict", repeated_theme=OnRepeat.REFUSE)


@pytest.mark.parametrize("make", [a_scheduled_meeting, a_held_meeting])
def test_the_preparation_of_a_meeting_to_come_or_held_is_told_with_its_day(make: object) -> None:
    assert callable(make)
    meeting = make()

    meeting.prepare(AGENDA, policy=POLICY, today=TODAY)

    [prepared] = happened(meeting)
    assert isinstance(prepared, Meeting.AgendaPrepared)
    assert (prepared.meeting_on, prepared.agenda, prepared.papers_ahead_days) == (HELD_ON, AGENDA, 1)


def test_what_nobody_announced_is_not_prepared() -> None:
    off = a_scheduled_meeting()
    off.cancel(REASON)

    for meeting in (a_meeting(), off):
        with pytest.raises(Refused, match="meeting_not_announced"):
            meeting.prepare(AGENDA, policy=POLICY, today=TODAY)


@pytest.mark.parametrize("name", ["committee_met_on", "papers_sent_on"])
def test_a_meeting_is_prepared_before_it_and_not_in_the_future(name: str) -> None:
    day = HELD_ON + timedelta(days=1)
    after = replace(AGENDA, committee_met_on=day) if name == "committee_met_on" else replace(AGENDA, papers_sent_on=day)

    with pytest.raises(Refused, match="prepared_after_the_meeting"):
        a_scheduled_meeting().prepare(after, policy=POLICY, today=TODAY)
    with pytest.raises(Refused, match="prepared_in_the_future"):
        a_scheduled_meeting().prepare(after, policy=POLICY, today=HELD_ON)


def test_what_is_said_again_of_the_preparation_replaces_it_and_must_differ() -> None:
    meeting = a_scheduled_meeting()
    meeting.prepare(AGENDA, policy=POLICY, today=TODAY)

    with pytest.raises(Refused, match="nothing_changed"):
        meeting.prepare(AGENDA, policy=POLICY, today=TODAY)
    meeting.prepare(replace(AGENDA, papers_sent_on=None), policy=POLICY, today=TODAY)
    assert meeting.agenda == replace(AGENDA, papers_sent_on=None)


def test_a_preparation_is_taken_back_and_said_again() -> None:
    meeting = a_scheduled_meeting()
    meeting.prepare(AGENDA, policy=POLICY, today=TODAY)

    meeting.withdraw_agenda(REASON)

    assert meeting.agenda is None
    with pytest.raises(Refused, match="agenda_not_prepared"):
        meeting.withdraw_agenda(REASON)
    meeting.prepare(AGENDA, policy=POLICY, today=TODAY)


def test_the_preparation_of_a_meeting_called_off_can_still_be_taken_back() -> None:
    meeting = a_scheduled_meeting()
    meeting.prepare(AGENDA, policy=POLICY, today=TODAY)
    meeting.cancel(REASON)

    meeting.withdraw_agenda(REASON)

    *_, withdrawn = happened(meeting)
    assert isinstance(withdrawn, Meeting.AgendaWithdrawn)
    assert withdrawn.meeting_on == STARTS_AT.date()


def themes(**titles: tuple[date, str]) -> QuarterThemes:
    planned = QuarterThemes(CELL)
    for quarter, title in titles.values():
        planned.plan(quarter, title, policy=POLICY)
    return planned


def test_each_quarter_has_one_theme() -> None:
    planned = themes(first=(date(2024, 2, 29), "Chuyển đổi số"))

    with pytest.raises(Refused, match="theme_already_planned") as refused:
        planned.plan(date(2024, 3, 31), "Cải cách hành chính", policy=POLICY)
    assert refused.value.numbers == {"quarter": "2024-Q1"}
    assert planned.plan(SECOND, "Cải cách hành chính", policy=POLICY) == []


def test_a_theme_that_comes_back_within_a_year_is_told_or_refused_by_the_policy() -> None:
    planned = themes(first=(FIRST, "Chuyển đổi số"))

    with pytest.raises(Refused, match="theme_repeated") as refused:
        planned.plan(SECOND, "chuyển  đổi SỐ", policy=STRICT)
    assert refused.value.numbers == {"quarter": "2024-Q1", "policy": "strict"}
    assert planned.plan(SECOND, "chuyển  đổi SỐ", policy=POLICY) == [FIRST]


def test_the_same_theme_a_year_later_is_no_repetition() -> None:
    assert themes(first=(FIRST, "Chuyển đổi số")).plan(NEXT_YEAR, "Chuyển đổi số", policy=STRICT) == []


def test_a_theme_taken_back_makes_room_for_another_and_is_no_repetition() -> None:
    planned = themes(first=(FIRST, "Chuyển đổi số"))

    planned.withdraw(date(2024, 3, 3), REASON)

    assert planned.plan(SECOND, "Chuyển đổi số", policy=STRICT) == []
    planned.plan(FIRST, "Cải cách hành chính", policy=STRICT)
    with pytest.raises(Refused, match="theme_not_planned"):
        planned.withdraw(date(2024, 7, 1), REASON)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_lies_in_its_quarter_which_has_three_months(day: date) -> None:
    first = quarter_of(day)
    last = last_day_of(first)

    assert first <= day <= last
    assert (first.day, first.month % 3, (last + timedelta(days=1)).day, last.month - first.month) == (1, 1, 1, 2)


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.sampled_from("ABC")), max_size=12))
def test_under_a_strict_policy_no_theme_stands_twice_within_a_year(wishes: list[tuple[date, str]]) -> None:
    with at():
        planned = QuarterThemes(CELL)
        for day, title in wishes:
            with suppress(Refused):
                planned.plan(day, title, policy=STRICT)

    known = sorted(planned.titles.items())
    near = [
        (one, other)
        for one, title in known
        for other, same in known
        if one < other and title == same and (other.year - one.year) * 12 + other.month - one.month < 12
    ]
    assert near == []
