"""The use cases of good practice: recorded, passed on, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts import guidance as contract
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.meetings.domain.practice import GoodPractice
from services.meetings.replicas.units import Units


@dataclass(frozen=True)
class Practices:
    """The good practice of one keeper's units."""

    repository: Repository
    units: Units

    async def record_good_practice(self, command: contract.RecordGoodPractice, call: Call) -> Decided:
        await self.units.require(command.unit_id, command.recorded_on, field="unit_id")
        practice = await self.repository.find_or_open(GoodPractice, command.unit_id, command.title)
        content = await self.repository.text(
            call, "content", command.content, about=practice.id, unit_id=command.unit_id
        )
        practice.record(command.title, command.theme, command.recorded_on, content.ref, today=call.today)
        return await self.repository.save(call, practice, texts=[content], decided={"practice_id": str(practice.id)})

    async def share_good_practice(self, command: contract.ShareGoodPractice, call: Call) -> Decided:
        practice = await self.repository.load(GoodPractice, command.practice_id)
        await self._require_reach(practice, command.sharer_id, command)
        for unit_id in command.with_unit_ids:
            await self.units.require(unit_id, command.shared_on, field="with_unit_ids")
        new = practice.share(command.sharer_id, command.with_unit_ids, command.shared_on, today=call.today)
        decided = {"practice_id": str(practice.id), "units": len(new)}
        return await self.repository.save(call, practice, decided=decided)

    async def withdraw_sharing(self, command: contract.WithdrawSharing, call: Call) -> Decided:
        practice = await self.repository.load(GoodPractice, command.practice_id)
        reason = await self.repository.text(call, "reason", command.reason, about=practice.id, unit_id=practice.unit_id)
        practice.withdraw_sharing(command.sharer_id, command.with_unit_id, reason.ref)
        return await self.repository.save(call, practice, texts=[reason], decided={"practice_id": str(practice.id)})

    async def withdraw_good_practice(self, command: contract.WithdrawGoodPractice, call: Call) -> Decided:
        practice = await self.repository.load(GoodPractice, command.practice_id)
        if practice.unit_id != command.unit_id:
            raise Refused("not_there")
        reason = await self.repository.text(call, "reason", command.reason, about=practice.id, unit_id=command.unit_id)
        practice.withdraw(reason.ref)
        return await self.repository.save(call, practice, texts=[reason], decided={"practice_id": str(practice.id)})

    async def _require_reach(
        self, practice: GoodPractice, sharer_id: UUID, command: contract.ShareGoodPractice
    ) -> None:
        """Whoever passes it on has it: his is the unit that does it, or one above that."""
        await self.units.require_within(practice.unit_id, sharer_id, command.shared_on, field="sharer_id")
