"""What changes the tree, and what lists it.

Whatever changes the tree is serial: there is one tree at a keeper, and commands sent together would only race for it.
"""

from __future__ import annotations

from contracts.registry import (
    AdoptCellTypes,
    ChangeUnitType,
    DissolveUnit,
    EstablishUnit,
    ListUnits,
    MoveUnit,
    UnitList,
)
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.registry.application import Registry
from services.registry.subscribers.entrance import router


@router.on(AdoptCellTypes, action="registry.structure", serial=True)
async def adopt_cell_types(command: AdoptCellTypes, call: Call, here: Registry) -> Decided:
    return await here.structure.adopt_cell_types(command, call)


@router.on(EstablishUnit, action="registry.structure", serial=True)
async def establish_unit(command: EstablishUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.establish_unit(command, call)


@router.on(ChangeUnitType, action="registry.structure", serial=True)
async def change_unit_type(command: ChangeUnitType, call: Call, here: Registry) -> Decided:
    return await here.structure.change_unit_type(command, call)


@router.on(MoveUnit, action="registry.structure", serial=True)
async def move_unit(command: MoveUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.move_unit(command, call)


@router.on(DissolveUnit, action="registry.structure", serial=True)
async def dissolve_unit(command: DissolveUnit, call: Call, here: Registry) -> Decided:
    return await here.structure.dissolve_unit(command, call)


@router.answer(ListUnits, action="registry.read")
async def list_units(query: ListUnits, asker: Asker, here: Registry) -> UnitList:
    return await here.structure.list_units(query)
