"""What the service takes in about rubrics and the ratings of meetings, and what answers it."""

from __future__ import annotations

from contracts.ratings import AdoptRubric, RateMeeting, WithdrawRating
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(AdoptRubric, action="ratings.adopt", serial=True)
async def adopt_rubric(command: AdoptRubric, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.adopt_rubric(command, call)


@router.on(RateMeeting, action="ratings.rate")
async def rate_meeting(command: RateMeeting, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.rate_meeting(command, call)


@router.on(WithdrawRating, action="ratings.withdraw", raced="conflict")
async def withdraw_rating(command: WithdrawRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.withdraw_rating(command, call)
