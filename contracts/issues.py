"""Messages of meetings about issues: raised by a cell, an observer or residents, and followed until settled."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import FreeText, Label, PersonId, UnitId, VisitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRead, TextRef

IssueSource = Literal["cell", "observer", "residents"]
IssueState = Literal["open", "answered", "resolved"]
IssueStep = Literal["escalated", "returned", "resolved", "reopened", "hot_spot_marked", "hot_spot_unmarked"]
"""What a unit does with an issue and takes back as a step; an answer is taken back by WithdrawIssueAnswer."""


class RaiseIssue(Command, subject="cmd.{keeper}.meetings.raise_issue.v1", audience=OPEN):
    """Raise what is to be settled where a unit is. Its id follows from the command's.

    `at_unit_id` is who has to answer first, the unit itself where nobody is named; `due_on` None sets the day of the
    policy. `recurrence_of` is an earlier issue of which this is the same again. An observer names his visit.
    """

    unit_id: UnitId
    source: IssueSource
    theme: Label
    content: FreeText
    raised_on: date
    at_unit_id: UnitId | None = None
    due_on: date | None = None
    hot_spot: bool = False
    recurrence_of: UUID | None = None
    visit_id: VisitId | None = None


class IssueRaised(Event, subject="evt.{keeper}.meetings.IssueRaised.v1", audience=OPEN):
    """Something is to be settled. `policy_version` None: the day was set by hand. `recurrence` is 0 at first."""

    issue_id: UUID
    unit_id: UnitId
    source: IssueSource
    theme: str
    content: TextRef
    raised_by: PersonId
    raised_on: date
    at_unit_id: UnitId
    due_on: date
    policy_version: str | None
    hot_spot: bool
    recurrence_of: UUID | None
    recurrence: int
    visit_id: VisitId | None


class EscalateIssue(Command, subject="cmd.{keeper}.meetings.escalate_issue.v1", audience=OPEN):
    """Put an open issue before a unit above the one at which it stands; `due_on` None leaves its day as it is."""

    at_unit_id: UnitId
    issue_id: UUID
    to_unit_id: UnitId
    escalated_on: date
    due_on: date | None = None
    reason: FreeText


class IssueEscalated(Event, subject="evt.{keeper}.meetings.IssueEscalated.v1", audience=OPEN):
    """An issue stands before a unit further up."""

    issue_id: UUID
    unit_id: UnitId
    from_unit_id: UnitId
    to_unit_id: UnitId
    escalated_on: date
    due_on: date
    reason: TextRef


class ReturnIssue(Command, subject="cmd.{keeper}.meetings.return_issue.v1", audience=OPEN):
    """Give an open issue back to the unit that put it before this one."""

    at_unit_id: UnitId
    issue_id: UUID
    returned_on: date
    due_on: date | None = None
    reason: FreeText


class IssueReturned(Event, subject="evt.{keeper}.meetings.IssueReturned.v1", audience=OPEN):
    """An issue stands again where it was put forward from."""

    issue_id: UUID
    unit_id: UnitId
    from_unit_id: UnitId
    to_unit_id: UnitId
    returned_on: date
    due_on: date
    reason: TextRef


class AnswerIssue(Command, subject="cmd.{keeper}.meetings.answer_issue.v1", audience=OPEN):
    """Answer an open issue; the answer goes back to whoever raised it."""

    at_unit_id: UnitId
    issue_id: UUID
    answered_on: date
    answer: FreeText


class IssueAnswered(Event, subject="evt.{keeper}.meetings.IssueAnswered.v1", audience=OPEN):
    """An issue was answered, by a person for the unit at which it stood; `raised_by` is to be told."""

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    answered_on: date
    answered_by: PersonId
    answer: TextRef
    source: IssueSource
    raised_by: PersonId
    visit_id: VisitId | None


class WithdrawIssueAnswer(Command, subject="cmd.{keeper}.meetings.withdraw_issue_answer.v1", audience=OPEN):
    """Take back an answer that was given wrongly; the issue is open again."""

    at_unit_id: UnitId
    issue_id: UUID
    reason: FreeText


class IssueAnswerWithdrawn(Event, subject="evt.{keeper}.meetings.IssueAnswerWithdrawn.v1", audience=OPEN):
    """An answer counts no more."""

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    answered_on: date
    source: IssueSource
    raised_by: PersonId
    visit_id: VisitId | None
    reason: TextRef


class ResolveIssue(Command, subject="cmd.{keeper}.meetings.resolve_issue.v1", audience=OPEN):
    """Enter that an issue has been settled, and how; one settled on the spot needs no answer before."""

    at_unit_id: UnitId
    issue_id: UUID
    resolved_on: date
    outcome: FreeText


class IssueResolved(Event, subject="evt.{keeper}.meetings.IssueResolved.v1", audience=OPEN):
    """An issue has been settled."""

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    resolved_on: date
    outcome: TextRef
    source: IssueSource
    raised_by: PersonId
    visit_id: VisitId | None


class ReopenIssue(Command, subject="cmd.{keeper}.meetings.reopen_issue.v1", audience=OPEN):
    """Open an answered or settled issue again; `due_on` None sets the day of the policy anew."""

    at_unit_id: UnitId
    issue_id: UUID
    reopened_on: date
    due_on: date | None = None
    reason: FreeText


class IssueReopened(Event, subject="evt.{keeper}.meetings.IssueReopened.v1", audience=OPEN):
    """An issue is open again."""

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    reopened_on: date
    due_on: date
    policy_version: str | None
    reason: TextRef


class MarkHotSpot(Command, subject="cmd.{keeper}.meetings.mark_hot_spot.v1", audience=OPEN):
    """Mark an issue as a hot spot, or as none any more."""

    at_unit_id: UnitId
    issue_id: UUID
    hot_spot: bool
    marked_on: date
    reason: FreeText


class HotSpotMarked(Event, subject="evt.{keeper}.meetings.HotSpotMarked.v1", audience=OPEN):
    """An issue is a hot spot from a day on, or is none any more."""

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    hot_spot: bool
    marked_on: date
    reason: TextRef


class WithdrawIssueStep(Command, subject="cmd.{keeper}.meetings.withdraw_issue_step.v1", audience=OPEN):
    """Take back the last step of an issue, entered by mistake; the issue is again what it was before.

    `at_unit_id` is the unit that took the step, `step_on` its day: another step than the one meant is never taken back.
    """

    at_unit_id: UnitId
    issue_id: UUID
    step: IssueStep
    step_on: date
    reason: FreeText


class IssueStepWithdrawn(Event, subject="evt.{keeper}.meetings.IssueStepWithdrawn.v1", audience=OPEN):
    """A step counts no more, on no day; the fields after `step_on` say what the issue is again, as it was before.

    It stands again at `at_unit_id`, which had taken the step.
    """

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    step: IssueStep
    step_on: date
    state: IssueState
    due_on: date
    hot_spot: bool
    answered_on: date | None
    answer: TextRef | None
    resolved_on: date | None
    outcome: TextRef | None
    source: IssueSource
    raised_by: PersonId
    visit_id: VisitId | None
    reason: TextRef


class WithdrawIssue(Command, subject="cmd.{keeper}.meetings.withdraw_issue.v1", audience=OPEN):
    """Take back an issue that was raised wrongly; an observer takes back his own alone."""

    unit_id: UnitId
    issue_id: UUID
    reason: FreeText


class IssueWithdrawn(Event, subject="evt.{keeper}.meetings.IssueWithdrawn.v1", audience=OPEN):
    """An issue counts no more."""

    issue_id: UUID
    unit_id: UnitId
    raised_on: date
    source: IssueSource
    raised_by: PersonId
    visit_id: VisitId | None
    reason: TextRef


class IssueEntry(Part):
    """An issue as it stands. `age_days`: from the day it was raised until it was settled, or the day asked for."""

    issue_id: UUID
    unit_id: UnitId
    at_unit_id: UnitId
    source: IssueSource
    theme: str
    state: IssueState
    raised_on: date
    due_on: date
    answered_on: date | None
    resolved_on: date | None
    age_days: int
    overdue: bool
    hot_spot: bool
    recurrence: int
    content_text_id: UUID


class IssueList(Part):
    """Issues, hot spots first, then by the day on which they are due."""

    issues: list[IssueEntry]


class ListIssues(Query, subject="query.{keeper}.meetings.list_issues.v1", audience=OPEN):
    """The issues that a unit raised or has to answer. `state` and `overdue` None: all of them.

    An open issue is overdue from the day after its day on; an answered or settled one never is.
    """

    answer: ClassVar[type[IssueList]] = IssueList
    unit_id: UnitId
    as_of: date
    state: IssueState | None = None
    overdue: bool | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class OwnIssue(Part):
    """An issue that the asker raised, with the words that came back to him; None where there are none yet."""

    issue: IssueEntry
    content: TextRead
    answer: TextRead | None
    outcome: TextRead | None


class OwnIssueList(Part):
    """The asker's issues, the latest first."""

    issues: list[OwnIssue]


class ListOwnIssues(Query, subject="query.{keeper}.meetings.list_own_issues.v1", audience=OPEN):
    """The issues that the asker raised, whatever his role was: so the answer returns to an observer."""

    answer: ClassVar[type[OwnIssueList]] = OwnIssueList
    as_of: date
    limit: Annotated[int, Field(ge=1, le=200)] = 50
