"""What the service takes in about gatherings above the cells, and what answers it."""

from __future__ import annotations

from contracts import gatherings as contract
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(contract.RecordGathering, action="gatherings.record")
async def record_gathering(command: contract.RecordGathering, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.gatherings.record_gathering(command, call)


@router.on(contract.CorrectGathering, action="gatherings.record", raced="conflict")
async def correct_gathering(command: contract.CorrectGathering, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.gatherings.correct_gathering(command, call)


@router.on(contract.WithdrawGathering, action="gatherings.withdraw", raced="conflict")
async def withdraw_gathering(command: contract.WithdrawGathering, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.gatherings.withdraw_gathering(command, call)


@router.answer(contract.ListGatherings, action="gatherings.read")
async def list_gatherings(
    query: contract.ListGatherings, asker: Asker, here: MeetingsOfKeeper
) -> contract.GatheringList:
    return await here.listing.gatherings(query)
