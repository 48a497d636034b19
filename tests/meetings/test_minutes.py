"""What minutes may say besides who came, what contradicts itself, and how a record is set right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused
from services.meetings.domain import Meeting, MeetingKind, MeetingRecord, Merger, OpinionsOnTopic, Theme
from services.meetings.domain.merging import check_merger
from tests.meetings.given import (
    HELD_ON,
    JANUARY,
    POLICY,
    REASON,
    THEME,
    TODAY,
    a_held_meeting,
    a_meeting,
    a_scheduled_meeting,
    an_id,
    at,
    attendance,
    happened,
    names,
    record,
    replayed,
)

STUDY = "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2024"


def telling(**more: Any) -> MeetingRecord:
    """The usual record of 8 opinions and 24 expected of 27 on the roll, telling more."""
    return replace(record(), **more)


def on(topic: str, opinions: int) -> OpinionsOnTopic:
    return OpinionsOnTopic(topic, opinions)


def merging(**other: Any) -> MeetingRecord:
    return telling(merged=Merger(an_id("regular"), REASON), **other)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"opinions_by_topic": [on("Quản lý", 5), on("Phát triển", 4)]}, "topics_above_opinions"),
        ({"opinions_by_topic": [on("Quản lý", 1), on("quản  lý", 1)]}, "topic_double"),
        ({"superior_ids": [an_id("one")]}, "superiors_above_count"),
        ({"started_at": datetime(2024, 1, 3, 17, 30, tzinfo=UTC)}, "started_another_day"),
        ({"standing_themes": [STUDY, STUDY.upper()]}, "standing_theme_double"),
        *(
            ({name: 28}, "members_above_roll")
            for name in (
                "excused_over_three_running",
                "unexcused_in_three_months",
                "praised",
                "reminded",
                "criticised",
            )
        ),
    ],
)
def test_what_contradicts_itself_is_refused(more: dict[str, Any], refusal: str) -> None:
    with pytest.raises(Refused, match=refusal):
        telling(**more).check(today=TODAY)


@pytest.mark.parametrize(
    "more",
    [
        {"opinions_by_topic": []},
        {"opinions_by_topic": [on("Quản lý", 5), on("Phát triển", 3)]},
        {"opinions_by_topic": [on("Quản lý", 1)]},
        {"started_at": datetime(2024, 1, 3, 16, 59, tzinfo=UTC)},
        {"standing_themes": [STUDY]},
        {"unexcused_in_three_months": 27, "praised": 0},
    ],
)
def test_what_can_have_been_is_taken(more: dict[str, Any]) -> None:
    telling(**more).check(today=TODAY)


def test_a_person_from_above_is_named_once_and_is_one_of_those_counted() -> None:
    two = attendance(superiors_present=2)
    telling(attendance=two, superior_ids=[an_id("one"), an_id("two")]).check(today=TODAY)
    telling(attendance=two, superior_ids=[an_id("one")]).check(today=TODAY)

    with pytest.raises(Refused, match="superior_double"):
        telling(attendance=two, superior_ids=[an_id("one"), an_id("one")]).check(today=TODAY)


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 100))
def test_parts_of_the_opinions_are_taken_exactly_while_they_are_no_more_than_the_whole(
    parts: list[int], opinions: int
) -> None:
    told = telling(opinions=opinions, opinions_by_topic=[on(f"Chủ đề {n}", part) for n, part in enumerate(parts)])

    if sum(parts) <= opinions:
        told.check(today=TODAY)
    else:
        with pytest.raises(Refused, match="topics_above_opinions"):
            told.check(today=TODAY)


def test_minutes_are_corrected_with_the_former_ones_beside_them_and_judged_again() -> None:
    meeting = a_held_meeting()

    meeting.correct(None, record(minutes=60), REASON, policy=POLICY, today=TODAY)

    [corrected] = happened(meeting)
    assert isinstance(corrected, Meeting.MinutesCorrected)
    assert (corrected.former.duration_minutes, corrected.record.duration_minutes) == (95, 60)
    assert [criterion.met for criterion in corrected.criteria] == [True, True, True, False]
    assert (meeting.recorded, meeting.held_on) == (record(minutes=60), HELD_ON)


def test_corrected_minutes_may_say_another_day() -> None:
    meeting, day = a_held_meeting(), HELD_ON + timedelta(days=1)

    meeting.correct(None, record(held_on=day), REASON, policy=POLICY, today=TODAY)

    assert (meeting.held_on, meeting.day()) == (day, day)


def test_minutes_are_corrected_to_something_else_that_can_have_been() -> None:
    meeting = a_held_meeting()

    with pytest.raises(Refused, match="nothing_changed"):
        meeting.correct(None, record(), REASON, policy=POLICY, today=TODAY)
    with pytest.raises(Refused, match="held_on_in_the_future"):
        meeting.correct(None, record(held_on=TODAY + timedelta(days=1)), REASON, policy=POLICY, today=TODAY)
    with pytest.raises(Refused, match="attendance_does_not_add_up"):
        meeting.correct(None, record(counts=attendance(present=1)), REASON, policy=POLICY, today=TODAY)


@pytest.mark.parametrize("make", [a_meeting, a_scheduled_meeting])
def test_only_a_record_is_corrected(make: Any) -> None:
    with pytest.raises(Refused, match="meeting_not_held"):
        make().correct(None, record(), REASON, policy=POLICY, today=TODAY)


def test_a_withdrawn_record_is_corrected_no_more() -> None:
    meeting = a_held_meeting()
    meeting.withdraw(REASON)

    with pytest.raises(Refused, match="meeting_not_held"):
        meeting.correct(None, record(minutes=60), REASON, policy=POLICY, today=TODAY)


def test_a_corrected_record_is_withdrawn_under_its_newest_day() -> None:
    meeting, day = a_held_meeting(), HELD_ON + timedelta(days=1)
    meeting.correct(None, record(held_on=day), REASON, policy=POLICY, today=TODAY)

    meeting.withdraw(REASON)

    *_, withdrawn = happened(meeting)
    assert isinstance(withdrawn, Meeting.Withdrawn)
    assert withdrawn.held_on == day


def test_a_theme_gets_another_title_and_keeps_its_number() -> None:
    thematic = a_meeting(MeetingKind.THEMATIC, THEME)
    thematic.record(THEME, record(), policy=POLICY, today=TODAY)

    assert thematic.retitled("Xây dựng Đảng") == Theme(THEME.number, "Xây dựng Đảng")
    assert thematic.retitled(None) == THEME
    with pytest.raises(Refused, match="theme_not_allowed"):
        a_held_meeting().retitled("Xây dựng Đảng")


def test_a_thematic_meeting_may_have_been_held_as_one_with_the_regular_one_of_that_day() -> None:
    check_merger(MeetingKind.THEMATIC, HELD_ON, a_held_meeting(), policy=POLICY)
    thematic = a_meeting(MeetingKind.THEMATIC, THEME)

    thematic.record(THEME, merging(), policy=POLICY, today=TODAY)

    [held] = happened(thematic)
    assert isinstance(held, Meeting.Held)
    assert held.record.merged == Merger(an_id("regular"), REASON)


@pytest.mark.parametrize("kind", [MeetingKind.REGULAR, MeetingKind.EXTRAORDINARY])
def test_only_a_thematic_meeting_is_merged(kind: MeetingKind) -> None:
    with pytest.raises(Refused, match="merger_of_another_kind"):
        check_merger(kind, HELD_ON, a_held_meeting(), policy=POLICY)


def test_nothing_is_merged_with_what_was_not_held_that_day_or_is_not_regular() -> None:
    thematic = a_meeting(MeetingKind.THEMATIC, THEME)
    thematic.record(THEME, record(), policy=POLICY, today=TODAY)

    for other in (a_scheduled_meeting(), thematic):
        with pytest.raises(Refused, match="merged_with_no_regular_meeting"):
            check_merger(MeetingKind.THEMATIC, HELD_ON, other, policy=POLICY)
    with pytest.raises(Refused, match="merged_on_another_day"):
        check_merger(MeetingKind.THEMATIC, TODAY, a_held_meeting(), policy=POLICY)


def test_a_policy_may_allow_no_merging_at_all() -> None:
    with pytest.raises(Refused, match="merger_not_allowed"):
        check_merger(MeetingKind.THEMATIC, HELD_ON, a_held_meeting(), policy=replace(POLICY, merging_allowed=False))


MINUTES = st.builds(
    record, minutes=st.integers(1, 300), held_on=st.dates(date(2024, 1, 1), TODAY), excused_over_three_running=st.none()
)


@settings(max_examples=50)
@given(st.lists(MINUTES, min_size=1, max_size=6))
def test_whatever_is_corrected_replays_to_the_same_and_loses_no_former_minutes(minutes: list[MeetingRecord]) -> None:
    with at():
        meeting = Meeting(an_id("cell"), MeetingKind.REGULAR, JANUARY, None, None)
        meeting.record(None, minutes[0], policy=POLICY, today=TODAY)
        for right in minutes[1:]:
            if right != meeting.recorded:
                meeting.correct(None, right, TextRef(an_id("text"), ""), policy=POLICY, today=TODAY)
    events = happened(meeting)

    again = replayed(events)
    assert isinstance(again, Meeting)
    assert (again.recorded, again.held_on, again.criteria) == (meeting.recorded, meeting.held_on, meeting.criteria)
    corrections = [event for event in events if isinstance(event, Meeting.MinutesCorrected)]
    known = [minutes[0], *(one.record for one in corrections)]
    assert [one.former for one in corrections] == known[:-1]
    assert names(events)[:2] == ["Opened", "Held"]
