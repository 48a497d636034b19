"""What is said of one unit and needs no look at the tree: its later names and its rolls."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.registry import RenameUnit, ReportRoll, WithdrawRoll, WithdrawUnitName
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.registry.domain import RollCounts, Structure, Unit


@dataclass(frozen=True)
class UnitsHere:
    """The units of one keeper, one by one."""

    repository: Repository
    keeper: str

    async def rename_unit(self, command: RenameUnit, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        unit.rename(command.name, command.effective_on)
        return await self.repository.save(call, unit, decided={"unit_id": str(unit.id)})

    async def withdraw_unit_name(self, command: WithdrawUnitName, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        structure = await self.repository.load(Structure, Structure.create_id(self.keeper))
        reason = await self.repository.text(call, "reason", command.reason, about=unit.id, unit_id=unit.id)
        entered_as = structure.unit(unit.id).entered_as
        unit.withdraw_name(command.effective_on, reason.ref, entered_as=entered_as)
        return await self.repository.save(call, unit, texts=[reason], decided={"unit_id": str(unit.id)})

    async def report_roll(self, command: ReportRoll, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        unit.report_roll(command.as_of, RollCounts(**command.counts.model_dump()), today=call.today)
        return await self.repository.save(call, unit, decided={"unit_id": str(unit.id)})

    async def withdraw_roll(self, command: WithdrawRoll, call: Call) -> Decided:
        unit = await self.repository.load(Unit, command.unit_id)
        reason = await self.repository.text(call, "reason", command.reason, about=unit.id, unit_id=unit.id)
        unit.withdraw_roll(command.as_of, reason.ref)
        return await self.repository.save(call, unit, texts=[reason], decided={"unit_id": str(unit.id)})
