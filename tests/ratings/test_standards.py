"""The city's rubrics and policies serve a district until it has its own, and again when it takes its own back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from contracts.classification import (
    AdoptQuotaPolicy,
    GradeCounts,
    QuotaPolicyAdopted,
    QuotaPolicyWithdrawn,
    QuotaTried,
    TryClassification,
    WithdrawQuotaPolicy,
)
from contracts.four_goods import (
    AdoptFourGoodsRubric,
    FourGoodsRubricAdopted,
    FourGoodsRubricWithdrawn,
    RateFourGoods,
    WithdrawFourGoodsRubric,
)
from contracts.meetings import MeetingHeld
from contracts.message import Command, CommandOutcome, Event
from contracts.ratings import (
    AdoptRubric,
    RateMeeting,
    RollUpYear,
    RubricAdopted,
    RubricWithdrawn,
    WithdrawRubric,
    YearRolledUp,
)
from contracts.roll_up import AdoptRollUpPolicy, RollUpPolicyAdopted, RollUpPolicyWithdrawn, WithdrawRollUpPolicy
from services.chassis.feed import Feed
from services.ratings.main import SERVICE, application
from services.ratings.replicas import MeetingReplica, ReplicatedResting, ReplicatedStandards, StandardReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, an_empty_place, code, holding, told_by
from tests.ratings.given import CELL, MEETING, WARD
from tests.samples import example

pytestmark = pytest.mark.connected

SINCE, HELD_ON = date(2023, 1, 1), date(2024, 1, 3)
CITY = Feed("city", "ratings")


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A cell that has held a regular meeting, and a city that has adopted nothing yet."""
    held = example("meetings", "MeetingHeld")
    assert isinstance(held, MeetingHeld)
    day = {"meeting_id": MEETING, "cell_id": CELL, "kind": "regular", "month": date(2024, 1, 1), "held_on": HELD_ON}
    async with an_empty_place(module_endpoints, SERVICE) as made:
        await made.told(MeetingReplica(), told_by(Feed(made.keeper, "meetings"), held.model_copy(update=day)))
        await made.pool.execute("DELETE FROM ratings_standards.standard WHERE keeper = 'city'")
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, application(place.repository, place.pool, place.keeper))


async def said(desk: Desk, kind: type[Command], role: str = "staff", **fields: Any) -> CommandOutcome:
    command = kind.model_validate({"command_id": uuid4()} | fields)
    return await desk.one(command, by=holding(desk.place.keeper, role))


def of_city(kind: type[Event], **changed: Any) -> Event:
    """The example of an event, as the city tells it."""
    return example("ratings", kind.__name__).model_copy(update=changed)


async def city_tells(place: Place, *events: Event, above: int = 0) -> None:
    await place.told(StandardReplica(), told_by(CITY, *events, above=above))


async def year(desk: Desk) -> YearRolledUp:
    reply = await desk.ask(RollUpYear(cell_id=CELL, year=2024), by=holding(desk.place.keeper, "staff"))
    return YearRolledUp.model_validate(reply.answer)


RULES: list[dict[str, Any]] = [{"grade": "GOOD", "least_good": 9}, {"grade": "FAIR", "ours": True}]


async def test_a_year_is_rolled_up_by_ones_own_policy_else_the_citys_else_the_systems(desk: Desk, place: Place) -> None:
    own: dict[str, Any] = {"key": "of_district", "name": "Quy định", "effective_from": SINCE, "rules": RULES}
    told = of_city(RollUpPolicyAdopted, key="of_city", effective_from=SINCE)
    assert isinstance(told, RollUpPolicyAdopted)
    gone = of_city(RollUpPolicyWithdrawn, effective_from=SINCE, policy_id=told.policy_id)
    found = [await year(desk)]
    await city_tells(place, told)
    found.append(await year(desk))
    assert code(await said(desk, AdoptRollUpPolicy, **own)) == "accepted"
    found.append(await year(desk))
    assert code(await said(desk, WithdrawRollUpPolicy, effective_from=SINCE, reason="Nhầm.")) == "accepted"
    found.append(await year(desk))
    await city_tells(place, gone, above=1)
    found.append(await year(desk))

    assert [(one.policy, one.adopted_by) for one in found] == [
        ("good_months_seven", "system"),
        ("of_city", "city"),
        ("of_district", "keeper"),
        ("of_city", "city"),
        ("good_months_seven", "system"),
    ]


async def test_a_policy_is_asked_for_by_its_key_and_none_is_in_force_before_the_first(desk: Desk, place: Place) -> None:
    staff = holding(place.keeper, "staff")

    unknown = await desk.ask(RollUpYear(cell_id=CELL, year=2024, policy="another"), by=staff)
    before = await desk.ask(RollUpYear(cell_id=CELL, year=2017), by=staff)

    assert [code(unknown), code(before)] == ["roll_up_unknown", "no_roll_up_that_day"]


async def quota_of(desk: Desk) -> str:
    query = TryClassification(authority_id=WARD, period="2023", counts=GradeCounts(good=29))
    reply = await desk.ask(query, by=holding(desk.place.keeper, "staff"))
    return QuotaTried.model_validate(reply.answer).policy


async def test_a_list_is_judged_by_ones_own_quota_else_the_citys_else_the_systems(desk: Desk, place: Place) -> None:
    told = of_city(QuotaPolicyAdopted, name="của thành phố", effective_from=SINCE)
    assert isinstance(told, QuotaPolicyAdopted)
    gone = of_city(QuotaPolicyWithdrawn, effective_from=SINCE, policy_id=told.policy_id)
    usual = await quota_of(desk)
    await city_tells(place, told)
    found = [await quota_of(desk)]
    assert code(await said(desk, AdoptQuotaPolicy, name="của quận", effective_from=SINCE)) == "accepted"
    found.append(await quota_of(desk))
    back = await said(desk, WithdrawQuotaPolicy, effective_from=SINCE, reason="Nhầm.")
    found.append(await quota_of(desk))
    await city_tells(place, gone, above=1)

    assert found == ["của thành phố", "của quận", "của thành phố"]
    assert await quota_of(desk) == usual
    assert back.decided["resting"] == 0
    assert code(await said(desk, WithdrawQuotaPolicy, effective_from=SINCE, reason="Nhầm.")) == (
        "no_quota_policy_from_that_day"
    )


async def test_a_month_is_scored_by_ones_own_rubric_else_the_citys_and_stays_as_it_was_scored(
    desk: Desk, place: Place
) -> None:
    told = of_city(FourGoodsRubricAdopted, effective_from=SINCE)
    assert isinstance(told, FourGoodsRubricAdopted)
    await city_tells(place, told)
    criteria = [one.model_dump(mode="json") | {"max_points": None} for one in told.criteria]
    own: dict[str, Any] = {"name": "của quận", "effective_from": SINCE, "form": "met", "criteria": criteria}
    points = {one.key: one.max_points for one in told.criteria}
    score: dict[str, Any] = {"cell_id": CELL, "meeting_id": MEETING, "points": points}
    back: dict[str, Any] = {"effective_from": SINCE, "reason": "Nhầm."}

    assert code(await said(desk, WithdrawFourGoodsRubric, **back)) == "no_four_goods_rubric_from_that_day"
    assert code(await said(desk, AdoptFourGoodsRubric, **own)) == "accepted"
    assert code(await said(desk, RateFourGoods, **score)) == "four_goods_criteria_differ"
    assert (await said(desk, WithdrawFourGoodsRubric, **back)).decided["resting"] == 0
    assert code(await said(desk, RateFourGoods, **score)) == "accepted"
    await place.told(StandardReplica())
    assert await ReplicatedResting(place.pool, "city").on(told.version) == 1
    await city_tells(place, of_city(FourGoodsRubricWithdrawn, effective_from=SINCE), above=1)
    assert code(await said(desk, RateFourGoods, **score)) == "no_four_goods_rubric_that_day"


async def test_whoever_takes_a_rubric_back_is_told_how_many_ratings_rest_on_it(desk: Desk, place: Place) -> None:
    told = example("ratings", "RubricAdopted")
    assert isinstance(told, RubricAdopted)
    rubric: dict[str, Any] = {"name": told.name, "bands": told.bands, "criteria": told.criteria}
    rubric |= {"meeting_kind": "regular", "effective_from": SINCE}
    points = {one.key: one.max_points for one in told.criteria}
    back: dict[str, Any] = {"meeting_kind": "regular", "effective_from": SINCE, "reason": "Nhầm thang điểm."}
    score: dict[str, Any] = {"cell_id": CELL, "meeting_id": MEETING, "rater": "self", "points": points}
    adopted = await said(desk, AdoptRubric, **rubric)
    assert code(await said(desk, RateMeeting, **score)) == "accepted"
    await place.told(StandardReplica())

    outcome = await said(desk, WithdrawRubric, **back)

    assert outcome.decided == {"version": adopted.decided["version"], "resting": 1}
    assert (await year(desk)).total == sum(points.values(), Decimal(0))
    assert code(await said(desk, WithdrawRubric, **back)) == "no_rubric_from_that_day"
    assert code(await said(desk, AdoptRubric, **rubric)) == "accepted"


async def test_the_citys_rubric_serves_until_the_city_takes_it_back(place: Place) -> None:
    standards = ReplicatedStandards(place.pool)
    await city_tells(place, of_city(RubricAdopted, meeting_kind="regular", effective_from=SINCE))
    before = await standards.rubric("regular", HELD_ON)

    await city_tells(place, of_city(RubricWithdrawn, meeting_kind="regular", effective_from=SINCE), above=1)

    assert before is not None
    assert await standards.rubric("regular", HELD_ON) is None
