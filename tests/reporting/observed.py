"""A small district's findings, observers' reports, documents and inspections, some of them taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from contracts import assignments
from contracts.meetings import MeetingCancelled, MeetingRescheduled
from contracts.texts import TextRef
from tests.reporting import given
from tests.reporting.busy import FEBRUARY, JANUARY, MARCH, YEAR_END, busy_district
from tests.reporting.given import REASON
from tests.reporting.history import History, an_id

DUE_ON = date(2019, 4, 10)
WORDS = TextRef(text_id=an_id("words"), sha256="00" * 32)


def observed_district(keeper: str) -> History:
    """The busy district, with all of it told besides."""
    history = busy_district(keeper)
    _notices(history)
    _moves(history)
    _findings(history)
    _reports(history)
    _documents(history)
    _inspections(history)
    return history


def issued(name: str, issuer: str) -> assignments.NoticeIssued:
    return assignments.NoticeIssued(
        notice_id=an_id(name), number=name, issuer_id=an_id(issuer), issued_on=JANUARY, unannounced=True, pairs=3
    )


def _notices(history: History) -> None:
    """The district's notice of the busy story, one of the ward A, and one that is taken back whole."""
    of_ward = given.assigned("chi", "A1", FEBRUARY, date(2019, 4, 20)).model_copy(
        update={"notice_id": an_id("ward notice")}
    )
    void = given.assigned("dung", "C1", JANUARY, YEAR_END).model_copy(update={"notice_id": an_id("void notice")})
    history.tell(issued("notice", "HU"), issued("ward notice", "A"), issued("void notice", "HU"), of_ward, void)
    history.tell(
        assignments.NoticeWithdrawn(
            notice_id=an_id("void notice"), issuer_id=an_id("HU"), issued_on=JANUARY, reason=REASON
        )
    )
    # Chi is released by mistake, twice: once within his time, once before it began.
    for day in (MARCH, FEBRUARY):
        history.tell(given.released(of_ward, day), given.release_withdrawn(of_ward, day))
    history.tell(given.visited("chi", "A1", date(2019, 4, 10)), given.visited("an", "A1", MARCH))


def notified(person: str, move: MeetingRescheduled | MeetingCancelled, code: str) -> assignments.ObserverNotified:
    moved = isinstance(move, MeetingRescheduled)
    return assignments.ObserverNotified(
        assignment_id=an_id(person, code, "assignment", 0),
        person_id=an_id(person),
        cell_id=an_id(code),
        meeting_id=move.meeting_id,
        change="rescheduled" if moved else "cancelled",
        former_starts_at=move.former_starts_at,
        starts_at=move.former_starts_at if moved else None,
        place=None,
    )


def _moves(history: History) -> None:
    """An is told of both changes, of the first one twice, Binh of none; B1 has no observer."""
    moved, off = given.postponed("A1", noon(2, 5)), given.postponed("A2", noon(3, 5), "cancelled")
    history.tell(moved, off, given.postponed("B1", noon(2, 7)))
    twice = given.postponed("A1", noon(2, 5), "cancelled")
    history.tell(twice, given.change_withdrawn(twice))
    history.tell(*[notified("an", moved, "A1")] * 2, notified("an", off, "A2"))


def noon(month: int, day: int) -> datetime:
    return datetime(2019, month, day, 5, tzinfo=UTC)


def filed(visit: assignments.VisitMade, *headings: str) -> assignments.VisitFindingsFiled:
    found: list[Any] = [
        {"finding_id": an_id(visit.visit_id, place), "heading": heading, "topic": None, "text": WORDS}
        for place, heading in enumerate(headings)
    ]
    kept = {name: getattr(visit, name) for name in ("visit_id", "person_id", "cell_id", "meeting_id", "visited_on")}
    return assignments.VisitFindingsFiled.model_validate(kept | {"findings": found})


def _findings(history: History) -> None:
    """An files twice, and corrects the first; Binh's are taken back; those of a visit go with the visit."""
    first, second = given.visited("an", "A1", JANUARY), given.visited("an", "A1", MARCH)
    binh, gone = given.visited("binh", "A1", JANUARY), given.visited("binh", "A2", FEBRUARY)
    history.tell(filed(first, "course", "opinion", "opinion"), filed(second, "difficulty"), filed(binh, "proposal"))
    corrected = dict(filed(first, "course", "good_practice")) | {"reason": REASON}
    history.tell(assignments.VisitFindingsCorrected.model_validate(corrected))
    taken_back = {**dict(binh), "reason": REASON}
    history.tell(assignments.VisitFindingsWithdrawn.model_validate(taken_back))
    history.tell(gone, filed(gone, "course"), given.visit_withdrawn(gone))


def submitted(
    person: str, issuer: str, on: date, revision: int = 1, first: date | None = None
) -> assignments.QuarterlyObserverReportSubmitted:
    return assignments.QuarterlyObserverReportSubmitted.model_validate(
        _report(person, issuer, revision)
        | {
            "submitted_on": on,
            "first_submitted_on": first,
            "due_on": DUE_ON,
            "visits": [],
            "cells": 0,
            "assigned_cells": 1,
        }
        | {"findings": {}, "sections": [{"heading": "results", "text": WORDS}]}
    )


def _report(person: str, issuer: str, revision: int = 1) -> dict[str, Any]:
    whose = {"person_id": an_id(person), "issuer_id": an_id(issuer), "quarter": "2019-Q1"}
    return whose | {"report_id": an_id("report", person, issuer), "revision": revision}


def _reports(history: History) -> None:
    """An's is accepted after a return that made it late, but it came in time; so is Binh's, whose return is taken back
    and whose acceptance, too; Chi's, to the ward, is taken back and sent again, late."""
    history.tell(submitted("an", "HU", date(2019, 4, 5)), submitted("binh", "HU", date(2019, 4, 6)))
    for person in ("an", "binh"):
        told = _report(person, "HU") | {"reason": REASON}
        history.tell(assignments.QuarterlyObserverReportReturned.model_validate(told))
    history.tell(judgement_withdrawn("binh", "returned", date(2019, 4, 6)))
    history.tell(submitted("an", "HU", date(2019, 4, 12), 2, first=date(2019, 4, 5)))
    history.tell(assignments.QuarterlyObserverReportAccepted.model_validate(_report("an", "HU", 2)))
    history.tell(assignments.QuarterlyObserverReportAccepted.model_validate(_report("binh", "HU")))
    history.tell(judgement_withdrawn("binh", "accepted", date(2019, 4, 6)))
    history.tell(submitted("chi", "A", date(2019, 4, 1)))
    withdrawn = _report("chi", "A") | {"reason": REASON}
    history.tell(assignments.QuarterlyObserverReportWithdrawn.model_validate(withdrawn))
    history.tell(submitted("chi", "A", date(2019, 4, 12), 2, first=date(2019, 4, 12)))


def judgement_withdrawn(person: str, judgement: str, first: date) -> assignments.ReportJudgementWithdrawn:
    days = {"submitted_on": first, "first_submitted_on": first, "due_on": DUE_ON}
    return assignments.ReportJudgementWithdrawn.model_validate(
        _report(person, "HU") | days | {"judgement": judgement, "reason": REASON}
    )


def document(number: str, kind: str, issuer: str, on: date) -> assignments.DirectiveIssued:
    return assignments.DirectiveIssued(
        directive_id=an_id("directive", number),
        kind=kind,
        number=number,
        title="Văn bản",
        issuer_id=an_id(issuer),
        issued_on=on,
        effective_from=on,
        effective_until=None,
        implements=[],
    )


def _documents(history: History) -> None:
    """Two plans and a letter, one of them the ward's, one of another quarter; a project that is taken back."""
    gone = document("4", "project", "HU", JANUARY)
    history.tell(document("1", "plan", "HU", JANUARY), document("2", "plan", "A", MARCH), gone)
    history.tell(document("3", "letter", "HU", date(2019, 5, 2)))
    history.tell(
        assignments.DirectiveWithdrawn(
            directive_id=gone.directive_id, issuer_id=gone.issuer_id, issued_on=JANUARY, reason=REASON
        )
    )


def inspection(unit: str, kind: str, on: date, members: int, faulty: int | None) -> assignments.InspectionHeld:
    return assignments.InspectionHeld.model_validate(
        {
            "inspection_id": an_id("inspection", unit, on),
            "unit_id": an_id(unit),
            "inspector_id": an_id("HU"),
            "kind": kind,
            "subject_matter": "members" if members else "regime",
            "from_on": on,
            "held_on": on,
            "members_supervised": members,
            "members_with_shortcomings": faulty,
            "shortcomings": None,
            "directive_id": None,
            "findings": WORDS,
        }
    )


def _inspections(history: History) -> None:
    """Of three cells and a committee; one did not count those with shortcomings, one is taken back."""
    gone = inspection("C1", "inspection", FEBRUARY, 4, 4)
    history.tell(inspection("A1", "supervision", JANUARY, 12, 2), inspection("A2", "supervision", MARCH, 8, None), gone)
    history.tell(inspection("A", "inspection", MARCH, 0, None))
    history.tell(
        assignments.InspectionWithdrawn(
            inspection_id=gone.inspection_id,
            unit_id=gone.unit_id,
            inspector_id=gone.inspector_id,
            held_on=FEBRUARY,
            reason=REASON,
        )
    )
