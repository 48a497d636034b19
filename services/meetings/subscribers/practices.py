"""What the service takes in about good practice, and what answers it."""

from __future__ import annotations

from contracts import guidance as contract
from contracts.given import ListGoodPractices, PracticeList
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.meetings.application import MeetingsOfKeeper
from services.meetings.subscribers.entrance import router


@router.on(contract.RecordGoodPractice, action="practices.record")
async def record_good_practice(command: contract.RecordGoodPractice, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.practices.record_good_practice(command, call)


@router.on(contract.ShareGoodPractice, action="practices.share")
async def share_good_practice(command: contract.ShareGoodPractice, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.practices.share_good_practice(command, call)


@router.on(contract.WithdrawSharing, action="practices.share", raced="conflict")
async def withdraw_sharing(command: contract.WithdrawSharing, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.practices.withdraw_sharing(command, call)


@router.on(contract.WithdrawGoodPractice, action="practices.record", raced="conflict")
async def withdraw_good_practice(command: contract.WithdrawGoodPractice, call: Call, here: MeetingsOfKeeper) -> Decided:
    return await here.practices.withdraw_good_practice(command, call)


@router.answer(ListGoodPractices, action="practices.read")
async def list_good_practices(query: ListGoodPractices, asker: Asker, here: MeetingsOfKeeper) -> PracticeList:
    return await here.listing.good_practices(query)
