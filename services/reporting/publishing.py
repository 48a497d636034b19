"""What is told of quarterly reports; pure, called when the event is stored."""

from __future__ import annotations

from dataclasses import asdict
from functools import singledispatch
from typing import Any

from contracts import quarterly_reports as contract
from contracts.message import Event
from services.chassis.event_store.codec import DomainEvent
from services.chassis.telling import text
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.signed import Pin, Reported


@singledispatch
def to_contract(happened: DomainEvent) -> Event | None:
    """The message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)


def _of(happened: Any) -> dict[str, Any]:
    return {"report_id": happened.originator_id, "unit_id": happened.unit_id, "quarter": happened.quarter}


def _pinned(pin: Pin) -> dict[str, Any]:
    return {"unit_code": pin.unit_code, "known": pin.known, "known_at": pin.known_at, "sha256": pin.sha256}


def reported(figures: list[Reported]) -> list[contract.ReportedFigure]:
    """Figures as messages tell them."""
    return [contract.ReportedFigure(**asdict(one)) for one in figures]


@to_contract.register
def _(begun: QuarterlyReport.Begun) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(opened: QuarterlyReport.Opened) -> contract.QuarterOpened:
    return contract.QuarterOpened(
        **_of(opened), opened_on=opened.opened_on, due_on=opened.due_on, policy_version=opened.policy_version
    )


@to_contract.register
def _(submitted: QuarterlyReport.Submitted) -> contract.ReportSubmitted:
    return contract.ReportSubmitted(
        **_of(submitted),
        **_pinned(submitted.pin),
        submission=submitted.submission,
        submitted_on=submitted.submitted_on,
        first_submitted_on=submitted.first_submitted_on,
        due_on=submitted.due_on,
        submitted_by=submitted.submitted_by,
        figures=reported(submitted.figures),
    )


@to_contract.register
def _(returned: QuarterlyReport.Returned) -> contract.ReportReturned:
    return contract.ReportReturned(
        **_of(returned),
        submission=returned.submission,
        returned_on=returned.returned_on,
        reason=text(returned.reason),
    )


@to_contract.register
def _(approved: QuarterlyReport.Approved) -> contract.ReportApproved:
    return contract.ReportApproved(
        **_of(approved), submission=approved.submission, approved_on=approved.approved_on, sha256=approved.sha256
    )


@to_contract.register
def _(closed: QuarterlyReport.Closed) -> contract.QuarterClosed:
    return contract.QuarterClosed(
        **_of(closed),
        **_pinned(closed.pin),
        revision=closed.revision,
        closed_on=closed.closed_on,
        figures=reported(closed.figures),
    )


@to_contract.register
def _(restated: QuarterlyReport.Restated) -> contract.QuarterRestated:
    return contract.QuarterRestated(
        **_of(restated),
        **_pinned(restated.pin),
        revision=restated.revision,
        restated_on=restated.restated_on,
        cause=contract.RestatementCause(**asdict(restated.cause)),
        diff=[contract.FigureMoved.model_validate(asdict(one)) for one in restated.diff],
    )


@to_contract.register
def _(withdrawn: QuarterlyReport.OpeningWithdrawn) -> contract.QuarterOpeningWithdrawn:
    return contract.QuarterOpeningWithdrawn(**_of(withdrawn), reason=text(withdrawn.reason))


@to_contract.register
def _(withdrawn: QuarterlyReport.SubmissionWithdrawn) -> contract.ReportSubmissionWithdrawn:
    return contract.ReportSubmissionWithdrawn(
        **_of(withdrawn), submission=withdrawn.submission, reason=text(withdrawn.reason)
    )


@to_contract.register
def _(withdrawn: QuarterlyReport.ReturnWithdrawn) -> contract.ReportReturnWithdrawn:
    return contract.ReportReturnWithdrawn(
        **_of(withdrawn), submission=withdrawn.submission, reason=text(withdrawn.reason)
    )


@to_contract.register
def _(withdrawn: QuarterlyReport.ApprovalWithdrawn) -> contract.ReportApprovalWithdrawn:
    return contract.ReportApprovalWithdrawn(
        **_of(withdrawn), submission=withdrawn.submission, reason=text(withdrawn.reason)
    )
