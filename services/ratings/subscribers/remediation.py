"""What the service takes in about remediations, and what answers it."""

from __future__ import annotations

from contracts.remediation import CloseRemediation, FollowRemediation, OrderRemediation, WithdrawRemediation
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(OrderRemediation, action="ratings.remedy")
async def order(command: OrderRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.order(command, call)


@router.on(FollowRemediation, action="ratings.remedy", raced="conflict")
async def follow(command: FollowRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.follow(command, call)


@router.on(CloseRemediation, action="ratings.remedy", raced="conflict")
async def close(command: CloseRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.close(command, call)


@router.on(WithdrawRemediation, action="ratings.remedy", raced="conflict")
async def withdraw(command: WithdrawRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.withdraw(command, call)
