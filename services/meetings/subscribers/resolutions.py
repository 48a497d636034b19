"""What the service takes in about what cells resolve and the tasks they give, and what answers it."""

from __future__ import annotations

from contracts import resolutions as contract
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(contract.AdoptResolution, action="resolutions.record")
async def adopt_resolution(command: contract.AdoptResolution, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.adopt_resolution(command, call)


@router.on(contract.ReviewResolution, action="resolutions.record")
async def review_resolution(command: contract.ReviewResolution, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.review_resolution(command, call)


@router.on(contract.WithdrawResolutionReview, action="resolutions.withdraw", raced="conflict")
async def withdraw_resolution_review(
    command: contract.WithdrawResolutionReview, call: Call, here: MeetingsOfKeeper
) -> Decided:
    return await here.resolutions.withdraw_resolution_review(command, call)


@router.on(contract.CarryOutResolution, action="resolutions.record")
async def carry_out_resolution(command: contract.CarryOutResolution, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.carry_out_resolution(command, call)


@router.on(contract.ReopenResolution, action="resolutions.withdraw", raced="conflict")
async def reopen_resolution(command: contract.ReopenResolution, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.reopen_resolution(command, call)


@router.on(contract.WithdrawResolution, action="resolutions.withdraw", raced="conflict")
async def withdraw_resolution(command: contract.WithdrawResolution, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.withdraw_resolution(command, call)


@router.on(contract.AssignMemberTasks, action="tasks.record")
async def assign_member_tasks(command: contract.AssignMemberTasks, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.assign_member_tasks(command, call)


@router.on(contract.ReviewMemberTasks, action="tasks.record")
async def review_member_tasks(command: contract.ReviewMemberTasks, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.review_member_tasks(command, call)


@router.on(contract.WithdrawMemberTasks, action="tasks.withdraw", raced="conflict")
async def withdraw_member_tasks(command: contract.WithdrawMemberTasks, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.resolutions.withdraw_member_tasks(command, call)


@router.answer(contract.ListResolutions, action="resolutions.read")
async def list_resolutions(
    query: contract.ListResolutions, asker: Asker, here: MeetingsOfKeeper
) -> contract.ResolutionList:
    return await here.resolutions.list_resolutions(query)
