"""The use cases of gatherings above the cells: recorded, corrected, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import gatherings as contract
from services.chassis.aggregate import TextRef
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.meetings.domain.gathering import Gathering
from services.meetings.domain.gathering_record import GatheringForm, GatheringRecord, ReviewPeriod, place_of
from services.meetings.domain.tally import Share, Tally
from services.meetings.replicas.lists import HeldGatherings
from services.meetings.replicas.units import Units


@dataclass(frozen=True)
class Gatherings:
    """The gatherings of one keeper's units."""

    repository: Repository
    units: Units
    held: HeldGatherings

    async def record_gathering(self, command: contract.RecordGathering, call: Call) -> Decided:
        await self.units.require(command.unit_id, command.held_on, field="unit_id")
        gathering = await self._newest_at(command.unit_id, command.held_on, command.topic)
        await self._check_unguarded(command.unit_id, command.held_on, command.topic)
        texts = await self._conclusions(command, call, gathering.id)
        gathering.record(_record(command, texts[0].ref if texts else None), today=call.today)
        return await self.repository.save(call, gathering, texts=texts, decided={"gathering_id": str(gathering.id)})

    async def correct_gathering(self, command: contract.CorrectGathering, call: Call) -> Decided:
        gathering = await self._known(command.gathering_id, command.unit_id)
        await self.units.require(command.unit_id, command.held_on, field="unit_id")
        texts = await self._conclusions(command, call, gathering.id)
        conclusions = texts[0].ref if texts else gathering.standing().conclusions
        record = _record(command, conclusions)
        places = await self._exchanged(gathering, record)
        reason = await self.repository.text(call, "reason", command.reason, about=gathering.id, unit_id=command.unit_id)
        gathering.correct(record, reason.ref, today=call.today)
        decided = {"gathering_id": str(gathering.id)}
        return await self.repository.save(call, gathering, *places, texts=[*texts, reason], decided=decided)

    async def withdraw_gathering(self, command: contract.WithdrawGathering, call: Call) -> Decided:
        gathering = await self._known(command.gathering_id, command.unit_id)
        places = await self._given_back(gathering)
        reason = await self.repository.text(call, "reason", command.reason, about=gathering.id, unit_id=command.unit_id)
        gathering.withdraw(reason.ref)
        decided = {"gathering_id": str(gathering.id)}
        return await self.repository.save(call, gathering, *places, texts=[reason], decided=decided)

    async def _known(self, gathering_id: UUID, unit_id: UUID) -> Gathering:
        """The right was decided on the unit that the command names, so the gathering must be that unit's."""
        gathering = await self.repository.load(Gathering, gathering_id)
        if gathering.unit_id != unit_id:
            raise Refused("not_there")
        return gathering

    async def _newest_at(self, unit_id: UUID, held_on: date, topic: str) -> Gathering:
        """The newest gathering that was opened for a place; a new one where all those before it have left it."""
        edition, identity = 1, (unit_id, held_on, topic)
        while (newest := await self.repository.find_or_open(Gathering, *identity, edition)).left:
            edition += 1
        return newest

    async def _check_unguarded(self, unit_id: UUID, held_on: date, topic: str) -> None:
        """Refuse a place that a correction took before places were lent: nothing was lent there, so nothing guards it.

        The list says who may stand there, and their histories whether they still do: it may lag behind them.
        """
        for other_id in await self.held.held_on(unit_id, held_on):
            other = await self.repository.load(Gathering, other_id)
            if other.stands_at(place_of(held_on, topic)):
                raise Refused("gathering_already_recorded", field="topic")

    async def _exchanged(self, gathering: Gathering, record: GatheringRecord) -> list[Gathering]:
        """The places that it leaves and takes by that correction, if it is one of its day or topic."""
        if record.place == gathering.standing().place:
            return []
        taken = await self._newest_at(gathering.unit_id, record.held_on, record.topic)
        await self._check_unguarded(gathering.unit_id, record.held_on, record.topic)
        taken.lend_place(gathering.id)
        return [taken, *await self._given_back(gathering)]

    async def _given_back(self, gathering: Gathering) -> list[Gathering]:
        """The place at which it stands, where it was lent it."""
        if not gathering.left:
            return []
        former = gathering.standing()
        lent = await self._newest_at(gathering.unit_id, former.held_on, former.topic)
        if lent.lent_to != gathering.id:
            return []
        lent.take_place_back()
        return [lent]

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
