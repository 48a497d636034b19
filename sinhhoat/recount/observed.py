"""Figures of what observers owe, find and report, of documents and inspections, counted again event by event."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts import assignments
from contracts.meetings import MeetingCancelled, MeetingChangeWithdrawn, MeetingRescheduled
from sinhhoat.recount.asked import Asked, Pair

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Change = tuple[UUID, UUID, str, datetime]
"""Which assignment, which meeting, moved or called off, and when it was to begin."""

HEADINGS = get_args(assignments.FindingHeading)
KINDS = get_args(assignments.DirectiveKind)


class Standing:
    """What stands after all events; what was taken back has left it."""

    def __init__(self) -> None:
        self.assigned: dict[UUID, dict[str, Any]] = {}
        self.issuers: dict[UUID, UUID] = {}
        self.issued: dict[UUID, date] = {}
        self.visits: dict[UUID, assignments.VisitMade] = {}
        self.findings: dict[UUID, list[str]] = {}
        self.reports: dict[UUID, dict[str, Any]] = {}
        self.documents: dict[UUID, assignments.DirectiveIssued] = {}
        self.inspections: dict[UUID, assignments.InspectionHeld] = {}
        self.moves: list[MeetingRescheduled | MeetingCancelled] = []
        self.told: Counter[Change] = Counter()

    def apply(self, event: Any) -> None:
        match event:
            case assignments.NoticeIssued():
                self.issuers[event.notice_id] = event.issuer_id
                self.issued[event.notice_id] = event.issued_on
            case assignments.NoticeWithdrawn():
                kept = {key: one for key, one in self.assigned.items() if one["notice_id"] != event.notice_id}
                self.assigned = kept
            case assignments.ObserverAssigned():
                self.assigned[event.assignment_id] = dict(event)
            case assignments.ObserverReleased() if event.assignment_id in self.assigned:
                one = self.assigned[event.assignment_id]
                one["until_on"] = min(one["until_on"], event.released_on - timedelta(days=1))
            case assignments.ObserverReleaseWithdrawn() if event.assignment_id in self.assigned:
                one = self.assigned[event.assignment_id]
                if one["until_on"] < one["from_on"]:
                    self.assigned[event.assignment_id] = self.assigned.pop(event.assignment_id)
                one["until_on"] = event.until_on
            case MeetingRescheduled() | MeetingCancelled():
                self.moves.append(event)
            case MeetingChangeWithdrawn():
                self.moves.remove([one for one in self.moves if one.meeting_id == event.meeting_id][-1])
            case assignments.ObserverNotified():
                self.told[event.assignment_id, event.meeting_id, event.change, event.former_starts_at] += 1
            case assignments.VisitMade():
                self.visits[event.visit_id] = event
            case assignments.VisitWithdrawn():
                self.visits.pop(event.visit_id, None)
                self.findings.pop(event.visit_id, None)
            case assignments.VisitFindingsFiled() | assignments.VisitFindingsCorrected():
                self.findings[event.visit_id] = [one.heading for one in event.findings]
            case assignments.VisitFindingsWithdrawn():
                del self.findings[event.visit_id]
            case assignments.QuarterlyObserverReportSubmitted():
                first = event.first_submitted_on or event.submitted_on
                self.reports[event.report_id] = dict(event) | {"accepted": False, "first_submitted_on": first}
            case assignments.ReportJudgementWithdrawn():
                self.reports[event.report_id] = dict(event) | {"accepted": False}
            case assignments.QuarterlyObserverReportAccepted():
                self.reports[event.report_id]["accepted"] = True
            case assignments.QuarterlyObserverReportReturned() | assignments.QuarterlyObserverReportWithdrawn():
                self.reports.pop(event.report_id, None)
            case assignments.DirectiveIssued():
                self.documents[event.directive_id] = event
            case assignments.DirectiveWithdrawn():
                del self.documents[event.directive_id]
            case assignments.InspectionHeld():
                self.inspections[event.inspection_id] = event
            case assignments.InspectionWithdrawn():
                del self.inspections[event.inspection_id]


def observed_figures(asked: Asked) -> dict[str, Pair]:
    """Key -> (numerator, denominator)."""
    stands = asked.state(Standing)
    return {
        "changes_told": _told(asked, stands),
        **_findings(asked, stands),
        **_duties(asked, stands),
        **_documents(asked, stands),
    }


def _told(asked: Asked, stands: Standing) -> Pair:
    """Each observer of a cell is to be told of each change of its meetings, by the former day."""
    due: Counter[Change] = Counter()
    for move in stands.moves:
        former = move.former_starts_at.astimezone(VIETNAM).date()
        days, change = [former], "cancelled"
        if isinstance(move, MeetingRescheduled):
            days, change = [former, move.starts_at.astimezone(VIETNAM).date()], "rescheduled"
        if asked.here(move.cell_id, former):
            for who, one in stands.assigned.items():
                in_force = any(one["from_on"] <= day <= one["until_on"] for day in days)
                due[who, move.meeting_id, change, move.former_starts_at] += one["cell_id"] == move.cell_id and in_force
    return sum(min(number, stands.told[change]) for change, number in due.items()), sum(due.values())


def _findings(asked: Asked, stands: Standing) -> dict[str, Pair]:
    here = [
        one.visit_id
        for one in stands.visits.values()
        if asked.within(one.visited_on) and asked.counts(one.cell_id, one.visited_on)
    ]
    filed = [visit_id for visit_id in here if visit_id in stands.findings]
    headings = Counter(heading for visit_id in filed for heading in stands.findings[visit_id])
    return {
        "findings_filed": (len(filed), len(here)),
        **{f"findings_{heading}": (headings[heading], 0) for heading in HEADINGS},
    }


def _duties(asked: Asked, stands: Standing) -> dict[str, Pair]:
    quarter, months = (
        asked.quarter,
        [asked.quarter.first.replace(month=asked.quarter.first.month + n) for n in range(3)],
    )
    due = set()
    for month in months:
        end = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        for one in stands.assigned.values():
            last = min(one["until_on"], end)
            if one["from_on"] <= last and last >= month and asked.counts(one["cell_id"], last):
                due.add((one["person_id"], month))
    came = {(one.person_id, one.visited_on.replace(day=1)) for one in stands.visits.values()}
    owed = {
        (one["person_id"], stands.issuers[one["notice_id"]])
        for one in stands.assigned.values()
        if one["from_on"] <= min(one["until_on"], quarter.last)
        and one["until_on"] >= quarter.first
        and one["notice_id"] in stands.issuers
        and asked.counts(stands.issuers[one["notice_id"]], quarter.last)
    }
    reports = [
        one
        for one in stands.reports.values()
        if one["quarter"] == quarter.name and (one["person_id"], one["issuer_id"]) in owed
    ]
    return {
        "observer_months": (len(due & came), len(due)),
        "observer_reports": (len(reports), len(owed)),
        "observer_reports_in_time": (sum(one["first_submitted_on"] <= one["due_on"] for one in reports), len(owed)),
        "observer_reports_accepted": (sum(one["accepted"] for one in reports), len(owed)),
    }


def _documents(asked: Asked, stands: Standing) -> dict[str, Pair]:
    def here(unit_id: UUID, day: date) -> bool:
        return asked.within(day) and asked.counts(unit_id, day)

    kinds = Counter(one.kind for one in stands.documents.values() if here(one.issuer_id, one.issued_on))
    held = [one for one in stands.inspections.values() if here(one.unit_id, one.held_on)]
    counted = [one for one in held if one.members_with_shortcomings is not None]
    return {
        "directives": (sum(kinds.values()), 0),
        **{f"directives_{kind}": (kinds[kind], 0) for kind in KINDS},
        "inspections": (sum(one.kind == "inspection" for one in held), 0),
        "supervisions": (sum(one.kind == "supervision" for one in held), 0),
        "members_supervised": (sum(one.members_supervised for one in held), 0),
        "members_with_shortcomings": (
            sum(one.members_with_shortcomings or 0 for one in counted),
            sum(one.members_supervised for one in counted),
        ),
    }
