"""What is taken in about inspections."""

from __future__ import annotations

from contracts.assignments import (
    RecordInspection,
    WithdrawInspection,
)
from services.assignments.application import AssignmentsOfKeeper
from services.assignments.subscribers.entrance import router
from services.chassis.call import Call, Decided


@router.on(RecordInspection, action="assignments.inspect")
async def record_inspection(command: RecordInspection, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.inspections.record_inspection(command, call)


@router.on(WithdrawInspection, action="assignments.inspect", raced="conflict")
async def withdraw_inspection(command: WithdrawInspection, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.inspections.withdraw_inspection(command, call)
