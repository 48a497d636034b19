"""The use cases of issues: raised, put before units further up, answered, settled, opened again, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts import issues as contract
from services.chassis.aggregate import TextRef
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.meetings.application.words import words
from services.meetings.domain.issue import Issue
from services.meetings.domain.raised import IssueSource, Raised, id_of_issue
from services.meetings.domain.standing import IssueStep
from services.meetings.domain.terms import AnswerPolicies
from services.meetings.policies import may_withdraw_issue
from services.meetings.replicas.followed_lists import Followed
from services.meetings.replicas.units import Units
from services.meetings.replicas.visits import Visits


@dataclass(frozen=True)
class Issues:
    """The issues of one keeper's units."""

    repository: Repository
    units: Units
    visits: Visits
    followed: Followed
    terms: AnswerPolicies

    async def raise_issue(self, command: contract.RaiseIssue, call: Call) -> Decided:
        await self.units.require(command.unit_id, command.raised_on, field="unit_id")
        at_unit_id = command.at_unit_id or command.unit_id
        await self.units.require_within(command.unit_id, at_unit_id, command.raised_on, field="at_unit_id")
        if command.source == "observer" and command.visit_id is not None:
            await self.visits.require(command.visit_id, call.actor.person_id, command.unit_id)
        issue_id = id_of_issue(call.command_id)
        content = await self._text(call, "content", command.content, issue_id, command.unit_id)
        raised = await self._raised(command, call, at_unit_id, content.ref)
        issue = Issue.raise_(issue_id, command.unit_id, raised, today=call.today)
        decided = {"issue_id": str(issue_id), "due_on": raised.due_on.isoformat(), "recurrence": raised.recurrence}
        return await self.repository.save(call, issue, texts=[content], decided=decided)

    async def escalate_issue(self, command: contract.EscalateIssue, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        if command.to_unit_id == command.at_unit_id:
            raise Refused("nothing_changed", field="to_unit_id")
        await self.units.require_within(
            command.at_unit_id, command.to_unit_id, command.escalated_on, field="to_unit_id"
        )
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        issue.escalate(command.to_unit_id, command.escalated_on, command.due_on, reason.ref, today=call.today)
        return await self._save(issue, call, [reason])

    async def return_issue(self, command: contract.ReturnIssue, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        issue.give_back(command.returned_on, command.due_on, reason.ref, today=call.today)
        return await self._save(issue, call, [reason])

    async def answer_issue(self, command: contract.AnswerIssue, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        answer = await self._text(call, "answer", command.answer, issue.id, issue.unit_id)
        issue.answer(command.answered_on, call.actor.person_id, answer.ref, today=call.today)
        return await self._save(issue, call, [answer])

    async def withdraw_issue_answer(self, command: contract.WithdrawIssueAnswer, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        issue.withdraw_answer(reason.ref)
        return await self._save(issue, call, [reason])

    async def resolve_issue(self, command: contract.ResolveIssue, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        outcome = await self._text(call, "outcome", command.outcome, issue.id, issue.unit_id)
        issue.resolve(command.resolved_on, outcome.ref, today=call.today)
        return await self._save(issue, call, [outcome])

    async def reopen_issue(self, command: contract.ReopenIssue, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        policy = self.terms.in_force(command.reopened_on)
        due_on, version = (
            (command.due_on, None) if command.due_on else (policy.due_on(command.reopened_on), policy.version)
        )
        issue.reopen(command.reopened_on, due_on, version, reason.ref, today=call.today)
        return await self._save(issue, call, [reason])

    async def mark_hot_spot(self, command: contract.MarkHotSpot, call: Call) -> Decided:
        issue = await self._standing_at(command.issue_id, command.at_unit_id)
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        issue.mark_hot_spot(command.hot_spot, command.marked_on, reason.ref, today=call.today)
        return await self._save(issue, call, [reason])

    async def withdraw_issue_step(self, command: contract.WithdrawIssueStep, call: Call) -> Decided:
        """The right was decided on the unit that took the step; the issue may stand elsewhere because of it."""
        issue = await self.repository.load(Issue, command.issue_id)
        if command.at_unit_id != issue.at_unit_id and not issue.took_a_step(command.at_unit_id):
            raise Refused("not_there")
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        issue.withdraw_step(command.at_unit_id, IssueStep(command.step), command.step_on, reason.ref)
        return await self._save(issue, call, [reason])

    async def withdraw_issue(self, command: contract.WithdrawIssue, call: Call) -> Decided:
        issue = await self.repository.load(Issue, command.issue_id)
        source, raised_by = issue.raised.source.value, issue.raised.raised_by
        mine = may_withdraw_issue(call.actor, call.keeper, command, source=source, raised_by=raised_by)
        if issue.unit_id != command.unit_id or not mine:
            raise Refused("not_there")  # Not yours and not there are one answer.
        reason = await self._text(call, "reason", command.reason, issue.id, issue.unit_id)
        issue.withdraw(reason.ref)
        return await self._save(issue, call, [reason])

    async def list_issues(self, query: contract.ListIssues) -> contract.IssueList:
        return await self.followed.issues(query)

    async def list_own_issues(self, query: contract.ListOwnIssues, person_id: UUID) -> contract.OwnIssueList:
        own = [
            contract.OwnIssue(
                issue=row.issue,
                content=await words(self.repository, row.issue.content_text_id),
                answer=await words(self.repository, row.answer_text_id) if row.answer_text_id else None,
                outcome=await words(self.repository, row.outcome_text_id) if row.outcome_text_id else None,
            )
            for row in await self.followed.raised_by(person_id, query)
        ]
        return contract.OwnIssueList(issues=own)

    async def _raised(self, command: contract.RaiseIssue, call: Call, at_unit_id: UUID, content: TextRef) -> Raised:
        policy = self.terms.in_force(command.raised_on)
        return Raised(
            source=IssueSource(command.source),
            theme=command.theme,
            content=content,
            raised_by=call.actor.person_id,
            raised_on=command.raised_on,
            at_unit_id=at_unit_id,
            due_on=command.due_on or policy.due_on(command.raised_on),
            policy_version=None if command.due_on else policy.version,
            hot_spot=command.hot_spot,
            recurrence_of=command.recurrence_of,
            recurrence=await self._recurrence(command),
            visit_id=command.visit_id,
        )

    async def _recurrence(self, command: contract.RaiseIssue) -> int:
        """How often this was raised before; an earlier issue of another unit is none that anybody may learn of."""
        if command.recurrence_of is None:
            return 0
        earlier = await self.repository.find(Issue, command.recurrence_of)
        if earlier is None or earlier.unit_id != command.unit_id:
            raise Refused("earlier_issue_unknown", field="recurrence_of")
        return earlier.recurring()

    async def _standing_at(self, issue_id: UUID, at_unit_id: UUID) -> Issue:
        """The right was decided on the unit that the command names, so the issue must stand there now."""
        issue = await self.repository.load(Issue, issue_id)
        if issue.at_unit_id != at_unit_id:
            raise Refused("not_there")
        return issue

    async def _text(self, call: Call, name: str, words: str, issue_id: UUID, unit_id: UUID) -> NewText:
        return await self.repository.text(call, name, words, about=issue_id, unit_id=unit_id)

    async def _save(self, issue: Issue, call: Call, texts: Sequence[NewText]) -> Decided:
        return await self.repository.save(call, issue, texts=texts, decided={"issue_id": str(issue.id)})
