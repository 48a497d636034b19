"""What the service takes in about cell meetings, and what answers it."""

from __future__ import annotations

from contracts.meetings import (
    CancelMeeting,
    CorrectMinutes,
    RecordMeeting,
    RescheduleMeeting,
    ScheduleMeeting,
    WithdrawMeeting,
    WithdrawMeetingChange,
)
from services.chassis.call import Call, Decided
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(ScheduleMeeting, action="meetings.schedule")
async def schedule_meeting(command: ScheduleMeeting, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.schedule_meeting(command, call)


@router.on(RescheduleMeeting, action="meetings.schedule", raced="conflict")
async def reschedule_meeting(command: RescheduleMeeting, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.reschedule_meeting(command, call)


@router.on(CancelMeeting, action="meetings.schedule", raced="conflict")
async def cancel_meeting(command: CancelMeeting, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.cancel_meeting(command, call)


@router.on(WithdrawMeetingChange, action="meetings.schedule", raced="conflict")
async def withdraw_meeting_change(command: WithdrawMeetingChange, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.withdraw_meeting_change(command, call)


@router.on(RecordMeeting, action="meetings.record")
async def record_meeting(command: RecordMeeting, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.record_meeting(command, call)


@router.on(CorrectMinutes, action="meetings.correct", raced="conflict")
async def correct_minutes(command: CorrectMinutes, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.correct_minutes(command, call)


@router.on(WithdrawMeeting, action="meetings.withdraw", raced="conflict")
async def withdraw_meeting(command: WithdrawMeeting, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.meetings.withdraw_meeting(command, call)
