"""What the service takes in about the four-goods model, and what answers it."""

from __future__ import annotations

from contracts.four_goods import (
    AdoptFourGoodsRubric,
    IssueFourGoodsPlan,
    RateFourGoods,
    RecogniseFourGoods,
    RegisterFourGoods,
    WithdrawFourGoodsPlan,
    WithdrawFourGoodsRating,
    WithdrawFourGoodsRecognition,
    WithdrawFourGoodsRegistration,
    WithdrawFourGoodsRubric,
)
from services.chassis.call import Call, Decided
from services.ratings.application import RatingsOfKeeper
from services.ratings.subscribers.entrance import router


@router.on(AdoptFourGoodsRubric, action="ratings.adopt", serial=True)
async def adopt_four_goods_rubric(command: AdoptFourGoodsRubric, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.adopt_four_goods_rubric(command, call)


@router.on(WithdrawFourGoodsRubric, action="ratings.adopt", raced="conflict")
async def withdraw_four_goods_rubric(command: WithdrawFourGoodsRubric, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.withdraw_four_goods_rubric(command, call)


@router.on(RateFourGoods, action="ratings.rate_month")
async def rate_four_goods(command: RateFourGoods, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.rate_four_goods(command, call)


@router.on(WithdrawFourGoodsRating, action="ratings.rate_month", raced="conflict")
async def withdraw_four_goods_rating(command: WithdrawFourGoodsRating, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.withdraw_four_goods_rating(command, call)


@router.on(IssueFourGoodsPlan, action="ratings.plan")
async def issue_four_goods_plan(command: IssueFourGoodsPlan, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.issue_four_goods_plan(command, call)


@router.on(WithdrawFourGoodsPlan, action="ratings.plan", raced="conflict")
async def withdraw_four_goods_plan(command: WithdrawFourGoodsPlan, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.withdraw_four_goods_plan(command, call)


@router.on(RegisterFourGoods, action="ratings.propose")
async def register_four_goods(command: RegisterFourGoods, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.register_four_goods(command, call)


@router.on(WithdrawFourGoodsRegistration, action="ratings.propose", raced="conflict")
async def withdraw_four_goods_registration(
    command: WithdrawFourGoodsRegistration, call: Call, here: RatingsOfKeeper
) -> Decided:
    return await here.four_goods.withdraw_four_goods_registration(command, call)


@router.on(RecogniseFourGoods, action="ratings.decide", raced="conflict")
async def recognise_four_goods(command: RecogniseFourGoods, call: Call, here: RatingsOfKeeper) -> Decided:
    return await here.four_goods.recognise_four_goods(command, call)


@router.on(WithdrawFourGoodsRecognition, action="ratings.decide", raced="conflict")
async def withdraw_four_goods_recognition(
    command: WithdrawFourGoodsRecognition, call: Call, here: RatingsOfKeeper
) -> Decided:
    return await here.four_goods.withdraw_four_goods_recognition(command, call)
