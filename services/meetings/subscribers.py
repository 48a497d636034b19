"""The table of contents of the meetings service: every message it takes, and what answers it."""

from __future__ import annotations

from contracts.meetings import CancelMeeting, RecordMeeting, RescheduleMeeting, ScheduleMeeting, WithdrawMeeting
from services.chassis.call import Call, Decided
from services.chassis.messaging import Router
from services.meetings.application import Meetings

router = Router("meetings")


@router.on(ScheduleMeeting, action="meetings.schedule")
async def schedule_meeting(command: ScheduleMeeting, call: Call, meetings: Meetings) -> Decided:
    return await meetings.schedule_meeting(command, call)


@router.on(RescheduleMeeting, action="meetings.schedule", raced="conflict")
async def reschedule_meeting(command: RescheduleMeeting, call: Call, meetings: Meetings) -> Decided:
    return await meetings.reschedule_meeting(command, call)


@router.on(CancelMeeting, action="meetings.schedule", raced="conflict")
async def cancel_meeting(command: CancelMeeting, call: Call, meetings: Meetings) -> Decided:
    return await meetings.cancel_meeting(command, call)


@router.on(RecordMeeting, action="meetings.record")
async def record_meeting(command: RecordMeeting, call: Call, meetings: Meetings) -> Decided:
    return await meetings.record_meeting(command, call)


@router.on(WithdrawMeeting, action="meetings.withdraw", raced="conflict")
async def withdraw_meeting(command: WithdrawMeeting, call: Call, meetings: Meetings) -> Decided:
    return await meetings.withdraw_meeting(command, call)
