"""What units report of their people: committees, training, candidates, members of other cells."""

from __future__ import annotations

from contracts.unit_matters import (
    ChangeCellCommittee,
    RecordTraining,
    ReportDualAffiliation,
    ReportRecruitment,
    WithdrawCellCommittee,
    WithdrawDualAffiliation,
    WithdrawRecruitment,
    WithdrawTraining,
)
from services.chassis.call import Call, Decided
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


@router.on(ChangeCellCommittee, action="registry.committee")
async def change_cell_committee(command: ChangeCellCommittee, call: Call, here: Registry) -> Decided:
    return await here.matters.change_cell_committee(command, call)


@router.on(WithdrawCellCommittee, action="registry.committee", raced="conflict")
async def withdraw_cell_committee(command: WithdrawCellCommittee, call: Call, here: Registry) -> Decided:
    return await here.matters.withdraw_cell_committee(command, call)


@router.on(RecordTraining, action="registry.training")
async def record_training(command: RecordTraining, call: Call, here: Registry) -> Decided:
    return await here.matters.record_training(command, call)


@router.on(WithdrawTraining, action="registry.training", raced="conflict")
async def withdraw_training(command: WithdrawTraining, call: Call, here: Registry) -> Decided:
    return await here.matters.withdraw_training(command, call)


@router.on(ReportRecruitment, action="registry.roll")
async def report_recruitment(command: ReportRecruitment, call: Call, here: Registry) -> Decided:
    return await here.matters.report_recruitment(command, call)


@router.on(WithdrawRecruitment, action="registry.roll", raced="conflict")
async def withdraw_recruitment(command: WithdrawRecruitment, call: Call, here: Registry) -> Decided:
    return await here.matters.withdraw_recruitment(command, call)


@router.on(ReportDualAffiliation, action="registry.roll")
async def report_dual_affiliation(command: ReportDualAffiliation, call: Call, here: Registry) -> Decided:
    return await here.matters.report_dual_affiliation(command, call)


@router.on(WithdrawDualAffiliation, action="registry.roll", raced="conflict")
async def withdraw_dual_affiliation(command: WithdrawDualAffiliation, call: Call, here: Registry) -> Decided:
    return await here.matters.withdraw_dual_affiliation(command, call)
