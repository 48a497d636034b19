"""What the service takes in about remediations, and what answers it."""

from __future__ import annotations

from contracts.remediation import (
    CloseRemediation,
    FollowRemediation,
    OrderRemediation,
    WithdrawRemediation,
    WithdrawRemediationClosing,
    WithdrawRemediationLook,
)
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(OrderRemediation, action="ratings.remedy")
async def order_remediation(command: OrderRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.order_remediation(command, call)


@router.on(FollowRemediation, action="ratings.remedy", raced="conflict")
async def follow_remediation(command: FollowRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.follow_remediation(command, call)


@router.on(CloseRemediation, action="ratings.remedy", raced="conflict")
async def close_remediation(command: CloseRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.close_remediation(command, call)


@router.on(WithdrawRemediationLook, action="ratings.remedy", raced="conflict")
async def withdraw_remediation_look(command: WithdrawRemediationLook, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.withdraw_remediation_look(command, call)


@router.on(WithdrawRemediationClosing, action="ratings.remedy", raced="conflict")
async def withdraw_remediation_closing(
    command: WithdrawRemediationClosing, call: Call, here: RatingsOfKeeper
) -> Decided:
    return await here.remediations.withdraw_remediation_closing(command, call)


@router.on(WithdrawRemediation, action="ratings.remedy", raced="conflict")
async def withdraw_remediation(command: WithdrawRemediation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.remediations.withdraw_remediation(command, call)
