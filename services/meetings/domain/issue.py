"""An issue: raised where a unit is, put before units further up, answered, settled, and opened again."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.days import check_day
from services.meetings.domain.raised import IssueSource, Raised, check_due
from services.meetings.domain.standing import IssueState, IssueStep, Standing, Steps, Taken, require_state


class Issue(Aggregate):
    """One issue of a unit: how it was raised, the steps that count, and where it stands after them."""

    TOPIC = "meetings.Issue"

    class WasRaised(Aggregate.Event, Created):
        TOPIC = "meetings.Issue.WasRaised"
        issue_id: UUID
        unit_id: UUID
        raised: Raised

    class Escalated(Aggregate.Event):
        TOPIC = "meetings.Issue.Escalated"
        unit_id: UUID
        from_unit_id: UUID
        to_unit_id: UUID
        escalated_on: date
        due_on: date
        reason: TextRef

    class Returned(Aggregate.Event):
        TOPIC = "meetings.Issue.Returned"
        unit_id: UUID
        from_unit_id: UUID
        to_unit_id: UUID
        returned_on: date
        due_on: date
        reason: TextRef

    class Answered(Aggregate.Event):
        TOPIC = "meetings.Issue.Answered"
        unit_id: UUID
        at_unit_id: UUID
        answered_on: date
        answered_by: UUID
        answer: TextRef
        source: IssueSource
        raised_by: UUID
        visit_id: UUID | None

    class AnswerWithdrawn(Aggregate.Event):
        TOPIC = "meetings.Issue.AnswerWithdrawn"
        unit_id: UUID
        at_unit_id: UUID
        answered_on: date
        source: IssueSource
        raised_by: UUID
        visit_id: UUID | None
        reason: TextRef

    class Resolved(Aggregate.Event):
        TOPIC = "meetings.Issue.Resolved"
        unit_id: UUID
        at_unit_id: UUID
        resolved_on: date
        outcome: TextRef
        source: IssueSource
        raised_by: UUID
        visit_id: UUID | None

    class Reopened(Aggregate.Event):
        TOPIC = "meetings.Issue.Reopened"
        unit_id: UUID
        at_unit_id: UUID
        reopened_on: date
        due_on: date
        policy_version: str | None
        reason: TextRef

    class HotSpotMarked(Aggregate.Event):
        TOPIC = "meetings.Issue.HotSpotMarked"
        unit_id: UUID
        at_unit_id: UUID
        hot_spot: bool
        marked_on: date
        reason: TextRef

    class StepWithdrawn(Aggregate.Event):
        TOPIC = "meetings.Issue.StepWithdrawn"
        unit_id: UUID
        at_unit_id: UUID
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
        raised_by: UUID
        visit_id: UUID | None
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.Issue.Withdrawn"
        unit_id: UUID
        raised_on: date
        source: IssueSource
        raised_by: UUID
        visit_id: UUID | None
        reason: TextRef

    @event(WasRaised)
    def __init__(self, issue_id: UUID, unit_id: UUID, raised: Raised) -> None:
        self.unit_id, self.raised = unit_id, raised
        self._begun = Standing(raised.at_unit_id, raised.due_on, raised.hot_spot, raised.raised_on)
        self._steps = Steps()
        self._stands(self._begun)

    @classmethod
    def raise_(cls, issue_id: UUID, unit_id: UUID, raised: Raised, *, today: date) -> Issue:
        """Begin an issue with what is said of it; refused where that does not hold."""
        raised.check(today=today)
        return cls(issue_id, unit_id, raised)

    @staticmethod
    def create_id(issue_id: UUID) -> UUID:
        return issue_id

    def recurring(self) -> int:
        """How often this has been raised by the time that it comes again; refused where it counts no more."""
        if self.state is IssueState.WITHDRAWN:
            raise Refused("earlier_issue_withdrawn", field="recurrence_of")
        return self.raised.recurrence + 1

    def escalate(
        self, to_unit_id: UUID, escalated_on: date, due_on: date | None, reason: TextRef, *, today: date
    ) -> None:
        require_state(self.state, IssueState.OPEN)
        self._check_step(escalated_on, "escalated_on", today)
        if due_on is not None:
            check_due(due_on, escalated_on)
        self._escalated(self.unit_id, self.at_unit_id, to_unit_id, escalated_on, due_on or self.due_on, reason)

    def give_back(self, returned_on: date, due_on: date | None, reason: TextRef, *, today: date) -> None:
        require_state(self.state, IssueState.OPEN)
        if not self.passed:
            raise Refused("issue_not_escalated", field="issue_id")
        self._check_step(returned_on, "returned_on", today)
        if due_on is not None:
            check_due(due_on, returned_on)
        self._returned(self.unit_id, self.at_unit_id, self.passed[-1], returned_on, due_on or self.due_on, reason)

    def answer(self, answered_on: date, answered_by: UUID, answer: TextRef, *, today: date) -> None:
        require_state(self.state, IssueState.OPEN)
        self._check_step(answered_on, "answered_on", today)
        self._answered(self.unit_id, self.at_unit_id, answered_on, answered_by, answer, *self._raiser())

    def withdraw_answer(self, reason: TextRef) -> None:
        require_state(self.state, IssueState.ANSWERED)
        assert self.answered_on is not None
        self._answer_withdrawn(self.unit_id, self.at_unit_id, self.answered_on, *self._raiser(), reason)

    def resolve(self, resolved_on: date, outcome: TextRef, *, today: date) -> None:
        require_state(self.state, IssueState.OPEN, IssueState.ANSWERED)
        self._check_step(resolved_on, "resolved_on", today)
        self._resolved(self.unit_id, self.at_unit_id, resolved_on, outcome, *self._raiser())

    def reopen(
        self, reopened_on: date, due_on: date, policy_version: str | None, reason: TextRef, *, today: date
    ) -> None:
        require_state(self.state, IssueState.ANSWERED, IssueState.RESOLVED)
        self._check_step(reopened_on, "reopened_on", today)
        check_due(due_on, reopened_on)
        self._reopened(self.unit_id, self.at_unit_id, reopened_on, due_on, policy_version, reason)

    def mark_hot_spot(self, hot_spot: bool, marked_on: date, reason: TextRef, *, today: date) -> None:
        require_state(self.state, IssueState.OPEN, IssueState.ANSWERED)
        if hot_spot == self.hot_spot:
            raise Refused("nothing_changed", field="hot_spot")
        self._check_step(marked_on, "marked_on", today)
        self._hot_spot_marked(self.unit_id, self.at_unit_id, hot_spot, marked_on, reason)

    @property
    def steps(self) -> tuple[Taken, ...]:
        """Those that count, in the order in which they were told."""
        return tuple(self._steps)

    def took_a_step(self, unit_id: UUID) -> bool:
        """Whether the unit did something with it that counts."""
        return self._steps.any_by(unit_id)

    def withdraw_step(self, at_unit_id: UUID, step: IssueStep, step_on: date, reason: TextRef) -> None:
        """Take back the last step, if it is the one meant; what followed a step is taken back before it."""
        if self.state is IssueState.WITHDRAWN:
            raise Refused("issue_withdrawn", field="issue_id")
        self._steps.require_last(step, at_unit_id, step_on)
        back = self._begun.after(self._steps[:-1])
        so = (back.state, back.due_on, back.hot_spot, back.answered_on, back.answer, back.resolved_on, back.outcome)
        self._step_withdrawn(self.unit_id, back.at_unit_id, step, step_on, *so, *self._raiser(), reason)

    def withdraw(self, reason: TextRef) -> None:
        require_state(self.state, IssueState.OPEN, IssueState.ANSWERED, IssueState.RESOLVED)
        self._withdrawn(self.unit_id, self.raised.raised_on, *self._raiser(), reason)

    def _check_step(self, day: date, field: str, today: date) -> None:
        check_day(day, field=field, today=today, since=self.changed_on)

    def _raiser(self) -> tuple[IssueSource, UUID, UUID | None]:
        """Whom what becomes of it is told."""
        return self.raised.source, self.raised.raised_by, self.raised.visit_id

    # Replaying history runs the methods below again, so they check nothing.

    def _stands(self, so: Standing) -> None:
        self.state, self.at_unit_id, self.passed = so.state, so.at_unit_id, so.passed
        self.due_on, self.hot_spot, self.changed_on = so.due_on, so.hot_spot, so.changed_on
        self.answered_on, self.resolved_on = so.answered_on, so.resolved_on

    def _took(self, step: IssueStep, by_unit_id: UUID, on: date, **made: Any) -> None:
        self._steps.append(Taken(step, by_unit_id, on, made))
        self._stands(self._begun.after(self._steps))

    @event(Escalated)
    def _escalated(
        self,
        unit_id: UUID,
        from_unit_id: UUID,
        to_unit_id: UUID,
        escalated_on: date,
        due_on: date,
        reason: TextRef,
    ) -> None:
        passed = (*self.passed, from_unit_id)
        self._took(IssueStep.ESCALATED, from_unit_id, escalated_on, passed=passed, at_unit_id=to_unit_id, due_on=due_on)

    @event(Returned)
    def _returned(
        self,
        unit_id: UUID,
        from_unit_id: UUID,
        to_unit_id: UUID,
        returned_on: date,
        due_on: date,
        reason: TextRef,
    ) -> None:
        passed = self.passed[:-1]
        self._took(IssueStep.RETURNED, from_unit_id, returned_on, passed=passed, at_unit_id=to_unit_id, due_on=due_on)

    @event(Answered)
    def _answered(
        self,
        unit_id: UUID,
        at_unit_id: UUID,
        answered_on: date,
        answered_by: UUID,
        answer: TextRef,
        source: IssueSource,
        raised_by: UUID,
        visit_id: UUID | None,
    ) -> None:
        made = {"state": IssueState.ANSWERED, "answered_on": answered_on, "answer": answer}
        self._took(IssueStep.ANSWERED, at_unit_id, answered_on, **made)

    @event(AnswerWithdrawn)
    def _answer_withdrawn(
        self,
        unit_id: UUID,
        at_unit_id: UUID,
        answered_on: date,
        source: IssueSource,
        raised_by: UUID,
        visit_id: UUID | None,
        reason: TextRef,
    ) -> None:
        # An answer of an earlier day may take its place, but none from before what was marked since.
        self._steps.drop_last(IssueStep.ANSWERED)
        self._stands(self._begun.after(self._steps))

    @event(Resolved)
    def _resolved(
        self,
        unit_id: UUID,
        at_unit_id: UUID,
        resolved_on: date,
        outcome: TextRef,
        source: IssueSource,
        raised_by: UUID,
        visit_id: UUID | None,
    ) -> None:
        made = {"state": IssueState.RESOLVED, "resolved_on": resolved_on, "outcome": outcome}
        self._took(IssueStep.RESOLVED, at_unit_id, resolved_on, **made)

    @event(Reopened)
    def _reopened(
        self,
        unit_id: UUID,
        at_unit_id: UUID,
        reopened_on: date,
        due_on: date,
        policy_version: str | None,
        reason: TextRef,
    ) -> None:
        blank = dict.fromkeys(("answered_on", "answer", "resolved_on", "outcome"))
        self._took(IssueStep.REOPENED, at_unit_id, reopened_on, state=IssueState.OPEN, due_on=due_on, **blank)

    @event(HotSpotMarked)
    def _hot_spot_marked(
        self, unit_id: UUID, at_unit_id: UUID, hot_spot: bool, marked_on: date, reason: TextRef
    ) -> None:
        step = IssueStep.HOT_SPOT_MARKED if hot_spot else IssueStep.HOT_SPOT_UNMARKED
        self._took(step, at_unit_id, marked_on, hot_spot=hot_spot)

    @event(StepWithdrawn)
    def _step_withdrawn(
        self,
        unit_id: UUID,
        at_unit_id: UUID,
        step: IssueStep,
        step_on: date,
        state: IssueState,
        due_on: date,
        hot_spot: bool,
        answered_on: date | None,
        answer: TextRef | None,
        resolved_on: date | None,
        outcome: TextRef | None,
        source: IssueSource,
        raised_by: UUID,
        visit_id: UUID | None,
        reason: TextRef,
    ) -> None:
        self._steps.pop()
        self._stands(self._begun.after(self._steps))

    @event(Withdrawn)
    def _withdrawn(
        self,
        unit_id: UUID,
        raised_on: date,
        source: IssueSource,
        raised_by: UUID,
        visit_id: UUID | None,
        reason: TextRef,
    ) -> None:
        self.state = IssueState.WITHDRAWN
