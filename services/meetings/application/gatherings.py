"""The use cases of gatherings above the cells: recorded, corrected, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts import gatherings as contract
from services.chassis.aggregate import TextRef
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.meetings.domain.gathering import Gathering, GatheringForm, GatheringRecord, ReviewPeriod
from services.meetings.domain.tally import Share, Tally
from services.meetings.replicas.units import Units


@dataclass(frozen=True)
class Gatherings:
    """The gatherings of one keeper's units."""

    repository: Repository
    units: Units

    async def record_gathering(self, command: contract.RecordGathering, call: Call) -> Decided:
        await self.units.require(command.unit_id, command.held_on, field="unit_id")
        identity = (command.unit_id, command.held_on, command.topic)
        gathering_id = Gathering.create_id(*identity)
        gathering = await self.repository.find(Gathering, gathering_id) or Gathering(*identity)
        texts = await self._conclusions(command, call, gathering_id)
        gathering.record(_record(command, texts[0].ref if texts else None), today=call.today)
        return await self.repository.save(call, gathering, texts=texts, decided={"gathering_id": str(gathering_id)})

    async def correct_gathering(self, command: contract.CorrectGathering, call: Call) -> Decided:
        gathering = await self._known(command.gathering_id, command.unit_id)
        await self.units.require(command.unit_id, command.held_on, field="unit_id")
        await self._refuse_another_ones_place(gathering, command)
        texts = await self._conclusions(command, call, gathering.id)
        conclusions = texts[0].ref if texts else gathering.standing().conclusions
        reason = await self.repository.text(call, "reason", command.reason, about=gathering.id, unit_id=command.unit_id)
        gathering.correct(_record(command, conclusions), reason.ref, today=call.today)
        decided = {"gathering_id": str(gathering.id)}
        return await self.repository.save(call, gathering, texts=[*texts, reason], decided=decided)

    async def withdraw_gathering(self, command: contract.WithdrawGathering, call: Call) -> Decided:
        gathering = await self._known(command.gathering_id, command.unit_id)
        reason = await self.repository.text(call, "reason", command.reason, about=gathering.id, unit_id=command.unit_id)
        gathering.withdraw(reason.ref)
        return await self.repository.save(call, gathering, texts=[reason], decided={"gathering_id": str(gathering.id)})

    async def _known(self, gathering_id: UUID, unit_id: UUID) -> Gathering:
        """The right was decided on the unit that the command names, so the gathering must be that unit's."""
        gathering = await self.repository.load(Gathering, gathering_id)
        if gathering.unit_id != unit_id:
            raise Refused("not_there")
        return gathering

    async def _refuse_another_ones_place(self, gathering: Gathering, command: contract.CorrectGathering) -> None:
        """A correction of day or topic must not make of one gathering another that is recorded."""
        other_id = Gathering.create_id(command.unit_id, command.held_on, command.topic)
        other = await self.repository.find(Gathering, other_id) if other_id != gathering.id else None
        if other is not None and other.is_recorded_as(command.held_on, command.topic):
            raise Refused("gathering_already_recorded", field="topic")

    async def _conclusions(
        self, command: contract.RecordGathering | contract.CorrectGathering, call: Call, about: UUID
    ) -> list[NewText]:
        words = command.conclusions
        if words is None:
            return []
        return [await self.repository.text(call, "conclusions", words, about=about, unit_id=command.unit_id)]


def _record(
    command: contract.RecordGathering | contract.CorrectGathering, conclusions: TextRef | None
) -> GatheringRecord:
    period = command.period
    return GatheringRecord(
        forms=[GatheringForm(form) for form in command.forms],
        topic=command.topic,
        held_on=command.held_on,
        document=command.document,
        period=ReviewPeriod(period.name, period.from_on, period.until_on) if period else None,
        participants=_tally(command.participants),
        papers=command.papers,
        paper_titles=list(command.paper_titles),
        opinions=_tally(command.opinions),
        conclusions=conclusions,
    )


def _tally(told: contract.Tally) -> Tally:
    return Tally.of(told.total, [Share(part.name, part.count) for part in told.parts])
