"""What the service takes in about what goes before a meeting, and what answers it."""

from __future__ import annotations

from contracts.meeting_preparation import PlanTheme, PrepareAgenda, WithdrawAgenda, WithdrawTheme
from services.chassis.call import Call, Decided
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(PlanTheme, action="meetings.plan_theme")
async def plan_theme(command: PlanTheme, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.preparation.plan_theme(command, call)


@router.on(WithdrawTheme, action="meetings.plan_theme", raced="conflict")
async def withdraw_theme(command: WithdrawTheme, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.preparation.withdraw_theme(command, call)


@router.on(PrepareAgenda, action="meetings.prepare")
async def prepare_agenda(command: PrepareAgenda, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.preparation.prepare_agenda(command, call)


@router.on(WithdrawAgenda, action="meetings.prepare", raced="conflict")
async def withdraw_agenda(command: WithdrawAgenda, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.preparation.withdraw_agenda(command, call)
