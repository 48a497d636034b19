"""What changes the tree of units, and what lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import registry as contract
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
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.registry.application.recorded import RecordedOfUnits
from services.registry.domain import (
    Catalogue,
    CellType,
    CellTypeGroup,
    ChangeKind,
    Coming,
    Levels,
    NewUnit,
    Part,
    RollCounts,
    Structure,
    Successor,
    Unit,
    UnitKind,
    UnitLevel,
    all_or_none,
    check_sum,
    last_rolls,
)
from services.registry.read_models.units import Units


@dataclass(frozen=True)
class StructureHere:
    """The tree of one keeper. Decisions ask the tree and the units themselves; the replica only lists them."""

    repository: Repository
    keeper: str
    units: Units
    recorded: RecordedOfUnits

    async def adopt_cell_types(self, command: AdoptCellTypes, call: Call) -> Decided:
        structure = await self._structure()
        types = [CellType(**known.model_dump()) for known in command.types]
        groups = [CellTypeGroup(**group.model_dump()) for group in command.groups]
        levels = command.grassroots_levels
        structure.adopt_cell_types(Catalogue(command.version, command.effective_from, types, groups, levels))
        return await self.repository.save(call, structure, decided={"version": command.version})

    async def adopt_unit_levels(self, command: AdoptUnitLevels, call: Call) -> Decided:
        structure = await self._structure()
        levels = [UnitLevel(**known.model_dump()) for known in command.levels]
        structure.adopt_levels(Levels(command.version, command.effective_from, levels))
        return await self.repository.save(call, structure, decided={"version": command.version})

    async def withdraw_cell_types(self, command: WithdrawCellTypes, call: Call) -> Decided:
        structure = await self._structure()
        reason = await self.repository.text(call, "reason", command.reason, about=structure.id, unit_id=None)
        structure.withdraw_cell_types(command.version, reason.ref)
        return await self.repository.save(call, structure, texts=[reason], decided={"version": command.version})

    async def withdraw_unit_levels(self, command: WithdrawUnitLevels, call: Call) -> Decided:
        structure = await self._structure()
        reason = await self.repository.text(call, "reason", command.reason, about=structure.id, unit_id=None)
        structure.withdraw_levels(command.version, reason.ref)
        return await self.repository.save(call, structure, texts=[reason], decided={"version": command.version})

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
        unit = await self._opened(unit_id, command.code, command.name, command.established_on)
        return await self.repository.save(call, structure, unit, decided={"unit_id": str(unit_id)})

    async def change_unit_type(self, command: ChangeUnitType, call: Call) -> Decided:
        structure = await self._structure()
        structure.change_type(command.unit_id, command.cell_type, command.effective_on)
        return await self.repository.save(call, structure, decided={"unit_id": str(command.unit_id)})

    async def change_unit_level(self, command: ChangeUnitLevel, call: Call) -> Decided:
        structure = await self._structure()
        structure.change_level(command.unit_id, command.level, command.effective_on)
        return await self.repository.save(call, structure, decided={"unit_id": str(command.unit_id)})

    async def move_unit(self, command: MoveUnit, call: Call) -> Decided:
        structure = await self._structure()
        structure.move(command.unit_id, command.parent_id, command.effective_on)
        return await self.repository.save(call, structure, decided={"unit_id": str(command.unit_id)})

    async def dissolve_unit(self, command: DissolveUnit, call: Call) -> Decided:
        structure = await self._structure()
        structure.dissolve(command.unit_id, command.effective_on)
        unit = await self.repository.load(Unit, command.unit_id)
        unit.end(command.effective_on, await self.recorded.of(unit.id))
        return await self.repository.save(call, structure, unit, decided={"unit_id": str(command.unit_id)})

    async def split_unit(self, command: SplitUnit, call: Call) -> Decided:
        structure, on = await self._structure(), command.effective_on
        parts = [Part(part.code, part.name, part.level, part.cell_type, part.takes) for part in command.parts]
        split = structure.split(command.unit_id, parts, command.principal_code, on)
        original = await self.repository.load(Unit, command.unit_id)
        made = [await self._opened_new(part, on) for part in split.parts]
        after = all_or_none([_counts(one) for one in _rolls_after(command, goes_on=not split.ends)])
        if after:
            check_sum(after, last_rolls([original], on))
        for unit, counts in zip([*made, original], after, strict=False):
            unit.report_roll(on, counts, today=call.today)
        if split.ends:
            original.end(on, await self.recorded.of(original.id))
        decided = {"unit_ids": [str(part.unit_id) for part in split.parts], "principal_id": str(split.principal_id)}
        return await self.repository.save(call, structure, original, *made, decided=decided)

    async def merge_units(self, command: MergeUnits, call: Call) -> Decided:
        structure, on, new = await self._structure(), command.effective_on, command.into_new
        into_new = Successor(new.code, new.name, new.level, new.cell_type, new.parent_id) if new else None
        merger = structure.merge(command.unit_ids, command.into_id, into_new, on)
        ended = [await self.repository.load(Unit, unit_id) for unit_id in command.unit_ids]
        successor = (
            await self._opened_new(merger.made, on)
            if merger.made
            else await self.repository.load(Unit, merger.successor_id)
        )
        if counts := _counts(command.roll):
            check_sum([counts], last_rolls(ended if merger.made else [*ended, successor], on))
            successor.report_roll(on, counts, today=call.today)
        for unit in ended:
            unit.end(on, await self.recorded.of(unit.id))
        decided = {"unit_id": str(merger.successor_id)}
        return await self.repository.save(call, structure, successor, *ended, decided=decided)

    async def hand_over_unit(self, command: HandOverUnit, call: Call) -> Decided:
        structure = await self._structure()
        whole = structure.hand_over(command.unit_id, command.to_keeper, command.effective_on)
        units = [await self.repository.load(Unit, unit_id) for unit_id in whole]
        for unit in units:
            unit.hand_over(command.to_keeper, command.effective_on, await self.recorded.of(unit.id))
        return await self.repository.save(call, structure, *units, decided={"units": len(units)})

    async def take_over_unit(self, command: TakeOverUnit, call: Call) -> Decided:
        structure = await self._structure()
        found = await self.units.arrival(command.unit_id, command.from_keeper)
        arrival = found.under(command.parent_id, command.code_prefix or "")
        structure.take_over(arrival)
        units = [await self._arrived(coming, arrival.effective_on) for coming in arrival.units]
        decided = {"units": len(units), "effective_on": arrival.effective_on.isoformat()}
        return await self.repository.save(call, structure, *units, decided=decided)

    async def withdraw_unit_establishment(self, command: WithdrawUnitEstablishment, call: Call) -> Decided:
        structure, unit_id = await self._structure(), command.unit_id
        reason = await self.repository.text(call, "reason", command.reason, about=structure.id, unit_id=unit_id)
        structure.withdraw_establishment(unit_id, reason.ref)
        unit = await self.repository.load(Unit, unit_id)
        unit.withdraw_establishment(await self.recorded.of(unit_id))
        decided = {"unit_id": str(unit_id)}
        return await self.repository.save(call, structure, unit, texts=[reason], decided=decided)

    async def withdraw_unit_change(self, command: WithdrawUnitChange, call: Call) -> Decided:
        structure, unit_id, kind = await self._structure(), command.unit_id, ChangeKind(command.change)
        if kind is ChangeKind.HANDED_OVER:
            await self._check_not_taken_over(unit_id, command.effective_on)
        reason = await self.repository.text(call, "reason", command.reason, about=structure.id, unit_id=unit_id)
        withdrawal = structure.withdraw_change(unit_id, kind, command.effective_on, reason.ref)
        units = [await self.repository.load(Unit, one) for one in withdrawal.ended]
        for unit in units:
            unit.withdraw_end()
        if kind in {ChangeKind.SPLIT, ChangeKind.MERGED} and unit_id not in withdrawal.reverted:
            (await self.repository.load(Unit, unit_id)).check_no_roll_from(command.effective_on)
        unmade = [await self.repository.load(Unit, one) for one in withdrawal.establishments]
        for unit in unmade:
            unit.withdraw_establishment(await self.recorded.of(unit.id))
        decided = {"unit_id": str(unit_id)}
        return await self.repository.save(call, structure, *units, *unmade, texts=[reason], decided=decided)

    async def list_units(self, query: ListUnits) -> UnitList:
        return await self.units.on(query.as_of, query.under_code, query.after_code, query.limit)

    async def list_hand_overs(self) -> HandOvers:
        return await self.units.hand_overs()

    async def read_lineage(self, query: ReadLineage) -> Lineage:
        return await self.units.lineage(query.code)

    async def _structure(self) -> Structure:
        return await self.repository.find_or_open(Structure, self.keeper)

    async def _opened_new(self, unit: NewUnit, on: date) -> Unit:
        return await self._opened(unit.unit_id, unit.code, unit.name, on)

    async def _opened(self, unit_id: UUID, code: str, name: str, on: date) -> Unit:
        """The unit's own history; one whose establishment was withdrawn has one already."""
        known = await self.repository.find(Unit, unit_id)
        if known is None:
            return Unit(unit_id, code, name, on)
        known.open_again(code, name, on)
        return known

    async def _arrived(self, coming: Coming, on: date) -> Unit:
        """The unit's own history, which goes on where it was here before; it knows the members who come with it."""
        known = await self.repository.find(Unit, coming.unit.unit_id)
        if known is not None and known.to_keeper is not None:
            known.come_back(coming.unit.name, on)
        else:
            known = await self._opened_new(coming.unit, on)
        if coming.roll is not None and coming.roll_as_of is not None:
            known.carry_roll(coming.roll_as_of, coming.roll)
        return known

    async def _check_not_taken_over(self, unit_id: UUID, on: date) -> None:
        if taken := await self.units.taken_over_by(unit_id, on):
            raise Refused("taken_over_already", field="unit_id", unit=taken[0], keeper=taken[1])


def _rolls_after(command: SplitUnit, *, goes_on: bool) -> list[contract.RollCounts | None]:
    """The rolls of the parts, in their order, and that of an original that goes on; another has no members left."""
    if command.remaining is not None and not goes_on:
        raise Refused("remaining_of_an_end", field="remaining")
    return [*(part.roll for part in command.parts), *([command.remaining] if goes_on else [])]


def _counts(given: contract.RollCounts | None) -> RollCounts | None:
    return RollCounts(**given.model_dump()) if given else None
