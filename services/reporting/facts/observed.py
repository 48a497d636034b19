"""Facts of what observers find and report, of documents and of inspections."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contracts import assignments
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.quarters import Quarter


async def notice_issued(rows: FactRows, event: Received, issued: assignments.NoticeIssued) -> None:
    """Which committee it is that the observers of a notice report to."""
    rows.add(
        "notice_fact",
        event,
        notice_id=issued.notice_id,
        unit_id=issued.issuer_id,
        day=issued.issued_on,
    )


async def findings_filed(rows: FactRows, event: Received, filed: assignments.VisitFindingsFiled) -> None:
    """One row for each thing found; its words are not read."""
    _findings(rows, event, filed)


async def findings_corrected(rows: FactRows, event: Received, corrected: assignments.VisitFindingsCorrected) -> None:
    """These in the place of those."""
    await rows.close("finding_fact", event, visit_id=corrected.visit_id)
    _findings(rows, event, corrected)


async def findings_withdrawn(rows: FactRows, event: Received, withdrawn: assignments.VisitFindingsWithdrawn) -> None:
    """What was found at the visit counts no more."""
    await rows.close("finding_fact", event, visit_id=withdrawn.visit_id)


async def report_submitted(
    rows: FactRows, event: Received, submitted: assignments.QuarterlyObserverReportSubmitted
) -> None:
    """An observer's report on a quarter; one revision counts, and the day of the first says whether it is in time."""
    await rows.close("observer_report_fact", event, report_id=submitted.report_id)
    rows.add(
        "observer_report_fact",
        event,
        told_by=event.position,
        report_id=submitted.report_id,
        person_id=submitted.person_id,
        unit_id=submitted.issuer_id,
        day=submitted.submitted_on,
        quarter_from=_first_day(submitted.quarter),
        first_on=submitted.first_submitted_on or submitted.submitted_on,
        due_on=submitted.due_on,
        accepted=False,
    )


async def report_accepted(
    rows: FactRows, event: Received, accepted: assignments.QuarterlyObserverReportAccepted
) -> None:
    """The same report, accepted."""
    for row in await rows.close("observer_report_fact", event, report_id=accepted.report_id):
        kept = ("told_by", "report_id", "person_id", "unit_id", "day", "quarter_from", "first_on", "due_on")
        rows.add("observer_report_fact", event, **{name: row[name] for name in kept}, accepted=True)


async def report_returned(
    rows: FactRows, event: Received, returned: assignments.QuarterlyObserverReportReturned
) -> None:
    """A report that went back is none until it is submitted again."""
    await rows.close("observer_report_fact", event, report_id=returned.report_id)


async def judgement_withdrawn(rows: FactRows, event: Received, withdrawn: assignments.ReportJudgementWithdrawn) -> None:
    """The report stands submitted again, neither accepted nor gone back."""
    accepted = await rows.close("observer_report_fact", event, report_id=withdrawn.report_id)
    rows.add(
        "observer_report_fact",
        event,
        told_by=accepted[0]["told_by"] if accepted else event.position,
        report_id=withdrawn.report_id,
        person_id=withdrawn.person_id,
        unit_id=withdrawn.issuer_id,
        day=withdrawn.submitted_on,
        quarter_from=_first_day(withdrawn.quarter),
        first_on=withdrawn.first_submitted_on,
        due_on=withdrawn.due_on,
        accepted=False,
    )


async def report_withdrawn(
    rows: FactRows, event: Received, withdrawn: assignments.QuarterlyObserverReportWithdrawn
) -> None:
    """A report that was taken back is none until it is submitted again."""
    await rows.close("observer_report_fact", event, report_id=withdrawn.report_id)


async def directive_issued(rows: FactRows, event: Received, issued: assignments.DirectiveIssued) -> None:
    """A document in the register of its issuer."""
    rows.add(
        "directive_fact",
        event,
        directive_id=issued.directive_id,
        unit_id=issued.issuer_id,
        day=issued.issued_on,
        kind=issued.kind,
    )


async def directive_withdrawn(rows: FactRows, event: Received, withdrawn: assignments.DirectiveWithdrawn) -> None:
    """The document counts no more."""
    await rows.close("directive_fact", event, directive_id=withdrawn.directive_id)


async def inspection_held(rows: FactRows, event: Received, held: assignments.InspectionHeld) -> None:
    """A unit was inspected or supervised; its day is the one on which that was concluded."""
    rows.add(
        "inspection_fact",
        event,
        inspection_id=held.inspection_id,
        unit_id=held.unit_id,
        day=held.held_on,
        kind=held.kind,
        members_supervised=held.members_supervised,
        members_with_shortcomings=held.members_with_shortcomings,
    )


async def inspection_withdrawn(rows: FactRows, event: Received, withdrawn: assignments.InspectionWithdrawn) -> None:
    """The inspection counts no more."""
    await rows.close("inspection_fact", event, inspection_id=withdrawn.inspection_id)


def _findings(
    rows: FactRows, event: Received, filed: assignments.VisitFindingsFiled | assignments.VisitFindingsCorrected
) -> None:
    for number, found in enumerate(filed.findings):
        rows.add(
            "finding_fact",
            event,
            number,
            visit_id=filed.visit_id,
            person_id=filed.person_id,
            unit_id=filed.cell_id,
            day=filed.visited_on,
            heading=found.heading,
            repeats=found.text.same_text_as is not None,
        )


def _first_day(quarter: str) -> date:
    return Quarter.parse(quarter).first


FOLDS: dict[type[Event], Fold] = {
    assignments.NoticeIssued: notice_issued,
    assignments.VisitFindingsFiled: findings_filed,
    assignments.VisitFindingsCorrected: findings_corrected,
    assignments.VisitFindingsWithdrawn: findings_withdrawn,
    assignments.QuarterlyObserverReportSubmitted: report_submitted,
    assignments.QuarterlyObserverReportAccepted: report_accepted,
    assignments.QuarterlyObserverReportReturned: report_returned,
    assignments.ReportJudgementWithdrawn: judgement_withdrawn,
    assignments.QuarterlyObserverReportWithdrawn: report_withdrawn,
    assignments.DirectiveIssued: directive_issued,
    assignments.DirectiveWithdrawn: directive_withdrawn,
    assignments.InspectionHeld: inspection_held,
    assignments.InspectionWithdrawn: inspection_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {
    assignments.AssignmentRepaired: "the release and the assignment that it joins are told by themselves, and count",
    assignments.DirectiveReplaced: "a document was issued on its day, whatever took its place since",
    assignments.DirectiveReinstated: "as its replacement",
}
