"""Two who say the same at once: one is heard, the other looks again or is told; said again, it is answered again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest

from contracts import classification, commendations, four_goods, ratings, remediation, roll_up, surveys
from contracts.meetings import MeetingHeld
from contracts.message import Command
from contracts.registry import UnitEstablished
from services.chassis.aggregate import Aggregate
from services.chassis.event_store import Repository
from services.chassis.feed import Feed
from services.ratings.domain import (
    CellRating,
    ClassificationRound,
    Commendation,
    FourGoodsPlan,
    FourGoodsRubrics,
    FourGoodsTitle,
    MonthRating,
    Objects,
    QuotaPolicies,
    RatedKind,
    Rater,
    Remediation,
    RollUpPolicies,
    RoundKey,
    Rubrics,
    Survey,
)
from services.ratings.main import SERVICE, TREE, application
from services.ratings.replicas import MeetingReplica, UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import NOON, SOMEBODY, Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.ratings.given import CELL, MEETING, WARD, an_id
from tests.samples import EXAMPLES, example

pytestmark = pytest.mark.connected

A = TypeVar("A", bound=Aggregate)
TODAY, YEAR, OFFICIAL = NOON.date(), 2023, an_id("official")
OF_CELL: dict[str, Any] = {"cell_id": CELL, "reason": "Xem lại."}
MEANWHILE = ["changed_meanwhile"]
LOOKS_AGAIN = ["accepted", *MEANWHILE]


class AtThe(Simultaneous):
    """Meets where this aggregate is found, and at none that is found before it."""

    def __init__(self, place: Place, aggregate_id: UUID) -> None:
        super().__init__(place)
        self._meets_at = aggregate_id

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        if aggregate_id == self._meets_at:
            return await super().find(kind, aggregate_id)
        return await Repository.find(self, kind, aggregate_id)


def unit(unit_id: UUID, parent_id: UUID | None) -> UnitEstablished:
    told = example("registry", "UnitEstablished")
    assert isinstance(told, UnitEstablished)
    kind = "cell" if parent_id else "committee"
    there = {"unit_id": unit_id, "kind": kind, "parent_id": parent_id, "established_on": date(2010, 1, 1)}
    return told.model_copy(update=there)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A ward with one cell, which has held the regular meeting of January 2024."""
    held = example("meetings", "MeetingHeld")
    assert isinstance(held, MeetingHeld)
    day = {"cell_id": CELL, "month": date(2024, 1, 1), "held_on": date(2024, 1, 3)}
    async with an_empty_place(module_endpoints, SERVICE) as made:
        for projection in (UnitReplica(), TREE):
            await made.told(projection, told_by(Feed(made.keeper, "registry"), unit(WARD, None), unit(CELL, WARD)))
        meeting = held.model_copy(update=day | {"meeting_id": MEETING, "kind": "regular"})
        await made.told(MeetingReplica(), told_by(Feed(made.keeper, "meetings"), meeting))
        yield made


async def said(place: Place, role: str, of: UUID | None, kind: type[Command], **fields: Any) -> dict[str, Any]:
    """Said by one alone; what was decided."""
    desk = Desk(place, application(place.repository, place.pool, place.keeper))
    command = kind.model_validate({"command_id": uuid4()} | fields)
    outcome = await desk.one(command, by=holding(place.keeper, role, of))
    assert code(outcome) == "accepted", outcome.refusal
    return dict(outcome.decided)


async def raced(
    place: Place, at: UUID, role: str, of: UUID | None, kind: type[Command], who: UUID = SOMEBODY, **fields: Any
) -> list[str]:
    """Said by two at once; the one who was heard asks again and is answered as before."""
    desk = Desk(place, application(AtThe(place, at), place.pool, place.keeper))
    actor = holding(place.keeper, role, of, who)
    twins = [kind.model_validate({"command_id": uuid4()} | fields) for _ in range(2)]
    outcomes = await asyncio.gather(*(desk.one(one, by=actor) for one in twins))
    head = await place.store.head()
    for command, outcome in zip(twins, outcomes, strict=True):
        if outcome.outcome == "accepted":
            assert await desk.one(command, by=actor) == outcome
    assert await place.store.head() == head
    return sorted(code(outcome) for outcome in outcomes)


def wish(kind: type[Command]) -> dict[str, Any]:
    """What the stored example of a command says."""
    told: dict[str, Any] = json.loads((EXAMPLES / "ratings" / f"{kind.__name__}.v1.json").read_text("utf-8"))
    del told["command_id"]
    return told


async def test_of_two_who_confirm_contest_answer_or_take_back_at_once_one_looks_again(place: Place) -> None:
    rubric = wish(ratings.AdoptRubric) | {"meeting_kind": "regular", "effective_from": "2023-01-01"}
    await said(place, "staff", None, ratings.AdoptRubric, **rubric)
    full = {one["key"]: one["max_points"] for one in rubric["criteria"]}
    fewer = full | dict.fromkeys(list(full)[:1], "1")
    await said(
        place, "secretary", CELL, ratings.RateMeeting, cell_id=CELL, meeting_id=MEETING, rater="self", points=full
    )
    own, of_superior = (CellRating.create_id(MEETING, CELL, rater, None) for rater in (Rater.SELF, Rater.SUPERIOR))
    about: dict[str, Any] = OF_CELL | {"rating_id": own}
    steps: list[tuple[str, type[Command], dict[str, Any]]] = [
        ("committee", ratings.ContestRating, {}),
        ("committee", ratings.WithdrawContest, {}),
        ("committee", ratings.ContestRating, {}),
        ("secretary", ratings.UpholdRating, {}),
        ("secretary", ratings.WithdrawContestAnswer, {}),
        ("secretary", ratings.ReviseRating, {"points": fewer}),
        ("secretary", ratings.WithdrawContestAnswer, {}),
        ("secretary", ratings.WithdrawRating, {}),
    ]

    confirm = {"cell_id": CELL, "meeting_id": MEETING}
    assert await raced(place, of_superior, "committee", None, ratings.ConfirmRating, **confirm) == LOOKS_AGAIN
    found = [
        await raced(place, own, role, CELL if role == "secretary" else None, kind, OFFICIAL, **about | more)
        for role, kind, more in steps
    ]

    assert found == [LOOKS_AGAIN] * len(steps)


async def test_of_two_at_once_in_the_year_of_four_goods_one_looks_again_or_is_told(place: Place) -> None:
    rubric = wish(four_goods.AdoptFourGoodsRubric) | {"effective_from": "2023-01-01"}
    await said(place, "staff", None, four_goods.AdoptFourGoodsRubric, **rubric)
    points = {one["key"]: one["max_points"] for one in rubric["criteria"]}
    plan, title = FourGoodsPlan.create_id(WARD, YEAR), FourGoodsTitle.create_id(CELL, YEAR)
    month = MonthRating.create_id(CELL, date(2024, 1, 1))
    of_year: dict[str, Any] = {"unit_id": CELL, "year": YEAR}
    decided = of_year | {"authority_id": WARD}
    planned = {"issuer_id": WARD, "year": YEAR, "number": "05-KH", "title": "Kế hoạch", "issued_on": TODAY}
    rated = {"cell_id": CELL, "meeting_id": MEETING, "points": points}
    steps: list[tuple[UUID, str, UUID, type[Command], dict[str, Any], list[str]]] = [
        (plan, "committee", WARD, four_goods.IssueFourGoodsPlan, planned, ["four_goods_plan_already_issued"]),
        (
            plan,
            "committee",
            WARD,
            four_goods.WithdrawFourGoodsPlan,
            {"issuer_id": WARD, "year": YEAR},
            MEANWHILE,
        ),
        (month, "secretary", CELL, four_goods.RateFourGoods, rated, ["month_already_rated"]),
        (
            month,
            "secretary",
            CELL,
            four_goods.WithdrawFourGoodsRating,
            OF_CELL | {"month": "2024-01-01"},
            MEANWHILE,
        ),
        (
            *(title, "secretary", CELL, four_goods.RegisterFourGoods),
            *(of_year | {"registered_on": "2023-01-10"}, ["four_goods_already_registered"]),
        ),
        (
            *(title, "committee", WARD, four_goods.RecogniseFourGoods),
            *(decided | {"recognised": True, "decided_on": TODAY}, MEANWHILE),
        ),
        (title, "committee", WARD, four_goods.WithdrawFourGoodsRecognition, decided, MEANWHILE),
        (title, "secretary", CELL, four_goods.WithdrawFourGoodsRegistration, of_year, MEANWHILE),
    ]

    for at, role, of, kind, fields, other in steps:
        more = {"reason": "Ghi nhầm."} if "reason" in kind.model_fields else {}
        assert await raced(place, at, role, of, kind, **fields | more) == ["accepted", *other], kind


async def test_of_two_at_once_who_appeal_answer_or_take_back_one_looks_again(place: Place) -> None:
    of_unit: dict[str, Any] = {"unit_id": CELL, "period": str(YEAR)}
    in_round: dict[str, Any] = {"authority_id": WARD, "period": str(YEAR)}
    grades = [{"object_id": CELL, "grade": "COMPLETED"}]
    await said(place, "secretary", CELL, classification.ProposeClassification, **of_unit, grade="COMPLETED")
    await said(
        *(place, "committee", WARD, classification.DecideClassification), **in_round, decided_on=TODAY, grades=grades
    )
    made = ClassificationRound.create_id(place.keeper, RoundKey(WARD, Objects.ORGANISATION, str(YEAR)))
    of_object = in_round | {"object_id": CELL}
    steps: list[tuple[str, UUID, type[Command], dict[str, Any]]] = [
        ("secretary", CELL, classification.AppealClassification, of_unit),
        ("secretary", CELL, classification.WithdrawClassificationAppeal, of_unit),
        ("secretary", CELL, classification.AppealClassification, of_unit),
        (
            *("committee", WARD, classification.AnswerClassificationAppeal),
            of_object | {"answered_on": TODAY, "grade": "COMPLETED_WELL"},
        ),
        ("committee", WARD, classification.WithdrawClassificationAppealAnswer, of_object),
        ("committee", WARD, classification.WithdrawClassification, in_round),
        ("secretary", CELL, classification.WithdrawProposal, of_unit),
    ]

    found = [
        await raced(place, made, role, of, kind, **fields | {"reason": "Xem lại."}) for role, of, kind, fields in steps
    ]

    assert found == [LOOKS_AGAIN] * len(steps)


async def test_of_two_at_once_who_adopt_or_take_back_a_standard_one_is_told_or_looks_again(place: Place) -> None:
    keeper, day = place.keeper, {"effective_from": "2023-01-01"}
    shelves: list[tuple[UUID, type[Command], type[Command], dict[str, Any], str]] = [
        (
            *(Rubrics.create_id(keeper, RatedKind.REGULAR), ratings.AdoptRubric, ratings.WithdrawRubric),
            *({"meeting_kind": "regular"}, "rubric_day_taken"),
        ),
        (
            *(FourGoodsRubrics.create_id(keeper), four_goods.AdoptFourGoodsRubric, four_goods.WithdrawFourGoodsRubric),
            *({}, "four_goods_rubric_day_taken"),
        ),
        (
            *(QuotaPolicies.create_id(keeper), classification.AdoptQuotaPolicy, classification.WithdrawQuotaPolicy),
            *({"objects": "individual"}, "quota_policy_day_taken"),
        ),
        (
            *(RollUpPolicies.create_id(keeper), roll_up.AdoptRollUpPolicy, roll_up.WithdrawRollUpPolicy),
            *({}, "roll_up_day_taken"),
        ),
    ]

    for shelf, adopt, withdraw, fields, taken in shelves:
        what = wish(adopt) | day | ({"objects": ["individual"]} if "objects" in fields else fields)
        assert await raced(place, shelf, "staff", None, adopt, **what) == ["accepted", taken]
        back = day | fields | {"reason": "Nhầm."}
        assert await raced(place, shelf, "staff", None, withdraw, **back) == LOOKS_AGAIN
        assert await raced(place, shelf, "staff", None, adopt, **what) == ["accepted", taken]


async def test_of_two_at_once_who_take_back_a_commendation_or_a_survey_one_looks_again(place: Place) -> None:
    award = {"issuer_id": WARD, "number": "45-QĐ", "granted_on": "2024-03-01", "form": "Giấy khen", "occasion": "Quý I"}
    await said(place, "leader", WARD, commendations.GrantCommendation, **award, collectives=[CELL])
    asked = {"issuer_id": WARD, "unit_id": CELL, "name": "Quý I", "invited": 20, "answers": 12}
    days: dict[str, Any] = {"from_on": date(2024, 3, 1), "until_on": date(2024, 3, 9)}
    await said(place, "staff", WARD, surveys.CompleteSurvey, **asked | days)
    award_id = Commendation.create_id(WARD, "45-QĐ", 2024)
    survey_id = Survey.create_id(WARD, CELL, "Quý I", days["from_on"])
    back: dict[str, Any] = {"issuer_id": WARD, "reason": "Nhầm."}

    of_award = await raced(
        *(place, award_id, "leader", WARD, commendations.WithdrawCommendation), **back, commendation_id=award_id
    )
    of_survey = await raced(place, survey_id, "staff", WARD, surveys.WithdrawSurvey, **back, survey_id=survey_id)

    assert [of_award, of_survey] == [LOOKS_AGAIN] * 2


async def test_of_two_at_once_who_take_back_a_look_or_a_closing_one_looks_again(place: Place) -> None:
    order = {"issuer_id": WARD, "unit_id": CELL, "number": "12-TB", "points": ["Họp chi ủy trước"], "reason": "Yếu."}
    days = {"ordered_on": "2024-02-01", "due_on": "2024-03-01"}
    await said(place, "committee", WARD, remediation.OrderRemediation, **order | days)
    made = Remediation.create_id(WARD, CELL, "12-TB", 2024)
    which: dict[str, Any] = {"issuer_id": WARD, "remediation_id": made}
    look, closing = {"checked_on": "2024-02-20", "met": [1]}, {"closed_on": "2024-02-28", "rectified": "fully"}
    await said(place, "committee", WARD, remediation.FollowRemediation, **which | look)
    await said(place, "committee", WARD, remediation.CloseRemediation, **which | closing)
    back = which | {"reason": "Nhầm."}

    ends = (remediation.WithdrawRemediationClosing, remediation.WithdrawRemediationLook)
    kinds = (*ends, remediation.WithdrawRemediation)
    found = [await raced(place, made, "committee", WARD, kind, **back) for kind in kinds]

    assert found == [LOOKS_AGAIN] * 3
