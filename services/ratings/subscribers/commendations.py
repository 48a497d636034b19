"""What the service takes in about commendations, and what answers it."""

from __future__ import annotations

from contracts.commendations import GrantCommendation, WithdrawCommendation
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(GrantCommendation, action="ratings.commend")
async def grant_commendation(command: GrantCommendation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.commendations.grant_commendation(command, call)


@router.on(WithdrawCommendation, action="ratings.commend", raced="conflict")
async def withdraw_commendation(command: WithdrawCommendation, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.commendations.withdraw_commendation(command, call)
