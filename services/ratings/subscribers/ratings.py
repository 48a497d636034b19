"""What the service takes in about rubrics and the ratings of meetings, and what answers it."""

from __future__ import annotations

from contracts.ratings import (
    AdoptRubric,
    ConfirmRating,
    ContestRating,
    RateMeeting,
    RedateRestingRatings,
    ReviseRating,
    UpholdRating,
    WithdrawContest,
    WithdrawContestAnswer,
    WithdrawRating,
    WithdrawRestingRatings,
    WithdrawRubric,
)
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(AdoptRubric, action="ratings.adopt", serial=True)
async def adopt_rubric(command: AdoptRubric, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.adopt_rubric(command, call)


@router.on(WithdrawRubric, action="ratings.adopt", raced="conflict")
async def withdraw_rubric(command: WithdrawRubric, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.withdraw_rubric(command, call)


@router.on(RateMeeting, action="ratings.rate")
async def rate_meeting(command: RateMeeting, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.rate_meeting(command, call)


@router.on(ConfirmRating, action="ratings.confirm", raced="conflict")
async def confirm_rating(command: ConfirmRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.confirm_rating(command, call)


@router.on(ContestRating, action="ratings.withdraw", raced="conflict")
async def contest_rating(command: ContestRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.contest_rating(command, call)


@router.on(UpholdRating, action="ratings.withdraw", raced="conflict")
async def uphold_rating(command: UpholdRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.uphold_rating(command, call)


@router.on(ReviseRating, action="ratings.withdraw", raced="conflict")
async def revise_rating(command: ReviseRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.revise_rating(command, call)


@router.on(WithdrawRating, action="ratings.withdraw", raced="conflict")
async def withdraw_rating(command: WithdrawRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.withdraw_rating(command, call)


@router.on(WithdrawContest, action="ratings.withdraw", raced="conflict")
async def withdraw_contest(command: WithdrawContest, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.withdraw_contest(command, call)


@router.on(WithdrawContestAnswer, action="ratings.withdraw", raced="conflict")
async def withdraw_contest_answer(command: WithdrawContestAnswer, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.ratings.withdraw_contest_answer(command, call)


@router.on(WithdrawRestingRatings, action="ratings.withdraw_resting")
async def withdraw_resting_ratings(command: WithdrawRestingRatings, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.dependents.withdraw_resting_ratings(command, call)


@router.on(RedateRestingRatings, action="ratings.redate_resting")
async def redate_resting_ratings(command: RedateRestingRatings, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.dependents.redate_resting_ratings(command, call)
