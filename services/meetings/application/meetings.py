"""The use cases of cell meetings: load, decide, save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from contracts.meetings import (
    CancelMeeting,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    WithdrawMeeting,
)
from contracts.meetings import Theme as ThemeTold
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.meetings.domain import (
    Attendance,
    Meeting,
    MeetingKind,
    MeetingPolicy,
    MeetingRecord,
    Theme,
    check_kind,
    local_day,
)
from services.meetings.replicas import Cells


@dataclass(frozen=True)
class Meetings:
    """The meetings of one keeper."""

    repository: Repository
    cells: Cells
    policy: MeetingPolicy

    async def schedule_meeting(self, command: ScheduleMeeting, call: Call) -> Decided:
        await self.cells.require(command.cell_id, local_day(command.starts_at))
        theme = _theme(command.theme)
        meeting = await self._meeting(command, theme)
        meeting.schedule(theme, command.starts_at.astimezone(UTC), command.place)
        return await self._save(meeting, call)

    async def reschedule_meeting(self, command: RescheduleMeeting, call: Call) -> Decided:
        meeting = await self._known(command.meeting_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        meeting.reschedule(command.starts_at.astimezone(UTC), command.place, reason.ref)
        return await self.repository.save(call, meeting, texts=[reason], decided={"meeting_id": str(meeting.id)})

    async def cancel_meeting(self, command: CancelMeeting, call: Call) -> Decided:
        meeting = await self._known(command.meeting_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        meeting.cancel(reason.ref)
        return await self.repository.save(call, meeting, texts=[reason], decided={"meeting_id": str(meeting.id)})

    async def record_meeting(self, command: RecordMeeting, call: Call) -> Decided:
        await self.cells.require(command.cell_id, command.held_on)
        theme = _theme(command.theme)
        meeting = await self._meeting(command, theme)  # nobody need have scheduled it: late entry is normal
        meeting.record(theme, _record(command), policy=self.policy, today=call.today)
        return await self._save(meeting, call)

    async def withdraw_meeting(self, command: WithdrawMeeting, call: Call) -> Decided:
        meeting = await self._known(command.meeting_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        meeting.withdraw(reason.ref)
        return await self.repository.save(call, meeting, texts=[reason], decided={"meeting_id": str(meeting.id)})

    async def _meeting(self, command: ScheduleMeeting | RecordMeeting, theme: Theme | None) -> Meeting:
        kind, month = MeetingKind(command.kind), command.month.replace(day=1)
        check_kind(kind, theme, command.meeting_id)
        identity = (command.cell_id, kind, month, theme, command.meeting_id)
        known = await self.repository.find(Meeting, Meeting.create_id(*identity))
        if known is not None and (known.cell_id, known.kind) != (command.cell_id, kind):
            raise Refused("not_there")
        return known or Meeting(*identity)

    async def _known(self, meeting_id: UUID, cell_id: UUID) -> Meeting:
        """The right was decided on the cell that the command names, so the meeting must be that cell's."""
        meeting = await self.repository.load(Meeting, meeting_id)
        if meeting.cell_id != cell_id:
            raise Refused("not_there")
        return meeting

    async def _save(self, meeting: Meeting, call: Call) -> Decided:
        return await self.repository.save(call, meeting, decided={"meeting_id": str(meeting.id)})


def _theme(told: ThemeTold | None) -> Theme | None:
    return Theme(told.number, told.title) if told else None


def _record(command: RecordMeeting) -> MeetingRecord:
    return MeetingRecord(
        held_on=command.held_on,
        duration_minutes=command.duration_minutes,
        attendance=Attendance(**command.attendance.model_dump()),
        opinions=command.opinions,
        excused_over_three_running=command.excused_over_three_running,
        chair_id=command.chair_id,
        minute_taker_id=command.minute_taker_id,
    )
