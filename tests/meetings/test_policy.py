"""When a regular meeting counts as one of quality: criteria warn, and never block the record."""

import pytest

from services.meetings.domain import MeetingRecord
from tests.meetings.given import POLICY, a_meeting, attendance, happened, record

NOBODY = attendance(official=2, probationary=0, exempt=2, temporarily_away=0, present=0, excused=0)


def met(judged: MeetingRecord) -> dict[str, bool | None]:
    return {criterion.key: criterion.met for criterion in POLICY.judge(judged)}


def of_twenty(present: int) -> MeetingRecord:
    counts = attendance(
        official=20, probationary=0, exempt=0, temporarily_away=0, present=present, excused=20 - present
    )
    return record(counts=counts)


@pytest.mark.parametrize(("present", "is_met"), [(17, False), (18, True)])
def test_attendance_is_strictly_over_85_percent(present: int, is_met: bool) -> None:
    assert met(of_twenty(present))["attendance"] is is_met


def test_where_nobody_was_expected_attendance_is_not_known() -> None:
    assert met(record(counts=NOBODY))["attendance"] is None


@pytest.mark.parametrize(("unexcused", "is_met"), [(0, True), (1, False)])
def test_nobody_stays_away_without_an_excuse(unexcused: int, is_met: bool) -> None:
    counts = attendance(excused=2 - unexcused, unexcused=unexcused)

    assert met(record(counts=counts))["no_unexcused"] is is_met


@pytest.mark.parametrize(("declared", "is_met"), [(None, None), (0, True), (1, False)])
def test_what_the_secretary_did_not_declare_is_not_known(declared: int | None, is_met: bool | None) -> None:
    assert met(record(excused_over_three_running=declared))["excused_not_over_three_running"] is is_met


@pytest.mark.parametrize(("minutes", "is_met"), [(89, False), (90, True)])
def test_a_meeting_lasts_ninety_minutes_or_more(minutes: int, is_met: bool) -> None:
    assert met(record(minutes=minutes))["duration"] is is_met


def test_a_meeting_that_meets_no_criterion_is_recorded_with_the_numbers() -> None:
    meeting = a_meeting()
    counts = attendance(present=1, excused=22, unexcused=1)
    judged = record(minutes=30, counts=counts, excused_over_three_running=2)

    meeting.record(None, judged, policy=POLICY, today=judged.held_on)

    (held,) = happened(meeting)
    assert [(criterion.met, criterion.numbers) for criterion in vars(held)["criteria"]] == [
        (False, {"present": 1, "expected": 24, "over_percent": 85}),
        (False, {"unexcused": 1}),
        (False, {"members": 2}),
        (False, {"minutes": 30, "least": 90}),
    ]
