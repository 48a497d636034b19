"""What the board is told of observers' quarterly reports."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.report import ObserverReport
from services.assignments.publishing.telling import to_contract
from services.chassis.telling import text


@to_contract.register
def _(opened: ObserverReport.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(submitted: ObserverReport.Submitted) -> contract.QuarterlyObserverReportSubmitted:
    grounds = submitted.grounds
    return contract.QuarterlyObserverReportSubmitted(
        report_id=submitted.originator_id,
        person_id=submitted.person_id,
        issuer_id=submitted.issuer_id,
        quarter=submitted.quarter,
        revision=submitted.revision,
        submitted_on=submitted.submitted_on,
        due_on=submitted.due_on,
        visits=grounds.visits,
        cells=grounds.cells,
        assigned_cells=grounds.assigned_cells,
        findings=grounds.findings,
        sections=[
            contract.SubmittedSection.model_validate({"heading": one.heading, "text": text(one.text)})
            for one in submitted.sections
        ],
        first_submitted_on=submitted.first_submitted_on,
    )


@to_contract.register
def _(returned: ObserverReport.Returned) -> contract.QuarterlyObserverReportReturned:
    return contract.QuarterlyObserverReportReturned(
        report_id=returned.originator_id,
        person_id=returned.person_id,
        issuer_id=returned.issuer_id,
        quarter=returned.quarter,
        revision=returned.revision,
        reason=text(returned.reason),
    )


@to_contract.register
def _(accepted: ObserverReport.Accepted) -> contract.QuarterlyObserverReportAccepted:
    return contract.QuarterlyObserverReportAccepted(
        report_id=accepted.originator_id,
        person_id=accepted.person_id,
        issuer_id=accepted.issuer_id,
        quarter=accepted.quarter,
        revision=accepted.revision,
    )


@to_contract.register
def _(withdrawn: ObserverReport.JudgementWithdrawn) -> contract.ReportJudgementWithdrawn:
    return contract.ReportJudgementWithdrawn(
        report_id=withdrawn.originator_id,
        person_id=withdrawn.person_id,
        issuer_id=withdrawn.issuer_id,
        quarter=withdrawn.quarter,
        revision=withdrawn.revision,
        judgement=withdrawn.judgement.value,
        submitted_on=withdrawn.submitted_on,
        first_submitted_on=withdrawn.first_submitted_on,
        due_on=withdrawn.due_on,
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(withdrawn: ObserverReport.Withdrawn) -> contract.QuarterlyObserverReportWithdrawn:
    return contract.QuarterlyObserverReportWithdrawn(
        report_id=withdrawn.originator_id,
        person_id=withdrawn.person_id,
        issuer_id=withdrawn.issuer_id,
        quarter=withdrawn.quarter,
        revision=withdrawn.revision,
        reason=text(withdrawn.reason),
    )
