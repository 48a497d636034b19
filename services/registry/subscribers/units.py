"""What is said of one unit and needs no look at the tree."""

from __future__ import annotations

from contracts.registry import RenameUnit, ReportRoll, WithdrawRoll, WithdrawUnitName
from services.chassis.call import Call, Decided
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


@router.on(RenameUnit, action="registry.structure")
async def rename_unit(command: RenameUnit, call: Call, here: Registry) -> Decided:
    return await here.units.rename_unit(command, call)


@router.on(WithdrawUnitName, action="registry.structure", raced="conflict")
async def withdraw_unit_name(command: WithdrawUnitName, call: Call, here: Registry) -> Decided:
    return await here.units.withdraw_unit_name(command, call)


@router.on(ReportRoll, action="registry.roll")
async def report_roll(command: ReportRoll, call: Call, here: Registry) -> Decided:
    return await here.units.report_roll(command, call)


@router.on(WithdrawRoll, action="registry.roll", raced="conflict")
async def withdraw_roll(command: WithdrawRoll, call: Call, here: Registry) -> Decided:
    return await here.units.withdraw_roll(command, call)
