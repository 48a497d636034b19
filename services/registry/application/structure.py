"""What changes the tree of units, and what lists it."""

from __future__ import annotations

from dataclasses import dataclass

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
from services.chassis.event_store import Repository
from services.registry.domain import (
    Catalogue,
    CellType,
    CellTypeGroup,
    Structure,
    Unit,
    UnitKind,
)
from services.registry.replicas import Units


@dataclass(frozen=True)
class StructureHere:
    """The tree of one keeper. Decisions ask the tree and the units themselves; the replica only lists them."""

    repository: Repository
    keeper: str
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

    async def list_units(self, query: ListUnits) -> UnitList:
        return await self.units.on(query.as_of, query.after_code, query.limit)

    async def _structure(self) -> Structure:
        known = await self.repository.find(Structure, Structure.create_id(self.keeper))
        return known or Structure(self.keeper)
