"""What the service takes in about issues, and what answers it."""

from __future__ import annotations

from contracts import issues as contract
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(contract.RaiseIssue, action="issues.raise")
async def raise_issue(command: contract.RaiseIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.raise_issue(command, call)


@router.on(contract.EscalateIssue, action="issues.handle", raced="conflict")
async def escalate_issue(command: contract.EscalateIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.escalate_issue(command, call)


@router.on(contract.ReturnIssue, action="issues.handle", raced="conflict")
async def return_issue(command: contract.ReturnIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.return_issue(command, call)


@router.on(contract.AnswerIssue, action="issues.handle")
async def answer_issue(command: contract.AnswerIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.answer_issue(command, call)


@router.on(contract.WithdrawIssueAnswer, action="issues.handle", raced="conflict")
async def withdraw_issue_answer(command: contract.WithdrawIssueAnswer, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.withdraw_issue_answer(command, call)


@router.on(contract.ResolveIssue, action="issues.handle")
async def resolve_issue(command: contract.ResolveIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.resolve_issue(command, call)


@router.on(contract.ReopenIssue, action="issues.handle", raced="conflict")
async def reopen_issue(command: contract.ReopenIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.reopen_issue(command, call)


@router.on(contract.MarkHotSpot, action="issues.handle")
async def mark_hot_spot(command: contract.MarkHotSpot, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.mark_hot_spot(command, call)


@router.on(contract.WithdrawIssueStep, action="issues.handle", raced="conflict")
async def withdraw_issue_step(command: contract.WithdrawIssueStep, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.withdraw_issue_step(command, call)


@router.on(contract.WithdrawIssue, action="issues.withdraw", raced="conflict")
async def withdraw_issue(command: contract.WithdrawIssue, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.issues.withdraw_issue(command, call)


@router.answer(contract.ListIssues, action="issues.read")
async def list_issues(query: contract.ListIssues, asker: Asker, here: MeetingsOfKeeper) -> contract.IssueList:
    return await here.issues.list_issues(query)


@router.answer(contract.ListOwnIssues, action="issues.read_own")
async def list_own_issues(query: contract.ListOwnIssues, asker: Asker, here: MeetingsOfKeeper) -> contract.OwnIssueList:
    return await here.issues.list_own_issues(query, asker.actor.person_id)
