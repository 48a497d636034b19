"""What the service takes in about the policies by which meetings are judged, and what answers it."""

from __future__ import annotations

from contracts.meeting_policies import AdoptMeetingPolicy, WithdrawMeetingPolicy
from services.chassis.call import Call, Decided
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(AdoptMeetingPolicy, action="meetings.adopt_policy")
async def adopt_meeting_policy(command: AdoptMeetingPolicy, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.policies.adopt_meeting_policy(command, call)


@router.on(WithdrawMeetingPolicy, action="meetings.adopt_policy", raced="conflict")
async def withdraw_meeting_policy(command: WithdrawMeetingPolicy, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.policies.withdraw_meeting_policy(command, call)
