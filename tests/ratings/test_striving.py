"""The four goods on a real database: the month at its meeting, the plan, registration and recognition, and who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.four_goods import (
    AdoptFourGoodsRubric,
    FourGoodsRubricAdopted,
    IssueFourGoodsPlan,
    RateFourGoods,
    RecogniseFourGoods,
    RegisterFourGoods,
    WithdrawFourGoodsPlan,
    WithdrawFourGoodsRating,
    WithdrawFourGoodsRecognition,
    WithdrawFourGoodsRegistration,
)
from contracts.meetings import MeetingHeld
from contracts.message import Command, CommandOutcome
from contracts.registry import UnitEstablished
from services.chassis.feed import Feed
from services.ratings.main import SERVICE, TREE, application
from services.ratings.replicas import MeetingReplica, StandardReplica, UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import NOON, Desk, Place, an_empty_place, code, holding, told_by
from tests.ratings.given import CELL, MEETING, WARD, an_id
from tests.samples import EXAMPLES, example

pytestmark = pytest.mark.connected

THEMATIC, TODAY, YEAR = an_id("thematic meeting"), NOON.date(), 2023
YEAR_BEGINS = date(YEAR, 1, 1)
POINTS = {"task": "30", "meetings": "30", "unity": "20", "cadres": "15"}
REASON = "Ghi nhầm."


def a_unit(unit_id: UUID, parent_id: UUID | None) -> UnitEstablished:
    told = example("registry", "UnitEstablished")
    assert isinstance(told, UnitEstablished)
    return told.model_copy(
        update={
            "unit_id": unit_id,
            "kind": "cell" if parent_id else "committee",
            "parent_id": parent_id,
            "established_on": date(2010, 1, 1),
        }
    )


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A ward with one cell, which has held a regular and a thematic meeting in January 2023."""
    held = example("meetings", "MeetingHeld")
    assert isinstance(held, MeetingHeld)
    day = {"cell_id": CELL, "month": date(2023, 1, 1), "held_on": date(2023, 1, 3)}
    meetings = [
        held.model_copy(update=day | {"meeting_id": MEETING, "kind": "regular"}),
        held.model_copy(update=day | {"meeting_id": THEMATIC, "kind": "thematic"}),
    ]
    async with an_empty_place(module_endpoints, SERVICE) as made:
        for projection in (UnitReplica(), TREE):
            units = [a_unit(WARD, None), a_unit(CELL, WARD)]
            await made.told(projection, told_by(Feed(made.keeper, "registry"), *units))
        await made.told(MeetingReplica(), told_by(Feed(made.keeper, "meetings"), *meetings))
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, application(place.repository, place.pool, place.keeper))


async def by(desk: Desk, role: str, of: UUID | None, kind: type[Command], **fields: Any) -> CommandOutcome:
    command = kind.model_validate({"command_id": uuid4()} | fields)
    return await desk.one(command, by=holding(desk.place.keeper, role, of))


async def adopted(desk: Desk) -> None:
    told = (EXAMPLES / "ratings" / "AdoptFourGoodsRubric.v1.json").read_text(encoding="utf-8")
    command = AdoptFourGoodsRubric.model_validate_json(told).model_copy(update={"effective_from": YEAR_BEGINS})
    assert code(await desk.one(command, by=holding(desk.place.keeper, "staff"))) == "accepted"


async def rated(desk: Desk, role: str = "secretary", unit_id: UUID = CELL, **given: Any) -> CommandOutcome:
    fields = {"cell_id": CELL, "meeting_id": MEETING, "points": POINTS, "vote": {"agreed": 20}}
    return await by(desk, role, unit_id, RateFourGoods, **fields | given)


async def test_the_self_result_of_the_month_makes_a_good_cell_of_the_month(desk: Desk) -> None:
    await adopted(desk)

    outcome = await rated(desk)

    assert outcome.decided["good"] is True
    assert outcome.decided["goods"]["cadres_members"] is False


async def test_a_month_is_scored_at_its_regular_meeting_by_the_cell_alone(desk: Desk) -> None:
    await adopted(desk)

    assert code(await rated(desk, meeting_id=THEMATIC)) == "four_goods_at_regular_meeting"
    assert code(await rated(desk, meeting_id=an_id("none"))) == "meeting_not_held"
    assert code(await rated(desk, "committee", WARD)) == "not_allowed"


async def test_without_a_rubric_nothing_is_scored_and_the_citys_serves(desk: Desk, place: Place) -> None:
    assert code(await rated(desk)) == "no_four_goods_rubric_that_day"
    told = example("ratings", "FourGoodsRubricAdopted")
    assert isinstance(told, FourGoodsRubricAdopted)
    told = told.model_copy(update={"effective_from": YEAR_BEGINS})
    await place.told(StandardReplica(), told_by(Feed("city", "ratings"), told))

    outcome = await rated(desk)

    assert outcome.decided["good"] is True
    async with place.pool.acquire() as connection:
        await connection.execute("DELETE FROM ratings_standards.standard WHERE keeper = 'city'")


async def test_a_month_scored_wrongly_is_withdrawn_and_scored_again(desk: Desk) -> None:
    await adopted(desk)
    withdraw: dict[str, Any] = {"cell_id": CELL, "month": "2023-01-01", "reason": REASON}
    assert code(await by(desk, "secretary", CELL, WithdrawFourGoodsRating, **withdraw)) == "month_not_rated"
    await rated(desk)

    assert code(await rated(desk)) == "month_already_rated"
    assert code(await by(desk, "secretary", CELL, WithdrawFourGoodsRating, **withdraw)) == "accepted"
    assert code(await rated(desk)) == "accepted"


async def test_the_same_score_sent_twice_is_stored_once(desk: Desk, place: Place) -> None:
    await adopted(desk)
    given: dict[str, Any] = {"command_id": uuid4()}
    first = await rated(desk, **given)
    head = await place.store.head()

    assert await rated(desk, **given) == first
    assert await place.store.head() == head


async def test_the_year_goes_from_plan_to_registration_to_recognition_beside_the_months(desk: Desk) -> None:
    await adopted(desk)
    await rated(desk)
    of_cell: dict[str, Any] = {"unit_id": CELL, "year": YEAR}
    of_ward: dict[str, Any] = {"issuer_id": WARD, "year": YEAR}
    decided = of_cell | {"authority_id": WARD}
    plan = of_ward | {"number": "05-KH/ĐU", "title": "Kế hoạch bốn tốt", "issued_on": TODAY}
    steps: list[tuple[str, UUID, type[Command], dict[str, Any]]] = [
        ("committee", WARD, IssueFourGoodsPlan, plan),
        ("committee", WARD, WithdrawFourGoodsPlan, of_ward | {"reason": REASON}),
        ("committee", WARD, IssueFourGoodsPlan, plan),
        ("secretary", CELL, RegisterFourGoods, of_cell | {"registered_on": "2023-01-10"}),
        ("secretary", CELL, WithdrawFourGoodsRegistration, of_cell | {"reason": REASON}),
        ("secretary", CELL, RegisterFourGoods, of_cell | {"registered_on": "2023-01-12"}),
        ("committee", WARD, RecogniseFourGoods, decided | {"recognised": True, "decided_on": TODAY}),
        ("committee", WARD, WithdrawFourGoodsRecognition, decided | {"reason": REASON}),
        ("committee", WARD, RecogniseFourGoods, decided | {"recognised": False, "decided_on": TODAY}),
    ]

    outcomes = [await by(desk, role, unit_id, kind, **fields) for role, unit_id, kind, fields in steps]

    assert [code(outcome) for outcome in outcomes] == ["accepted"] * len(steps)
    assert (outcomes[6].decided["months_rated"], outcomes[6].decided["months_good"]) == (1, 1)


async def test_a_month_scored_at_a_meeting_that_was_withdrawn_does_not_speak_for_the_title(
    desk: Desk, place: Place
) -> None:
    await adopted(desk)
    await rated(desk)
    of_cell: dict[str, Any] = {"unit_id": CELL, "year": YEAR}
    await by(desk, "secretary", CELL, RegisterFourGoods, **of_cell, registered_on="2023-01-10")
    withdrawn = example("meetings", "MeetingWithdrawn").model_copy(update={"meeting_id": MEETING})
    await place.told(MeetingReplica(), told_by(Feed(place.keeper, "meetings"), withdrawn, above=2))

    decided = {"authority_id": WARD, "recognised": False, "decided_on": TODAY}
    outcome = await by(desk, "committee", WARD, RecogniseFourGoods, **of_cell, **decided)

    assert (outcome.decided["months_rated"], outcome.decided["months_good"]) == (0, 0)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"authority_id": an_id("elsewhere")}, "not_the_authority_above"),
        ({"unit_id": an_id("nobody")}, "rated_unit_unknown"),
        ({}, "four_goods_not_registered"),
    ],
)
async def test_who_is_not_registered_or_not_below_is_not_recognised(
    desk: Desk, given: dict[str, Any], answer: str
) -> None:
    fields: dict[str, Any] = {"authority_id": WARD, "unit_id": CELL, "year": YEAR, "recognised": True}

    outcome = await by(desk, "leader", None, RecogniseFourGoods, **fields | {"decided_on": TODAY} | given)

    assert code(outcome) == answer


async def test_a_title_is_not_decided_on_before_the_year_is_nearly_over(desk: Desk) -> None:
    this_year: dict[str, Any] = {"unit_id": CELL, "year": TODAY.year}
    await by(desk, "secretary", CELL, RegisterFourGoods, **this_year, registered_on="2024-01-10")

    outcome = await by(
        desk, "committee", WARD, RecogniseFourGoods, **this_year, authority_id=WARD, recognised=True, decided_on=TODAY
    )

    assert code(outcome) == "four_goods_year_not_over"


async def test_a_cell_does_not_recognise_itself(desk: Desk) -> None:
    fields: dict[str, Any] = {"authority_id": WARD, "unit_id": CELL, "year": YEAR, "recognised": True}

    assert code(await by(desk, "secretary", CELL, RecogniseFourGoods, **fields, decided_on=TODAY)) == "not_allowed"
