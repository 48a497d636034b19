"""What the service takes in about the year of meetings and the policies for it, and what answers it."""

from __future__ import annotations

from contracts.ratings import RollUpYear, YearRolledUp
from contracts.roll_up import AdoptRollUpPolicy, WithdrawRollUpPolicy
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(AdoptRollUpPolicy, action="ratings.adopt", serial=True)
async def adopt_roll_up_policy(command: AdoptRollUpPolicy, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.roll_ups.adopt_roll_up_policy(command, call)


@router.on(WithdrawRollUpPolicy, action="ratings.adopt", raced="conflict")
async def withdraw_roll_up_policy(command: WithdrawRollUpPolicy, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.roll_ups.withdraw_roll_up_policy(command, call)


@router.answer(RollUpYear, action="ratings.read")
async def roll_up_year(query: RollUpYear, asker: Asker, here: RatingsOfKeeper) -> YearRolledUp:
    return await here.roll_ups.roll_up_year(query)
