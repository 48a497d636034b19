"""The table of contents of the ratings service: every message it takes, and what answers it."""

from __future__ import annotations

from contracts.ratings import AdoptRubric, RateMeeting, WithdrawRating
from services.chassis.call import Call, Decided
from services.chassis.messaging import Router
from services.ratings.application import Ratings

router = Router("ratings")


@router.on(AdoptRubric, action="ratings.adopt", serial=True)
async def adopt_rubric(command: AdoptRubric, call: Call, ratings: Ratings) -> Decided:
    return await ratings.adopt_rubric(command, call)


@router.on(RateMeeting, action="ratings.rate")
async def rate_meeting(command: RateMeeting, call: Call, ratings: Ratings) -> Decided:
    return await ratings.rate_meeting(command, call)


@router.on(WithdrawRating, action="ratings.withdraw", raced="conflict")
async def withdraw_rating(command: WithdrawRating, call: Call, ratings: Ratings) -> Decided:
    return await ratings.withdraw_rating(command, call)
