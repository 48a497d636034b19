"""Classification: a quarter of one committee, the year of all, with proposals, quota, decisions and appeals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from contracts.classification import (
    AdoptQuotaPolicy,
    AnswerClassificationAppeal,
    AppealClassification,
    DecideClassification,
    ProposeClassification,
    WithdrawClassification,
    WithdrawClassificationAppeal,
    WithdrawClassificationAppealAnswer,
    WithdrawProposal,
    WithdrawQuotaPolicy,
)
from contracts.message import Command
from sinhhoat.simulation.full.district import Place
from sinhhoat.simulation.full.year import Act, Year

GOOD, EXCELLENT, COMPLETED = "COMPLETED_WELL", "EXCELLENT", "COMPLETED"


def month(year: Year, first: date) -> Iterator[Act]:
    """The quota in January, the second quarter of one committee in July, everybody's year in December."""
    if first.month == 1:
        yield year.batch(first.replace(day=2), 17, lambda: _quotas(year))
    if first.month == 7:
        yield year.at(first.replace(day=6), 15, partial(_quarter, year))
    if first.month == 12:
        yield year.at(first.replace(day=29), 9, partial(_year, year))
        yield year.at(first.replace(day=30), 9, partial(_appeals, year))
        yield year.at(first.replace(day=30), 10, partial(_collectives, year))


def _quotas(year: Year) -> list[Command]:
    """The year's quota, and a draft for later that is taken back."""
    name, later = "Không quá 20% so với số hoàn thành tốt", year.district.first.replace(month=9)
    back = {"command_id": year.id("quota-back"), "effective_from": later, "reason": "Dự thảo chưa được thông qua."}
    return [
        AdoptQuotaPolicy(command_id=year.id("quota"), name=name, effective_from=year.district.first),
        AdoptQuotaPolicy(command_id=year.id("quota-draft"), name=name, effective_from=later),
        WithdrawQuotaPolicy.model_validate({**back, "objects": "organisation"}),
    ]


def _groups(year: Year) -> dict[str, list[Place]]:
    """The cells that are classified, by the committee that decides."""
    groups: dict[str, list[Place]] = {}
    for place in year.district.settled():
        groups.setdefault(place.parent, []).append(place)
    return groups


async def _quarter(year: Year, at: datetime) -> None:
    authority, cells = list(_groups(year).items())[-1]
    period = f"{year.district.year}-Q2"
    await year.send(at, [_proposal(year, place, period) for place in cells])
    await year.one(at, _decision(year, authority, cells, period, at.date()))


async def _year(year: Year, at: datetime) -> None:
    """Every cell proposes for itself, one twice; each committee decides on its list, one twice."""
    groups, period = _groups(year), str(year.district.year)
    proposals = [_proposal(year, place, period) for cells in groups.values() for place in cells]
    await year.send(at, proposals)
    back = {"unit_id": proposals[0].unit_id, "period": period, "reason": "Đề nghị lại."}
    await year.one(at, WithdrawProposal.model_validate({"command_id": year.id("no-proposal"), **back}))
    await year.one(at, proposals[0].model_copy(update={"command_id": year.id("propose-again")}))
    decisions = [_decision(year, authority, cells, period, at.date()) for authority, cells in groups.items()]
    await year.send(at, decisions)
    named = {"authority_id": decisions[0].authority_id, "period": period, "reason": "Sót một chi bộ."}
    await year.one(at, WithdrawClassification.model_validate({"command_id": year.id("undecide"), **named}))
    await year.one(at, decisions[0].model_copy(update={"command_id": year.id("decide-again")}))


def _proposal(year: Year, place: Place, period: str) -> ProposeClassification:
    members = place.cell.roll.official
    return ProposeClassification.model_validate(
        {
            "command_id": year.id("propose", period, place.cell.code),
            "unit_id": place.cell.cell_id,
            "period": period,
            "grade": EXCELLENT if place.cell.quality > 0.8 else GOOD,
            "below": {"rated": members, "completed_or_better": members, "well_or_better": members * 9 // 10},
        }
    )


def _decision(year: Year, authority: str, cells: Sequence[Place], period: str, day: date) -> DecideClassification:
    """The best cells are excellent, as many as a fifth of the good ones; the last one has but completed its tasks."""
    best = sorted(cells, key=lambda place: -place.cell.quality)
    rated = len(best) - 1
    excellent = max(most for most in range(rated + 1) if 5 * most <= rated - most)
    grades = [EXCELLENT] * excellent + [GOOD] * (rated - excellent) + [COMPLETED]
    named = {"authority_id": year.district.unit_id(authority), "period": period, "decided_on": day}
    given = [{"object_id": place.cell.cell_id, "grade": grade} for place, grade in zip(best, grades, strict=True)]
    return DecideClassification.model_validate(
        {"command_id": year.id("decide", authority, period), **named, "grades": given}
    )


async def _appeals(year: Year, at: datetime) -> None:
    """The last one of each list appeals: one thinks better of it, the others are heard or not."""
    period = str(year.district.year)
    for number, (authority, cells) in enumerate(_groups(year).items()):
        last = min(cells, key=lambda place: place.cell.quality).cell.cell_id
        named = {"period": period, "reason": "Có bổ sung minh chứng."}
        appeal = {"command_id": year.id("appeal", last), "unit_id": last, **named}
        await year.one(at, AppealClassification.model_validate(appeal))
        if number == 0:
            await year.one(
                at, WithdrawClassificationAppeal.model_validate({**appeal, "command_id": year.id("no-appeal")})
            )
            continue
        answer = {"command_id": year.id("appeal-answer", last), "object_id": last, "answered_on": at.date(), **named}
        answer |= {"authority_id": year.district.unit_id(authority), "grade": GOOD if number % 2 else None}
        await year.one(at, AnswerClassificationAppeal.model_validate(answer))
        back = {"command_id": year.id("answer-back", last), "authority_id": answer["authority_id"], "object_id": last}
        await year.one(at, WithdrawClassificationAppealAnswer.model_validate({**back, **named}))
        again = {**answer, "command_id": year.id("answer-again", last)}
        await year.one(at, AnswerClassificationAppeal.model_validate(again))


async def _collectives(year: Year, at: datetime) -> None:
    """A cell's groups and a person, of whom only counts are told; who decides is the committee above."""
    place = year.district.settled()[0]
    objects: list[dict[str, Any]] = [{"objects": "collective", "collective": f"Tổ đảng {number}"} for number in (1, 2)]
    objects.append({"objects": "individual", "person_id": year.district.person_id(year.district.observers[0])})
    named = {"unit_id": place.cell.cell_id, "period": str(year.district.year), "grade": GOOD}
    made = [{"command_id": year.id("propose-object", number), **named, **one} for number, one in enumerate(objects)]
    decided = await year.send(at, [ProposeClassification.model_validate(one) for one in made])
    for kind in ("collective", "individual"):
        grades = [
            {"object_id": told["object_id"], "grade": GOOD}
            for told, one in zip(decided, objects, strict=True)
            if one["objects"] == kind
        ]
        decision = {"period": named["period"], "objects": kind, "decided_on": at.date(), "grades": grades}
        decision |= {"command_id": year.id("decide-objects", kind), "authority_id": decided[0]["authority_id"]}
        await year.one(at, DecideClassification.model_validate(decision))
