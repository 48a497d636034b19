"""What the world is told of issues."""

from __future__ import annotations

from contracts import issues as contract
from services.chassis.telling import alike
from services.meetings.domain.issue import Issue
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(happened: Issue.WasRaised) -> contract.IssueRaised:
    return alike(contract.IssueRaised, happened.raised, issue_id=happened.originator_id, unit_id=happened.unit_id)


@to_contract.register
def _(happened: Issue.Escalated) -> contract.IssueEscalated:
    return alike(contract.IssueEscalated, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.Returned) -> contract.IssueReturned:
    return alike(contract.IssueReturned, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.Answered) -> contract.IssueAnswered:
    return alike(contract.IssueAnswered, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.AnswerWithdrawn) -> contract.IssueAnswerWithdrawn:
    return alike(contract.IssueAnswerWithdrawn, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.Resolved) -> contract.IssueResolved:
    return alike(contract.IssueResolved, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.Reopened) -> contract.IssueReopened:
    return alike(contract.IssueReopened, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.HotSpotMarked) -> contract.HotSpotMarked:
    return alike(contract.HotSpotMarked, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.StepWithdrawn) -> contract.IssueStepWithdrawn:
    return alike(contract.IssueStepWithdrawn, happened, issue_id=happened.originator_id)


@to_contract.register
def _(happened: Issue.Withdrawn) -> contract.IssueWithdrawn:
    return alike(contract.IssueWithdrawn, happened, issue_id=happened.originator_id)
