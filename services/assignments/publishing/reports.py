"""What the board is told of observers' quarterly reports."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.report import ObserverReport
from services.assignments.publishing.telling import to_contract
from services.chassis.telling import alike, text


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
    return alike(contract.ReportJudgementWithdrawn, withdrawn, report_id=withdrawn.originator_id)


@to_contract.register
def _(withdrawn: ObserverReport.Withdrawn) -> contract.QuarterlyObserverReportWithdrawn:
    return alike(contract.QuarterlyObserverReportWithdrawn, withdrawn, report_id=withdrawn.originator_id)
