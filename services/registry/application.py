"""The use cases of the registry: load, decide, save."""

from __future__ import annotations

from dataclasses import dataclass

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
from services.chassis.event_store import Repository
from services.registry.domain import (
    Catalogue,
    CellType,
    CellTypeGroup,
    RollCounts,
    Structure,
    Unit,
    UnitKind,
)
from services.registry.people import People
from services.registry.replicas import Units


@dataclass(frozen=True)
class Registry:
    """The registry of one keeper. Decisions ask the tree and the units themselves; the replica only lists them."""

    repository: Repository
    keeper: str
    people: People
    units: Units

    async def adopt_cell_types(self, command: AdoptCellTypes, call: Call) -> Decided:
        structure = await self._structure()
        types = [CellType(**known.model_dump()) for known in command.types]
        groups = [CellTypeGroup(**group.model_dump()) for group in command.groups]
        levels = command.grassroots_levels
        structure.adopt_cell_types(Catalogue(command.version, command.effective_from, types, groups, levels))
        return await self.repository.save(call, structure, decided={"version": command.version})

    async def establish_unit(self, command: EstablishUnit, call: Call) -> Decided:
        structure = await self._structure()
        unit_id = structure.establish(
            code=command.code,
            name=command.name,
            kind=UnitKind(command.kind),
            level=command.level,
            cell_type=command.cell_type,
            parent_code=command.parent_code,
            established_on=command.established_on,
        )
        unit = Unit(unit_id, command.code, command.name, command.established_on)
        return await self.repository.save(call, structure, unit, decided={"unit_id": str(unit_id)})

    async def change_unit_type(self, command: ChangeUnitType, call: Call) -> Decided:
        structure = await self._structure()
        structure.change_type(command.unit_id, command.cell_type, command.effective_on)
        return await self.repository.save(call, structure, decided={"unit_id": str(command.unit_id)})

    async def move_unit(self, command: MoveUnit, call: Call) -> Decided:
        structure = await self._structure()
        structure.move(command.unit_id, command.parent_id, command.effective_on)
        return await self.repository.save(call, structure, decided={"unit_id": str(command.unit_id)})

    async def dissolve_unit(self, command: DissolveUnit, call: Call) -> Decided:
        structure = await self._structure()
        structure.dissolve(command.unit_id, command.effective_on)
        unit = await self.repository.load(Unit, command.unit_id)
        unit.end(command.effective_on)
        return await self.repository.save(call, structure, unit, decided={"unit_id": str(command.unit_id)})

    async def rename_unit(self, command: RenameUnit, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        unit.rename(command.name, command.effective_on)
        return await self.repository.save(call, unit, decided={"unit_id": str(unit.id)})

    async def report_roll(self, command: ReportRoll, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        unit.report_roll(command.as_of, RollCounts(**command.counts.model_dump()), today=call.today)
        return await self.repository.save(call, unit, decided={"unit_id": str(unit.id)})

    async def withdraw_roll(self, command: WithdrawRoll, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        reason = await self.repository.text(call, "reason", command.reason, about=unit.id, unit_id=unit.id)
        unit.withdraw_roll(command.as_of, reason.ref)
        return await self.repository.save(call, unit, texts=[reason], decided={"unit_id": str(unit.id)})

    async def register_person(self, command: RegisterPerson, call: Call) -> Decided:
        person_id = await self.people.register(command.code, command.name, command.own_cell_id)
        return await self.repository.save(call, decided={"person_id": str(person_id)})

    async def list_units(self, query: ListUnits) -> UnitList:
        return await self.units.on(query.as_of, query.after_code, query.limit)

    async def list_people(self, query: ListPeople) -> PersonList:
        return await self.people.list(query.after_code, query.limit)

    async def _structure(self) -> Structure:
        known = await self.repository.find(Structure, Structure.create_id(self.keeper))
        return known or Structure(self.keeper)
