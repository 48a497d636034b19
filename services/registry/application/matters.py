"""A unit's committee, training, candidates and members of other cells: each in a history of its own."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.unit_matters import (
    ChangeCellCommittee,
    RecordTraining,
    ReportDualAffiliation,
    ReportRecruitment,
    WithdrawCellCommittee,
    WithdrawDualAffiliation,
    WithdrawRecruitment,
    WithdrawTraining,
)
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.registry.domain import (
    CellCommittee,
    CommitteeChange,
    DualAffiliation,
    Matter,
    Membership,
    Participants,
    Recruitment,
    Seats,
    StageCount,
    Training,
    Unit,
)


@dataclass(frozen=True)
class MattersHere:
    """What the units of one keeper report of their people."""

    repository: Repository

    async def change_cell_committee(self, command: ChangeCellCommittee, call: Call) -> Decided:
        unit, committee = await self._unit(command.unit_id), await self._committee(command.unit_id)
        unit.note(committee.recorded_on(command.effective_on), field="effective_on")
        seats = Seats(command.seats, command.secretary_id, command.deputy_ids, command.member_ids)
        committee.change(CommitteeChange(command.change), seats, command.effective_on)
        decided = {"unit_id": str(command.unit_id), "filled": len(seats.persons), "seats": seats.seats}
        return await self.repository.save(call, committee, unit, decided=decided)

    async def withdraw_cell_committee(self, command: WithdrawCellCommittee, call: Call) -> Decided:
        unit, committee = await self._unit(command.unit_id), await self._committee(command.unit_id)
        reason = await self.repository.text(call, "reason", command.reason, about=committee.id, unit_id=command.unit_id)
        committee.withdraw(command.effective_on, reason.ref)
        unit.strike(committee.recorded_on(command.effective_on))
        decided = {"unit_id": str(command.unit_id)}
        return await self.repository.save(call, committee, unit, texts=[reason], decided=decided)

    async def record_training(self, command: RecordTraining, call: Call) -> Decided:
        unit = await self._unit(command.unit_id)
        came = (command.secretaries, command.deputies, command.committee_members, command.others)
        participants = Participants(command.invited, *came)
        training = Training.record(
            call.command_id, command.unit_id, command.held_on, command.topic, participants, today=call.today
        )
        unit.note(training.recorded(), field="held_on")
        return await self.repository.save(call, training, unit, decided={"training_id": str(training.id)})

    async def withdraw_training(self, command: WithdrawTraining, call: Call) -> Decided:
        training = await self.repository.load(Training, command.training_id)
        reason = await self.repository.text(call, "reason", command.reason, about=training.id, unit_id=training.unit_id)
        training.withdraw(command.unit_id, reason.ref)
        unit = await self._unit(training.unit_id)
        unit.strike(training.recorded())
        decided = {"training_id": str(training.id)}
        return await self.repository.save(call, training, unit, texts=[reason], decided=decided)

    async def report_recruitment(self, command: ReportRecruitment, call: Call) -> Decided:
        unit, membership = await self._unit(command.unit_id), await self._membership(command.unit_id)
        stages = [StageCount(**stage.model_dump()) for stage in command.stages]
        recruitment = Recruitment(stages, command.admitted_this_year)
        unit.note(membership.recorded_as(Matter.RECRUITMENT, command.as_of), field="as_of")
        membership.report_recruitment(command.as_of, recruitment, today=call.today)
        decided = {"unit_id": str(command.unit_id), "candidates": recruitment.candidates}
        return await self.repository.save(call, membership, unit, decided=decided)

    async def withdraw_recruitment(self, command: WithdrawRecruitment, call: Call) -> Decided:
        unit, membership = await self._unit(command.unit_id), await self._membership(command.unit_id)
        reason = await self.repository.text(
            call, "reason", command.reason, about=membership.id, unit_id=command.unit_id
        )
        membership.withdraw_recruitment(command.as_of, reason.ref)
        unit.strike(membership.recorded_as(Matter.RECRUITMENT, command.as_of))
        decided = {"unit_id": str(command.unit_id)}
        return await self.repository.save(call, membership, unit, texts=[reason], decided=decided)

    async def report_dual_affiliation(self, command: ReportDualAffiliation, call: Call) -> Decided:
        unit, membership = await self._unit(command.unit_id), await self._membership(command.unit_id)
        dual = DualAffiliation(command.members, command.remarks_asked, command.remarks_given)
        unit.note(membership.recorded_as(Matter.DUAL_AFFILIATION, command.as_of), field="as_of")
        membership.report_dual(command.as_of, dual, today=call.today)
        return await self.repository.save(call, membership, unit, decided={"unit_id": str(command.unit_id)})

    async def withdraw_dual_affiliation(self, command: WithdrawDualAffiliation, call: Call) -> Decided:
        unit, membership = await self._unit(command.unit_id), await self._membership(command.unit_id)
        reason = await self.repository.text(
            call, "reason", command.reason, about=membership.id, unit_id=command.unit_id
        )
        membership.withdraw_dual(command.as_of, reason.ref)
        unit.strike(membership.recorded_as(Matter.DUAL_AFFILIATION, command.as_of))
        decided = {"unit_id": str(command.unit_id)}
        return await self.repository.save(call, membership, unit, texts=[reason], decided=decided)

    async def _committee(self, unit_id: UUID) -> CellCommittee:
        return await self.repository.find_or_open(CellCommittee, unit_id)

    async def _membership(self, unit_id: UUID) -> Membership:
        return await self.repository.find_or_open(Membership, unit_id)

    async def _unit(self, unit_id: UUID) -> Unit:
        """The unit's own history, which is saved with what is recorded of it: so they decide on one state."""
        return await self.repository.load(Unit, unit_id)
