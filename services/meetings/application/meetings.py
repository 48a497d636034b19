"""The use cases of cell meetings: load, decide, save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from contracts.meetings import (
    CancelMeeting,
    CorrectMinutes,
    MinutesTaken,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    WithdrawMeeting,
    WithdrawMeetingChange,
)
from contracts.meetings import Theme as ThemeTold
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.meetings.application.dependents import Resting
from services.meetings.application.in_force import PoliciesInForce
from services.meetings.domain import (
    Attendance,
    Meeting,
    MeetingKind,
    MeetingPolicy,
    MeetingRecord,
    Merger,
    OpinionsOnTopic,
    Theme,
    check_kind,
    local_day,
)
from services.meetings.domain.merging import check_held_with, check_merger
from services.meetings.replicas import Cells


@dataclass(frozen=True)
class Meetings:
    """The meetings of one keeper."""

    repository: Repository
    cells: Cells
    policies: PoliciesInForce
    resting: Resting

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

    async def withdraw_meeting_change(self, command: WithdrawMeetingChange, call: Call) -> Decided:
        meeting = await self._known(command.meeting_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        meeting.withdraw_change(reason.ref)
        return await self.repository.save(call, meeting, texts=[reason], decided={"meeting_id": str(meeting.id)})

    async def record_meeting(self, command: RecordMeeting, call: Call) -> Decided:
        await self.cells.require(command.cell_id, command.held_on)
        theme = _theme(command.theme)
        meeting = await self._meeting(command, theme)  # nobody need have scheduled it: late entry is normal
        policy = await self.policies.on(command.held_on)
        reason = await self._merger_reason(command, call, meeting, policy)
        merged = Merger(command.merged_with, reason.ref) if command.merged_with and reason else None
        meeting.record(theme, _record(command, merged), policy=policy, today=call.today)
        texts = [reason] if reason else []
        return await self.repository.save(call, meeting, texts=texts, decided={"meeting_id": str(meeting.id)})

    async def correct_minutes(self, command: CorrectMinutes, call: Call) -> Decided:
        await self.cells.require(command.cell_id, command.held_on)
        meeting = await self._known(command.meeting_id, command.cell_id)
        policy = await self.policies.on(command.held_on)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        merged = meeting.recorded.merged if meeting.recorded else None
        if merged is not None and command.held_on != meeting.held_on:
            regular = await self._known(merged.regular_meeting_id, command.cell_id)
            check_held_with(command.held_on, regular, field="held_on")
        former_day, theme = meeting.held_on, meeting.retitled(command.theme_title)
        meeting.correct(theme, _record(command, merged), reason.ref, policy=policy, today=call.today)
        redated = command.held_on != former_day
        moved = await self.resting.move(meeting, command.held_on, reason.ref) if redated else []
        decided = {"meeting_id": str(meeting.id), "moved": len(moved)}
        return await self.repository.save(call, meeting, *moved, texts=[reason], decided=decided)

    async def withdraw_meeting(self, command: WithdrawMeeting, call: Call) -> Decided:
        meeting = await self._known(command.meeting_id, command.cell_id)
        reason = await self.repository.text(call, "reason", command.reason, about=meeting.id, unit_id=meeting.cell_id)
        meeting.withdraw(reason.ref)
        gone = await self.resting.withdraw(meeting, reason.ref, allowed=command.with_dependents)
        decided = {"meeting_id": str(meeting.id), "withdrawn_with_it": len(gone)}
        return await self.repository.save(call, meeting, *gone, texts=[reason], decided=decided)

    async def _meeting(self, command: ScheduleMeeting | RecordMeeting, theme: Theme | None) -> Meeting:
        kind, month = MeetingKind(command.kind), command.month.replace(day=1)
        check_kind(kind, theme, command.meeting_id)
        identity = (command.cell_id, kind, month, theme, command.meeting_id)
        meeting = await self.repository.find_or_open(Meeting, *identity)
        if (meeting.cell_id, meeting.kind) != (command.cell_id, kind):
            raise Refused("not_there")
        return meeting

    async def _merger_reason(
        self, command: RecordMeeting, call: Call, meeting: Meeting, policy: MeetingPolicy
    ) -> NewText | None:
        """The text that says why two meetings were held as one; None where they were not."""
        if command.merged_with is None and command.merger_reason is None:
            return None
        if command.merged_with is None:
            raise Refused("merged_with_missing", field="merged_with")
        if command.merger_reason is None:
            raise Refused("merger_reason_missing", field="merger_reason")
        regular = await self._known(command.merged_with, command.cell_id)
        check_merger(meeting.kind, command.held_on, regular, policy=policy)
        words = command.merger_reason
        return await self.repository.text(call, "merger_reason", words, about=meeting.id, unit_id=meeting.cell_id)

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


def _record(command: MinutesTaken, merged: Merger | None) -> MeetingRecord:
    parts = command.opinions_by_topic
    return MeetingRecord(
        held_on=command.held_on,
        duration_minutes=command.duration_minutes,
        attendance=Attendance(**command.attendance.model_dump()),
        opinions=command.opinions,
        excused_over_three_running=command.excused_over_three_running,
        chair_id=command.chair_id,
        minute_taker_id=command.minute_taker_id,
        place=command.place,
        started_at=command.started_at.astimezone(UTC) if command.started_at else None,
        opinions_by_topic=None if parts is None else [OpinionsOnTopic(part.topic, part.opinions) for part in parts],
        superior_ids=command.superior_ids,
        standing_themes=command.standing_themes,
        unexcused_in_three_months=command.unexcused_in_three_months,
        praised=command.praised,
        reminded=command.reminded,
        criticised=command.criticised,
        merged=merged,
    )
