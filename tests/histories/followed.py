"""Histories of what meetings keeps besides cell meetings: resolutions, gatherings, guidance, good practice, issues."""

from __future__ import annotations

from datetime import timedelta

from services.chassis.aggregate import Aggregate
from services.meetings.domain import (
    Gathering,
    GoodPractice,
    Guidance,
    Issue,
    IssueStep,
    MemberTasks,
    Resolution,
    TakingUp,
)
from tests.meetings import given as meetings
from tests.meetings import made


def resolution() -> Aggregate:
    with meetings.at():
        adopted = Resolution(meetings.CELL, made.MEETING, "01-NQ/CB")
        adopted.adopt("Nghị quyết tháng 01/2024", made.ADOPTED_ON, made.POINTS)
        adopted.review(made.NEXT_MEETING, made.REVIEWED_ON, [2])
        adopted.withdraw_review(made.NEXT_MEETING, meetings.REASON)
        adopted.review(made.NEXT_MEETING, made.REVIEWED_ON, [1, 2, 3])
        adopted.redate_review(made.NEXT_MEETING, made.REVIEWED_ON + timedelta(days=2), meetings.REASON)
        adopted.redate(made.ADOPTED_ON - timedelta(days=1), meetings.REASON)
        adopted.carry_out(made.REVIEWED_ON, today=made.TODAY)
        adopted.reopen(meetings.REASON)
        adopted.withdraw(meetings.REASON)
        adopted.adopt("Nghị quyết tháng 01/2024", made.ADOPTED_ON, made.POINTS[:2])
    return adopted


def member_tasks() -> Aggregate:
    with meetings.at():
        tasks = MemberTasks(meetings.CELL, meetings.JANUARY)
        tasks.assign(made.ADOPTED_ON, 12, today=made.TODAY)
        tasks.review(made.REVIEWED_ON, 10, 8, today=made.TODAY)
        tasks.withdraw(meetings.REASON)
        tasks.assign(made.ADOPTED_ON, 11, today=made.TODAY)
    return tasks


def gathering() -> Aggregate:
    with meetings.at():
        held = Gathering(made.WARD, made.a_seminar().held_on, made.a_seminar().topic)
        held.record(made.a_seminar(), today=made.TODAY)
        held.correct(made.a_seminar(papers=1), meetings.REASON, today=made.TODAY)
        held.withdraw(meetings.REASON)
        held.lend_place(made.MEETING)
        held.take_place_back()
        held.record(made.a_review(conclusions=meetings.REASON), today=made.TODAY)
    return held


def guidance() -> Aggregate:
    with meetings.at():
        issued = Guidance(made.WARD, made.given().number, made.given().issued_on)
        issued.issue(made.given(), today=made.TODAY)
        issued.withdraw(meetings.REASON)
        issued.issue(made.given(title="Định hướng tháng 01"), today=made.TODAY)
    return issued


def taking_up() -> Aggregate:
    with meetings.at():
        taking = TakingUp(made.issued().id, meetings.CELL)
        taking.take_up(made.given(), made.MEETING, made.ADOPTED_ON)
        taking.redate(made.given(), made.ADOPTED_ON + timedelta(days=1), meetings.REASON)
        taking.withdraw(meetings.REASON)
        taking.take_up(made.given(), made.NEXT_MEETING, made.REVIEWED_ON)
    return taking


def good_practice() -> Aggregate:
    with meetings.at():
        practice = GoodPractice(meetings.CELL, "Đối thoại tại hẻm")
        practice.record("Đối thoại tại hẻm", "Dân vận", made.ADOPTED_ON, made.WORDS, today=made.TODAY)
        practice.share(made.WARD, [made.DISTRICT, made.WARD], made.REVIEWED_ON, today=made.TODAY)
        practice.withdraw_sharing(made.WARD, made.DISTRICT, meetings.REASON)
        practice.withdraw(meetings.REASON)
        practice.record("Đối thoại tại hẻm", "Dân vận khéo", made.ADOPTED_ON, made.WORDS, today=made.TODAY)
    return practice


def issue() -> Aggregate:
    day = made.REVIEWED_ON
    with meetings.at():
        raised = Issue.raise_(meetings.an_id("issue"), meetings.CELL, made.by_observer(), today=made.TODAY)
        raised.escalate(made.DISTRICT, day, None, meetings.REASON, today=made.TODAY)
        raised.give_back(day, None, meetings.REASON, today=made.TODAY)
        raised.answer(day, made.SECRETARY, made.WORDS, today=made.TODAY)
        raised.withdraw_answer(meetings.REASON)
        raised.mark_hot_spot(True, day, meetings.REASON, today=made.TODAY)
        raised.resolve(day, made.WORDS, today=made.TODAY)
        raised.reopen(day, made.TODAY, None, meetings.REASON, today=made.TODAY)
        raised.withdraw_step(raised.at_unit_id, IssueStep.REOPENED, day, meetings.REASON)
        raised.withdraw(meetings.REASON)
    return raised


FOLLOWED = (resolution, member_tasks, gathering, guidance, taking_up, good_practice, issue)
