"""What the service takes in about quota policies and classification, and what answers it."""

from __future__ import annotations

from contracts.classification import (
    AdoptQuotaPolicy,
    AnswerClassificationAppeal,
    AppealClassification,
    DecideClassification,
    ProposeClassification,
    QuotaTried,
    TryClassification,
    WithdrawClassification,
    WithdrawClassificationAppeal,
    WithdrawClassificationAppealAnswer,
    WithdrawProposal,
    WithdrawQuotaPolicy,
)
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(AdoptQuotaPolicy, action="ratings.adopt", serial=True)
async def adopt_quota_policy(command: AdoptQuotaPolicy, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.quotas.adopt_quota_policy(command, call)


@router.on(WithdrawQuotaPolicy, action="ratings.adopt", raced="conflict")
async def withdraw_quota_policy(command: WithdrawQuotaPolicy, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.quotas.withdraw_quota_policy(command, call)


@router.on(ProposeClassification, action="ratings.propose", serial=True)
async def propose_classification(command: ProposeClassification, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.classifications.propose_classification(command, call)


@router.on(WithdrawProposal, action="ratings.propose", raced="conflict")
async def withdraw_proposal(command: WithdrawProposal, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.classifications.withdraw_proposal(command, call)


@router.on(DecideClassification, action="ratings.decide", raced="conflict")
async def decide_classification(command: DecideClassification, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.classifications.decide_classification(command, call)


@router.on(WithdrawClassification, action="ratings.decide", raced="conflict")
async def withdraw_classification(command: WithdrawClassification, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.classifications.withdraw_classification(command, call)


@router.on(AppealClassification, action="ratings.propose", raced="conflict")
async def appeal_classification(command: AppealClassification, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.classifications.appeal_classification(command, call)


@router.on(WithdrawClassificationAppeal, action="ratings.propose", raced="conflict")
async def withdraw_classification_appeal(
    command: WithdrawClassificationAppeal, call: Call, here: RatingsOfKeeper
) -> Decided:
    return await here.classifications.withdraw_classification_appeal(command, call)


@router.on(AnswerClassificationAppeal, action="ratings.decide", raced="conflict")
async def answer_classification_appeal(
    command: AnswerClassificationAppeal, call: Call, here: RatingsOfKeeper
) -> Decided:
    return await here.classifications.answer_classification_appeal(command, call)


@router.on(WithdrawClassificationAppealAnswer, action="ratings.decide", raced="conflict")
async def withdraw_classification_appeal_answer(
    command: WithdrawClassificationAppealAnswer, call: Call, here: RatingsOfKeeper
) -> Decided:
    return await here.classifications.withdraw_classification_appeal_answer(command, call)


@router.answer(TryClassification, action="ratings.try")
async def try_classification(query: TryClassification, asker: Asker, here: RatingsOfKeeper) -> QuotaTried:
    return await here.classifications.try_out(query)
