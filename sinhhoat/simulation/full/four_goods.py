"""The four goods: rubric and plan, registered in January, scored each month, recognised in December."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

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
from contracts.ratings import Vote
from sinhhoat.simulation import records
from sinhhoat.simulation.calendar import PlannedMeeting
from sinhhoat.simulation.full.district import ROOT, Place
from sinhhoat.simulation.full.year import Act, Year

GOODS = {
    "political_task": "Hoàn thành tốt nhiệm vụ chính trị",
    "meeting_quality": "Chất lượng sinh hoạt tốt",
    "unity_discipline": "Đoàn kết, kỷ luật tốt",
    "cadres_members": "Cán bộ, đảng viên tốt",
}


def month(year: Year, first: date) -> Iterator[Act]:
    """Own scores of regular meetings on the evening on which the minutes are entered."""
    if first.month == 1:
        yield year.at(first.replace(day=2), 16, partial(_begun, year))
    for day in year.plan.entry_days(first):
        yield year.at(day, 22, partial(_scored, year, day))
    if first.month == 12:
        yield year.at(first.replace(day=31), 18, partial(_recognised, year))


async def _begun(year: Year, at: datetime) -> None:
    """The rubric, two plans of which one is taken back, and who strives for the title: one says so too early."""
    day, issuers = at.date(), [year.district.unit_id(code) for code in (ROOT, year.district.committees[1])]
    criteria = [{"key": key, "name_vi": name, "name_en": key, "good": key} for key, name in GOODS.items()]
    rubric = {"name": "Phiếu bốn tốt", "effective_from": year.district.first, "form": "met", "criteria": criteria}
    later = {"effective_from": year.district.first.replace(month=9)}
    for number, more in enumerate(({}, later)):
        adopted = {"command_id": year.id("four-goods", number), **rubric, **more}
        await year.one(at, AdoptFourGoodsRubric.model_validate(adopted))
    draft = {"command_id": year.id("no-four-goods"), **later, "reason": "Dự thảo chưa được thông qua."}
    await year.one(at, WithdrawFourGoodsRubric.model_validate(draft))
    named = {"year": day.year, "title": "Kế hoạch xây dựng chi bộ bốn tốt", "issued_on": day, "target": 3}
    plans = [
        {"command_id": year.id("goods-plan", one), "issuer_id": one, "number": "02-KH", **named} for one in issuers
    ]
    await year.send(at, [IssueFourGoodsPlan.model_validate(plan) for plan in plans])
    back = {
        "command_id": year.id("no-goods-plan"),
        "issuer_id": issuers[1],
        "year": day.year,
        "reason": "Chờ cấp trên.",
    }
    await year.one(at, WithdrawFourGoodsPlan.model_validate(back))
    striving = [
        {"command_id": year.id("register", one.cell.code), "unit_id": one.cell.cell_id, "year": day.year}
        for one in year.district.settled()
    ]
    await year.send(at, [RegisterFourGoods.model_validate({**one, "registered_on": day}) for one in striving])
    gone = {**striving[0], "command_id": year.id("unregister"), "reason": "Đăng ký nhầm."}
    await year.one(at, WithdrawFourGoodsRegistration.model_validate(gone))


async def _scored(year: Year, day: date, at: datetime) -> None:
    regular = [one for one in year.plan.entered(day) if one.kind == "regular"]
    await year.send(at, [_score(year, one) for one in regular])
    for one in regular[:1]:
        named = {"cell_id": one.cell.cell_id, "month": one.month, "reason": "Biểu quyết lại."}
        back = {"command_id": year.id("no-goods", one.meeting_id), **named}
        await year.one(at, WithdrawFourGoodsRating.model_validate(back))
        again = {"command_id": year.id("goods-again", one.meeting_id)}
        await year.one(at, _score(year, one).model_copy(update=again))


def _score(year: Year, one: PlannedMeeting) -> RateFourGoods:
    random = year.random("goods", one.meeting_id)
    return RateFourGoods(
        command_id=year.id("goods", one.meeting_id),
        cell_id=one.cell.cell_id,
        meeting_id=one.meeting_id,
        met={key: random.random() < 0.93 for key in GOODS},
        vote=Vote(agreed=records.attendance_of(one, year.district.seed).present),
    )


async def _recognised(year: Year, at: datetime) -> None:
    """All that are registered are judged; one decision is taken back and taken again."""
    registered = year.district.settled()[1:]
    await year.send(at, [RecogniseFourGoods.model_validate(_judged(year, one, at)) for one in registered])
    judged = _judged(year, registered[0], at)
    named = {name: judged[name] for name in ("authority_id", "unit_id", "year")}
    back = {"command_id": year.id("no-recognition"), **named, "reason": "Thiếu biên bản."}
    await year.one(at, WithdrawFourGoodsRecognition.model_validate(back))
    await year.one(at, RecogniseFourGoods.model_validate({**judged, "command_id": year.id("recognise-again")}))


def _judged(year: Year, place: Place, at: datetime) -> dict[str, Any]:
    return {
        "command_id": year.id("recognise", place.cell.code),
        "authority_id": year.district.unit_id(place.parent),
        "unit_id": place.cell.cell_id,
        "year": at.year,
        "recognised": year.random("title", place.cell.code).random() < 0.6,
        "decided_on": at.date(),
    }
