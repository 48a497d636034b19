"""The use cases of what goes before a meeting, its theme and its agenda: load, decide, save."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.meeting_preparation import PlanTheme, PrepareAgenda, WithdrawAgenda, WithdrawTheme
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.meetings.application.in_force import PoliciesInForce
from services.meetings.domain import Agenda, Meeting, QuarterThemes, last_day_of, quarter_of
from services.meetings.replicas import Cells


@dataclass(frozen=True)
class Preparation:
    """The themes and agendas of one keeper's cells."""

    repository: Repository
    cells: Cells
    policies: PoliciesInForce

    async def plan_theme(self, command: PlanTheme, call: Call) -> Decided:
        quarter = quarter_of(command.quarter)
        await self.cells.require(command.cell_id, last_day_of(quarter))
        themes = await self.repository.find_or_open(QuarterThemes, command.cell_id)
        policy = await self.policies.on(quarter)
        repeats = themes.plan(quarter, command.title, policy=policy)
        decided = {"quarter": quarter.isoformat(), "repeats": [day.isoformat() for day in repeats]}
        return await self.repository.save(call, themes, decided=decided)

    async def withdraw_theme(self, command: WithdrawTheme, call: Call) -> Decided:
        themes = await self.repository.load(QuarterThemes, QuarterThemes.create_id(command.cell_id))
        reason = await self.repository.text(call, "reason", command.reason, about=themes.id, unit_id=themes.cell_id)
        themes.withdraw(command.quarter, reason.ref)
        return await self.repository.save(call, themes, texts=[reason])

    async def prepare_agenda(self, command: PrepareAgenda, call: Call) -> Decided:
        meeting = await self._meeting(command.meeting_id, command.cell_id)
        policy = await self.policies.on(meeting.day())
        meeting.prepare(_agenda(command), policy=policy, today=call.today)
        return await self.repository.save(call, meeting, decided={"meeting_id": str(meeting.id)})

    async def withdraw_agenda(self, command: WithdrawAgenda, call: Call) -> Decided:
        meeting = await self._meeting(command.meeting_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        meeting.withdraw_agenda(reason.ref)
        return await self.repository.save(call, meeting, texts=[reason], decided={"meeting_id": str(meeting.id)})

    async def _meeting(self, meeting_id: UUID, cell_id: UUID) -> Meeting:
        """The right was decided on the cell that the command names, so the meeting must be that cell's."""
        meeting = await self.repository.load(Meeting, meeting_id)
        if meeting.cell_id != cell_id:
            raise Refused("not_there")
        return meeting


def _agenda(command: PrepareAgenda) -> Agenda:
    return Agenda(
        items=command.items,
        committee_met_on=command.committee_met_on,
        papers_sent_on=command.papers_sent_on,
        draft_resolution_ready=command.draft_resolution_ready,
        superior_notified=command.superior_notified,
    )
