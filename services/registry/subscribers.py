"""The table of contents of the registry: every message it takes, and what answers it.

Whatever changes the tree is serial: there is one tree at a keeper, and commands sent together would only race for it.
"""

from __future__ import annotations

from contracts.registry import (
    AdoptCellTypes,
    ChangeUnitType,
    DissolveUnit,
    EstablishUnit,
    ListPeople,
    ListUnits,
    MoveUnit,
    PersonList,
    RegisterPerson,
    RenameUnit,
    ReportRoll,
    UnitList,
    WithdrawRoll,
)
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker, Router
from services.registry.application import Registry

router = Router("registry")


@router.on(AdoptCellTypes, action="registry.structure", serial=True)
async def adopt_cell_types(command: AdoptCellTypes, call: Call, registry: Registry) -> Decided:
    return await registry.adopt_cell_types(command, call)


@router.on(EstablishUnit, action="registry.structure", serial=True)
async def establish_unit(command: EstablishUnit, call: Call, registry: Registry) -> Decided:
    return await registry.establish_unit(command, call)


@router.on(ChangeUnitType, action="registry.structure", serial=True)
async def change_unit_type(command: ChangeUnitType, call: Call, registry: Registry) -> Decided:
    return await registry.change_unit_type(command, call)


@router.on(MoveUnit, action="registry.structure", serial=True)
async def move_unit(command: MoveUnit, call: Call, registry: Registry) -> Decided:
    return await registry.move_unit(command, call)


@router.on(DissolveUnit, action="registry.structure", serial=True)
async def dissolve_unit(command: DissolveUnit, call: Call, registry: Registry) -> Decided:
    return await registry.dissolve_unit(command, call)


@router.on(RenameUnit, action="registry.structure")
async def rename_unit(command: RenameUnit, call: Call, registry: Registry) -> Decided:
    return await registry.rename_unit(command, call)


@router.on(ReportRoll, action="registry.roll")
async def report_roll(command: ReportRoll, call: Call, registry: Registry) -> Decided:
    return await registry.report_roll(command, call)


@router.on(WithdrawRoll, action="registry.roll", raced="conflict")
async def withdraw_roll(command: WithdrawRoll, call: Call, registry: Registry) -> Decided:
    return await registry.withdraw_roll(command, call)


@router.on(RegisterPerson, action="registry.people")
async def register_person(command: RegisterPerson, call: Call, registry: Registry) -> Decided:
    return await registry.register_person(command, call)


@router.answer(ListUnits, action="registry.read")
async def list_units(query: ListUnits, asker: Asker, registry: Registry) -> UnitList:
    return await registry.list_units(query)


@router.answer(ListPeople, action="registry.read_people")
async def list_people(query: ListPeople, asker: Asker, registry: Registry) -> PersonList:
    return await registry.list_people(query)
