"""What the service takes in about surveys, and what answers it."""

from __future__ import annotations

from contracts.surveys import CompleteSurvey, WithdrawSurvey
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(CompleteSurvey, action="ratings.survey")
async def complete_survey(command: CompleteSurvey, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.surveys.complete_survey(command, call)


@router.on(WithdrawSurvey, action="ratings.survey", raced="conflict")
async def withdraw_survey(command: WithdrawSurvey, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.surveys.withdraw_survey(command, call)
