"""What tests of assignments begin with; only the value that matters is written in the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.assignments.domain.directive import Basis, Directive, Document
from services.assignments.domain.findings import Heading, Noted
from services.assignments.domain.inspection import Conclusion, Inspection, InspectionKind, SubjectMatter
from services.assignments.domain.notice import Notice
from services.assignments.domain.pairs import Pair
from services.assignments.domain.plan import VisitPlan
from services.assignments.domain.quarter import Quarter
from services.assignments.domain.report import ObserverReport
from services.assignments.domain.reported import Grounds, Section
from services.assignments.domain.structure import Structure, Unit
from services.assignments.domain.visit import Visit, VisitRecord
from services.chassis.aggregate import Aggregate, TextRef, now
from services.chassis.event_store.codec import DomainEvent

KEEPER = "hoc-mon"
NEW_YEAR = datetime(2019, 1, 2, 1, tzinfo=UTC)
ISSUED_ON = date(2019, 1, 2)
LAST_DAY = date(2019, 12, 31)
APRIL, DUE_ON = date(2019, 4, 5), date(2019, 4, 10)
ESTABLISHED_ON = date(2000, 1, 1)
REASON = TextRef(UUID(int=1), "00" * 32)


def an_id(name: str) -> UUID:
    """An id by name, the same wherever it is written."""
    return uuid5(UUID(int=0), name)


COMMITTEE, OBSERVER, ANOTHER = an_id("district committee"), an_id("observer"), an_id("another observer")
QUARTER_CELL, SCHOOL_CELL, POLICE_CELL, OWN_CELL = (an_id(name) for name in ("quarter", "school", "police", "agency"))
MEETING = an_id("meeting")

CATALOGUE = {"RESIDENTIAL": "residential", "SCHOOL": "sector", "POLICE": "sector", "AGENCY": "agency"}


@contextmanager
def at(instant: datetime = NEW_YEAR) -> Iterator[None]:
    """What the chassis does around an application method."""
    token = now.set(instant)
    try:
        yield
    finally:
        now.reset(token)


def a_cell(cell_type: str, *, dissolved_on: date | None = None) -> Unit:
    return Unit("cell", [(ESTABLISHED_ON, dissolved_on)], {ESTABLISHED_ON: cell_type})


def a_structure(**more: Unit) -> Structure:
    units = {
        COMMITTEE: Unit("committee", [(ESTABLISHED_ON, None)], {}),
        QUARTER_CELL: a_cell("RESIDENTIAL"),
        SCHOOL_CELL: a_cell("SCHOOL"),
        POLICE_CELL: a_cell("POLICE"),
        OWN_CELL: a_cell("AGENCY"),
    }
    known = units | {an_id(name): unit for name, unit in more.items()}
    parents = {unit_id: {ESTABLISHED_ON: COMMITTEE} for unit_id in known if unit_id != COMMITTEE}
    return Structure(known, {ESTABLISHED_ON: CATALOGUE}, parents)


def a_pair(
    cell_id: UUID = QUARTER_CELL,
    person_id: UUID = OBSERVER,
    *,
    from_on: date = ISSUED_ON,
    until_on: date = LAST_DAY,
    own_cell_id: UUID | None = OWN_CELL,
    sits_on: frozenset[UUID] = frozenset(),
) -> Pair:
    return Pair(person_id, cell_id, from_on, until_on, own_cell_id, sits_on)


def issued(*pairs: Pair, structure: Structure | None = None, issuer_id: UUID = COMMITTEE) -> Notice:
    with at():
        return Notice.issue(
            KEEPER,
            "01-TB/HU",
            issuer_id,
            ISSUED_ON,
            True,
            pairs or (a_pair(),),
            structure or a_structure(),
            today=ISSUED_ON,
        )


def a_record(
    visited_on: date = date(2019, 3, 3), *, arrived_at: datetime | None = None, left_at: datetime | None = None
) -> VisitRecord:
    return VisitRecord(QUARTER_CELL, visited_on, arrived_at, left_at)


def a_made_visit() -> Visit:
    with at():
        visit = Visit(MEETING, OBSERVER)
        visit.make(a_record(), unannounced=True)
    return visit


def noted(*words: str, finding_id: UUID | None = None) -> list[Noted]:
    """Things found, each under the heading of opinions, with a text of its own."""
    return [Noted(Heading.OPINION, "đường sá", TextRef(an_id(one), "11" * 32), finding_id) for one in words]


def a_document(**different: Any) -> Document:
    usual = Document("Kế hoạch nâng cao chất lượng", ISSUED_ON, ISSUED_ON, None, [Basis(None, "11-ĐA/TU")], [])
    return replace(usual, **different)


def a_directive(number: str = "45-KH/QU", kind: str = "plan", **different: Any) -> Directive:
    with at():
        directive = Directive(KEEPER, COMMITTEE, kind, number, 2019)
        directive.issue(a_document(**different), today=LAST_DAY)
    return directive


def grounds(visits: int = 1, assigned_cells: int = 2) -> Grounds:
    return Grounds([an_id(f"visit {number}") for number in range(visits)], visits, assigned_cells, {"opinion": 1})


def a_submitted_report(quarter: str = "2019-Q1") -> ObserverReport:
    with at():
        report = ObserverReport(KEEPER, OBSERVER, COMMITTEE, quarter)
        submit(report)
    return report


def submit(report: ObserverReport, today: date = APRIL, *, visits: int = 1, assigned_cells: int = 2) -> None:
    """What its author does each time; reports on every quarter are taken from its first day on."""
    with at():
        report.submit(
            grounds(visits, assigned_cells),
            [Section("results", REASON)],
            today=today,
            opens_on=Quarter(report.quarter).first,
            due_on=DUE_ON,
        )


def a_conclusion(**different: Any) -> Conclusion:
    return replace(Conclusion(date(2019, 5, 6), 12, 2, None, None), **different)


def a_held_inspection() -> Inspection:
    with at():
        made = Inspection(QUARTER_CELL, COMMITTEE, InspectionKind.SUPERVISION, SubjectMatter.MEMBERS, date(2019, 5, 10))
        made.hold(a_conclusion(), REASON, today=LAST_DAY)
    return made


def a_plan(planned_on: date = date(2019, 3, 3)) -> VisitPlan:
    with at():
        return VisitPlan(an_id("plan"), OBSERVER, QUARTER_CELL, planned_on)


def each(*changes: Callable[[], object]) -> Sequence[Callable[[], object]]:
    """Several things to do, one after another."""
    return changes


def happened(aggregate: Aggregate) -> list[DomainEvent]:
    """What has happened to the aggregate so far; it is still to be saved."""
    return list(aggregate.pending_events)
