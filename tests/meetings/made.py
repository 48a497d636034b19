"""What tests of resolutions, gatherings, guidance, good practice and issues begin with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.meetings.domain import (
    Gathering,
    GatheringForm,
    GatheringRecord,
    GoodPractice,
    Guidance,
    GuidanceGiven,
    GuidancePeriod,
    Issue,
    IssueSource,
    MemberTasks,
    Point,
    Raised,
    Resolution,
    ReviewPeriod,
    Share,
    TakingUp,
    Tally,
)
from tests.meetings.given import CELL, REASON, an_id, happened

WARD, DISTRICT = an_id("ward"), an_id("district")
MEETING, NEXT_MEETING = an_id("meeting"), an_id("next meeting")
ADOPTED_ON, REVIEWED_ON, TODAY = date(2024, 1, 3), date(2024, 2, 3), date(2024, 6, 30)
OBSERVER, SECRETARY, VISIT = an_id("observer"), an_id("secretary"), an_id("visit")
WORDS = REASON
"""Stands for any free text."""

POINTS = [
    Point("Vận động hiến đất mở đường hẻm 12", WORDS, date(2024, 1, 31)),
    Point("Giúp hai hộ thoát nghèo", None, date(2024, 6, 30)),
    Point("Giữ vững tổ an ninh", None, None),
]
THEMES = [
    Share("Công tác quản lý đảng viên", None),
    Share("Công tác phát triển đảng viên mới", None),
    Share("Củng cố ban chấp hành các đoàn thể khu phố", None),
]
UNCOUNTED = Tally.of(None, [])
SIXTEEN = Tally.of(16, THEMES)
"""As the source has it: themes are named, and nobody counted how many spoke on which."""


def adopted(points: list[Point] | None = None) -> Resolution:
    """With three points, two with a term; nothing pending."""
    resolution = Resolution(CELL, MEETING, "01-NQ/CB")
    resolution.adopt("Nghị quyết tháng 01/2024", ADOPTED_ON, POINTS if points is None else points)
    happened(resolution)
    return resolution


def assigned(count: int = 12) -> MemberTasks:
    tasks = MemberTasks(CELL, date(2024, 1, 1))
    tasks.assign(ADOPTED_ON, count, today=TODAY)
    happened(tasks)
    return tasks


def a_seminar(**changed: Any) -> GatheringRecord:
    """A ward's seminar with sixteen opinions, but for what is given."""
    usual = GatheringRecord(
        forms=[GatheringForm.SEMINAR],
        topic="Nâng cao chất lượng hoạt động của chi bộ",
        held_on=date(2009, 4, 22),
        document=None,
        period=None,
        participants=UNCOUNTED,
        papers=0,
        paper_titles=[],
        opinions=SIXTEEN,
        conclusions=None,
    )
    return replace(usual, **changed)


def a_review(**changed: Any) -> GatheringRecord:
    """A district's interim review with three papers, but for what is given."""
    return a_seminar(
        forms=[GatheringForm.INTERIM_REVIEW],
        topic="Sơ kết thực hiện Đề án số 11-ĐA/TU",
        held_on=date(2024, 6, 20),
        document="Đề án số 11-ĐA/TU",
        period=ReviewPeriod("03 năm", date(2021, 12, 6), date(2024, 6, 20)),
        papers=3,
        opinions=UNCOUNTED,
        **changed,
    )


def held(record: GatheringRecord | None = None) -> Gathering:
    kept = record or a_seminar()
    gathering = Gathering(WARD, kept.held_on, kept.topic)
    gathering.record(kept, today=TODAY)
    happened(gathering)
    return gathering


def given(**changed: Any) -> GuidanceGiven:
    """For January 2024, to the cells of the ward."""
    usual = GuidanceGiven(
        number="05-HD/ĐU",
        title="Định hướng nội dung sinh hoạt tháng 01/2024",
        issued_on=date(2023, 12, 25),
        period=GuidancePeriod.MONTH,
        from_on=date(2024, 1, 1),
        until_on=date(2024, 1, 31),
        for_unit_id=WARD,
        text=WORDS,
    )
    return replace(usual, **changed)


def issued() -> Guidance:
    guidance = Guidance(WARD, given().number, given().issued_on)
    guidance.issue(given(), today=TODAY)
    happened(guidance)
    return guidance


def taking_up() -> TakingUp:
    taking = TakingUp(issued().id, CELL)
    taking.take_up(given(), MEETING, ADOPTED_ON)
    happened(taking)
    return taking


def a_practice() -> GoodPractice:
    practice = GoodPractice(CELL, "Đối thoại tại hẻm")
    practice.record("Đối thoại tại hẻm", "Dân vận", ADOPTED_ON, WORDS, today=TODAY)
    happened(practice)
    return practice


def what_is_raised(**changed: Any) -> Raised:
    """By the cell's secretary, to be answered by the ward within thirty days."""
    usual = Raised(
        source=IssueSource.CELL,
        theme="Ngập nước hẻm 12",
        content=WORDS,
        raised_by=SECRETARY,
        raised_on=ADOPTED_ON,
        at_unit_id=WARD,
        due_on=ADOPTED_ON + timedelta(days=30),
        policy_version="ANSWERS-1",
        hot_spot=False,
        recurrence_of=None,
        recurrence=0,
        visit_id=None,
    )
    return replace(usual, **changed)


def by_observer() -> Raised:
    """From a visit, raised for the second time."""
    return what_is_raised(
        source=IssueSource.OBSERVER,
        raised_by=OBSERVER,
        visit_id=VISIT,
        due_on=date(2024, 1, 20),
        policy_version=None,
        recurrence_of=an_id("earlier issue"),
        recurrence=1,
    )


def an_issue(raised: Raised | None = None, issue_id: UUID | None = None) -> Issue:
    issue = Issue.raise_(issue_id or an_id("issue"), CELL, raised or what_is_raised(), today=TODAY)
    happened(issue)
    return issue
