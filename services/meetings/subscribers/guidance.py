"""What the service takes in about guidance from above, and what answers it."""

from __future__ import annotations

from contracts import guidance as contract
from contracts.given import GuidanceList, ListGuidance
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(contract.IssueGuidance, action="guidance.issue")
async def issue_guidance(command: contract.IssueGuidance, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.guiding.issue_guidance(command, call)


@router.on(contract.WithdrawGuidance, action="guidance.issue", raced="conflict")
async def withdraw_guidance(command: contract.WithdrawGuidance, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.guiding.withdraw_guidance(command, call)


@router.on(contract.TakeUpGuidance, action="guidance.take_up")
async def take_up_guidance(command: contract.TakeUpGuidance, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.guiding.take_up_guidance(command, call)


@router.on(contract.WithdrawTakingUp, action="guidance.take_up", raced="conflict")
async def withdraw_taking_up(command: contract.WithdrawTakingUp, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.guiding.withdraw_taking_up(command, call)


@router.answer(ListGuidance, action="guidance.read")
async def list_guidance(query: ListGuidance, asker: Asker, here: MeetingsOfKeeper) -> GuidanceList:
    return await here.listing.guidance(query)
