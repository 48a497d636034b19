"""What is taken in about documents."""

from __future__ import annotations

from contracts.assignments import (
    DirectiveRegister,
    IssueDirective,
    ReadDirectives,
    WithdrawDirective,
)
from services.assignments.application import AssignmentsOfKeeper
from services.assignments.subscribers.entrance import router
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker


@router.on(IssueDirective, action="assignments.issue_directive")
async def issue_directive(command: IssueDirective, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.directives.issue_directive(command, call)


@router.on(WithdrawDirective, action="assignments.withdraw_directive", raced="conflict")
async def withdraw_directive(command: WithdrawDirective, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.directives.withdraw_directive(command, call)


@router.answer(ReadDirectives, action="assignments.read_directives")
async def read_directives(query: ReadDirectives, asker: Asker, here: AssignmentsOfKeeper) -> DirectiveRegister:
    return await here.directives.read_directives(query)
