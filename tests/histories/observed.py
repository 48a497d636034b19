"""Histories of documents, notices, visits, observers' reports and inspections, made by the domain itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from services.assignments.domain.change import Change, MeetingChange
from services.chassis.aggregate import Aggregate
from tests.assignments import given

LATER = date(2020, 6, 1)


def directive() -> Aggregate:
    made, later = given.a_directive(), given.a_directive("46-KH/QU")
    with given.at():
        made.replace(later, LATER)
        made.reinstate(later.id)
        made.withdraw(given.REASON)
        made.issue(given.a_document(title="Kế hoạch khác"), today=LATER)
    return made


def notice() -> Aggregate:
    made = given.issued(given.a_pair(), given.a_pair(given.SCHOOL_CELL))
    first, _ = made.assignments
    with given.at():
        former, then = (datetime(2019, 3, day, 12, tzinfo=UTC) for day in (3, 4))
        made.notify(first, MeetingChange(given.MEETING, Change.RESCHEDULED, former, then, "Trụ sở"))
        other = given.a_pair(person_id=given.ANOTHER, from_on=date(2019, 6, 30))
        made.replace(first, other, given.REASON, given.a_structure())
        made.withdraw_release(first, given.REASON)
        made.withdraw(given.REASON)
    return made


def visit() -> Aggregate:
    made = given.a_made_visit()
    with given.at():
        made.withdraw(given.REASON)
        made.make(given.a_record(date(2019, 3, 4)), unannounced=False)
        made.file(given.noted("một", "hai"))
        made.correct(given.noted("ba", finding_id=made.findings[1].finding_id), given.REASON)
        made.withdraw_findings(given.REASON)
    return made


def observer_report() -> Aggregate:
    made = given.a_submitted_report()
    with given.at():
        made.send_back(given.REASON, by=given.ANOTHER)
        made.withdraw(given.REASON)
        given.submit(made, LATER, visits=2)
        made.accept(by=given.ANOTHER)
        made.withdraw_judgement(given.REASON, by=given.ANOTHER)
    return made


def inspection() -> Aggregate:
    made = given.a_held_inspection()
    with given.at():
        made.withdraw(given.REASON)
        made.hold(given.a_conclusion(members_supervised=13), given.REASON, today=LATER)
    return made


OBSERVED: tuple[Callable[[], Aggregate], ...] = (directive, notice, visit, observer_report, inspection)
