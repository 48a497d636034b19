"""The use cases of guidance from above, and of cells that take it up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts import guidance as contract
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.meetings.application.held import day_held
from services.meetings.domain.guidance import Guidance, GuidanceGiven, GuidancePeriod, TakingUp
from services.meetings.replicas.units import Units


@dataclass(frozen=True)
class Guiding:
    """The guidance of one keeper's committees."""

    repository: Repository
    units: Units

    async def issue_guidance(self, command: contract.IssueGuidance, call: Call) -> Decided:
        await self.units.require(command.issuer_id, command.issued_on, field="issuer_id")
        for_unit_id = command.for_unit_id or command.issuer_id
        await self.units.require_within(for_unit_id, command.issuer_id, command.issued_on, field="for_unit_id")
        identity = (command.issuer_id, command.number, command.issued_on)
        guidance = await self.repository.find_or_open(Guidance, *identity)
        texts = [
            await self.repository.text(call, "text", words, about=guidance.id, unit_id=command.issuer_id)
            for words in (command.text,)
            if words is not None
        ]
        period = GuidancePeriod(command.period)
        from_on, until_on = period.around(command.begins_on)
        given = GuidanceGiven(
            number=command.number,
            title=command.title,
            issued_on=command.issued_on,
            period=period,
            from_on=from_on,
            until_on=until_on,
            for_unit_id=for_unit_id,
            text=texts[0].ref if texts else None,
        )
        guidance.issue(given, today=call.today)
        return await self.repository.save(call, guidance, texts=texts, decided={"guidance_id": str(guidance.id)})

    async def withdraw_guidance(self, command: contract.WithdrawGuidance, call: Call) -> Decided:
        guidance = await self.repository.load(Guidance, command.guidance_id)
        if guidance.issuer_id != command.issuer_id:
            raise Refused("not_there")
        reason = await self.repository.text(
            call, "reason", command.reason, about=guidance.id, unit_id=command.issuer_id
        )
        guidance.withdraw(reason.ref)
        return await self.repository.save(call, guidance, texts=[reason], decided={"guidance_id": str(guidance.id)})

    async def take_up_guidance(self, command: contract.TakeUpGuidance, call: Call) -> Decided:
        guidance = await self.repository.load(Guidance, command.guidance_id)
        given = guidance.standing()
        held_on = await day_held(self.repository, command.meeting_id, command.cell_id)
        await self.units.require_within(command.cell_id, given.for_unit_id, held_on, field="guidance_id")
        taking = await self._taking(command.guidance_id, command.cell_id)
        taking.take_up(given, command.meeting_id, held_on)
        return await self.repository.save(call, taking, decided={"guidance_id": str(guidance.id)})

    async def withdraw_taking_up(self, command: contract.WithdrawTakingUp, call: Call) -> Decided:
        taking = await self._taking(command.guidance_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=taking.id, unit_id=command.cell_id)
        taking.withdraw(reason.ref)
        decided = {"guidance_id": str(command.guidance_id)}
        return await self.repository.save(call, taking, texts=[reason], decided=decided)

    async def _taking(self, guidance_id: UUID, cell_id: UUID) -> TakingUp:
        return await self.repository.find_or_open(TakingUp, guidance_id, cell_id)
