"""Quarterly reports of a unit, with everything filled in that a test does not name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from services.chassis.aggregate import TextRef, now
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.signed import Cause, Counted, Pin, Reported
from tests.reporting.history import an_id

UNIT = an_id("DU-1")
FIRST, LAST, DUE = date(2019, 1, 1), date(2019, 3, 31), date(2019, 4, 10)
OPENED, SUBMITTED, JUDGED, CLOSED = date(2019, 3, 1), date(2019, 4, 5), date(2019, 4, 8), date(2019, 4, 12)
AUTHOR, JUDGE = an_id("author"), an_id("judge")
REASON = TextRef(an_id("reason"), "00" * 32)


@contextmanager
def on(day: date) -> Iterator[date]:
    """The noon of a day, by which events are stamped."""
    token = now.set(datetime.combine(day, time(5), UTC))
    try:
        yield day
    finally:
        now.reset(token)


def figures(**numbers: int | tuple[int, int]) -> list[Reported]:
    """A count where there is one number, else numerator and denominator."""
    return [
        Reported(key, *number) if isinstance(number, tuple) else Reported(key, number, None)
        for key, number in numbers.items()
    ]


def counted(meetings: int = 10, **numbers: int | tuple[int, int]) -> Counted:
    """Figures as known at a position of meetings."""
    known = {"hoc-mon.assignments": 4, "hoc-mon.meetings": meetings, "hoc-mon.ratings": 2, "hoc-mon.registry": 8}
    pin = Pin("DU-1", known, datetime(2019, 4, 5, tzinfo=UTC), f"{meetings:064x}")
    return Counted(pin, figures(**(numbers or {"members": 60, "meetings_regular": (3, 4)})))


def cause(name: str = "late", position: int = 12) -> Cause:
    at = datetime(2019, 5, 3, tzinfo=UTC)
    return Cause(an_id(name), "hoc-mon.meetings", position, "meetings.MeetingHeld.v1", 1, str(AUTHOR), at, None)


def begun() -> QuarterlyReport:
    with on(OPENED):
        return QuarterlyReport(UNIT, "2019-Q1")


def opened(report: QuarterlyReport | None = None, day: date = OPENED) -> QuarterlyReport:
    report = report or begun()
    with on(day):
        report.open(today=day, begins=FIRST, due_on=DUE, policy_version="1")
    return report


def submitted(
    report: QuarterlyReport | None = None, what: Counted | None = None, day: date = SUBMITTED, by: UUID = AUTHOR
) -> QuarterlyReport:
    report = report or opened()
    with on(day):
        report.submit(what or counted(), by=by, today=day, opens_on=OPENED)
    return report


def returned() -> QuarterlyReport:
    report = submitted()
    with on(JUDGED):
        report.send_back(REASON, by=JUDGE, today=JUDGED)
    return report


def approved(report: QuarterlyReport | None = None) -> QuarterlyReport:
    report = report or submitted()
    with on(JUDGED):
        report.approve(None, by=JUDGE, today=JUDGED)
    return report


def closed(report: QuarterlyReport | None = None, what: Counted | None = None, **other: Any) -> QuarterlyReport:
    report = report or approved()
    with on(CLOSED):
        report.close(what or counted(11), **{"by": JUDGE, "parked": 0, "today": CLOSED, "last": LAST, **other})
    return report


def restated(
    report: QuarterlyReport | None = None, what: Counted | None = None, why: str = "late", number: int | None = None
) -> QuarterlyReport:
    report = report or closed()
    with on(date(2019, 5, 3)) as today:
        report.restate(what or counted(12, members=60, meetings_regular=(4, 4)), cause(why), today=today, number=number)
    return report


def whole_life() -> QuarterlyReport:
    """Each step taken, taken back, and taken again."""
    report = opened()
    with on(SUBMITTED):
        report.withdraw_opening(REASON)
    submitted(opened(report))
    with on(JUDGED):
        report.withdraw_submission(REASON)
    submitted(report)
    with on(JUDGED):
        report.send_back(REASON, by=JUDGE, today=JUDGED)
        report.withdraw_return(REASON, by=JUDGE)
    approved(report)
    with on(JUDGED):
        report.withdraw_approval(REASON, by=JUDGE)
    return restated(closed(approved(report)))
