"""What changes the tree, and what lists it.

Whatever changes the tree is serial: there is one tree at a keeper, and commands sent together would only race for it.
"""

from __future__ import annotations

from contracts.registry import (
    AdoptCellTypes,
    AdoptUnitLevels,
    ChangeUnitLevel,
    ChangeUnitType,
    DissolveUnit,
    EstablishUnit,
    HandOvers,
    HandOverUnit,
    Lineage,
    ListHandOvers,
    ListUnits,
    MergeUnits,
    MoveUnit,
    ReadLineage,
    SplitUnit,
    TakeOverUnit,
    UnitList,
    WithdrawCellTypes,
    WithdrawUnitChange,
    WithdrawUnitEstablishment,
    WithdrawUnitLevels,
)
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


@router.on(AdoptCellTypes, action="registry.structure", serial=True)
async def adopt_cell_types(command: AdoptCellTypes, call: Call, here: Registry) -> Decided:
    return await here.structure.adopt_cell_types(command, call)


@router.on(AdoptUnitLevels, action="registry.structure", serial=True)
async def adopt_unit_levels(command: AdoptUnitLevels, call: Call, here: Registry) -> Decided:
    return await here.structure.adopt_unit_levels(command, call)


@router.on(WithdrawCellTypes, action="registry.structure", raced="conflict", serial=True)
async def withdraw_cell_types(command: WithdrawCellTypes, call: Call, here: Registry) -> Decided:
    return await here.structure.withdraw_cell_types(command, call)


@router.on(WithdrawUnitLevels, action="registry.structure", raced="conflict", serial=True)
async def withdraw_unit_levels(command: WithdrawUnitLevels, call: Call, here: Registry) -> Decided:
    return await here.structure.withdraw_unit_levels(command, call)


@router.on(EstablishUnit, action="registry.structure", serial=True)
async def establish_unit(command: EstablishUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.establish_unit(command, call)


@router.on(ChangeUnitType, action="registry.structure", serial=True)
async def change_unit_type(command: ChangeUnitType, call: Call, here: Registry) -> Decided:
    return await here.structure.change_unit_type(command, call)


@router.on(ChangeUnitLevel, action="registry.structure", serial=True)
async def change_unit_level(command: ChangeUnitLevel, call: Call, here: Registry) -> Decided:
    return await here.structure.change_unit_level(command, call)


@router.on(MoveUnit, action="registry.structure", serial=True)
async def move_unit(command: MoveUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.move_unit(command, call)


@router.on(DissolveUnit, action="registry.structure", serial=True)
async def dissolve_unit(command: DissolveUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.dissolve_unit(command, call)


@router.on(SplitUnit, action="registry.structure", serial=True)
async def split_unit(command: SplitUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.split_unit(command, call)


@router.on(MergeUnits, action="registry.structure", serial=True)
async def merge_units(command: MergeUnits, call: Call, here: Registry) -> Decided:
    return await here.structure.merge_units(command, call)


@router.on(HandOverUnit, action="registry.structure", serial=True)
async def hand_over_unit(command: HandOverUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.hand_over_unit(command, call)


@router.on(TakeOverUnit, action="registry.structure", serial=True)
async def take_over_unit(command: TakeOverUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.take_over_unit(command, call)


@router.on(WithdrawUnitEstablishment, action="registry.structure", raced="conflict", serial=True)
async def withdraw_unit_establishment(command: WithdrawUnitEstablishment, call: Call, here: Registry) -> Decided:
    return await here.structure.withdraw_unit_establishment(command, call)


@router.on(WithdrawUnitChange, action="registry.structure", raced="conflict", serial=True)
async def withdraw_unit_change(command: WithdrawUnitChange, call: Call, here: Registry) -> Decided:
    return await here.structure.withdraw_unit_change(command, call)


@router.answer(ListUnits, action="registry.read")
async def list_units(query: ListUnits, asker: Asker, here: Registry) -> UnitList:
    return await here.structure.list_units(query)


@router.answer(ReadLineage, action="registry.read")
async def read_lineage(query: ReadLineage, asker: Asker, here: Registry) -> Lineage:
    return await here.structure.read_lineage(query)


@router.answer(ListHandOvers, action="registry.read")
async def list_hand_overs(query: ListHandOvers, asker: Asker, here: Registry) -> HandOvers:
    return await here.structure.list_hand_overs()
