"""Remediations, commendations and surveys on a real database: done, refused, repeated and raced, and who may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.commendations import GrantCommendation, WithdrawCommendation
from contracts.message import Command, CommandOutcome
from contracts.registry import UnitEstablished
from contracts.remediation import CloseRemediation, FollowRemediation, OrderRemediation, WithdrawRemediation
from contracts.surveys import CompleteSurvey, SurveyChoice, SurveyQuestion, SurveyWithdrawn, WithdrawSurvey
from services.chassis.call import Actor, Role
from services.chassis.feed import Feed
from services.ratings.main import SERVICE, TREE, application
from services.ratings.replicas import UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import SOMEBODY, Desk, Place, Simultaneous, an_empty_place, code, holding, told_by
from tests.ratings.given import an_id

pytestmark = pytest.mark.connected

DISTRICT, WARD, OTHER_WARD, CELL, OTHER_CELL = (an_id(name) for name in ("district", "ward", "other", "cell", "far"))
PARENTS = {DISTRICT: None, WARD: DISTRICT, OTHER_WARD: DISTRICT, CELL: WARD, OTHER_CELL: OTHER_WARD}
REASON = "Ghi nhầm."


def a_unit(unit_id: UUID, parent_id: UUID | None) -> UnitEstablished:
    return UnitEstablished(
        unit_id=unit_id,
        code=str(unit_id),
        name="Đơn vị",
        kind="cell" if unit_id in (CELL, OTHER_CELL) else "committee",
        level=None,
        cell_type="RESIDENTIAL" if unit_id in (CELL, OTHER_CELL) else None,
        parent_id=parent_id,
        established_on=date(2010, 1, 1),
    )


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    """A district with two wards, and a cell in each."""
    async with an_empty_place(module_endpoints, SERVICE) as made:
        units = [a_unit(unit_id, parent_id) for unit_id, parent_id in PARENTS.items()]
        for projection in (UnitReplica(), TREE):
            await made.told(projection, told_by(Feed(made.keeper, "registry"), *units))
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, application(place.repository, place.pool, place.keeper))


@pytest.fixture
def racing(place: Place) -> Desk:
    return Desk(place, application(Simultaneous(place), place.pool, place.keeper))


async def by(desk: Desk, role: str, unit_id: UUID | None, command: Command) -> CommandOutcome:
    return await desk.one(command, by=holding(desk.place.keeper, role, unit_id))


def order(**given: Any) -> OrderRemediation:
    usual = {"issuer_id": WARD, "unit_id": CELL, "number": "12-TB/ĐU", "points": ["Họp chi ủy trước"], "reason": "Yếu."}
    days = {"ordered_on": date(2024, 2, 1), "due_on": date(2024, 3, 1)}
    return OrderRemediation.model_validate({"command_id": uuid4(), **usual, **days, **given})


def grant(**given: Any) -> GrantCommendation:
    usual = {
        "issuer_id": DISTRICT,
        "number": "45-QĐ/QU",
        "form": "Bằng khen",
        "occasion": "Sơ kết",
        "collectives": [CELL],
    }
    return GrantCommendation.model_validate({"command_id": uuid4(), "granted_on": date(2024, 3, 1), **usual, **given})


def survey(**given: Any) -> CompleteSurvey:
    days = {"from_on": date(2024, 3, 1), "until_on": date(2024, 3, 9)}
    usual = {"issuer_id": DISTRICT, "unit_id": CELL, "name": "Quý I", "invited": 20, "answers": 12}
    return CompleteSurvey.model_validate({"command_id": uuid4(), **usual, **days, **given})


FIRST: dict[str, tuple[str, UUID, Callable[..., Command], str]] = {
    "remediation": ("committee", WARD, order, "remediation_already_ordered"),
    "commendation": ("leader", DISTRICT, grant, "commendation_already_granted"),
    "survey": ("staff", DISTRICT, survey, "survey_already_completed"),
}
"""Who begins each, with which command, and what it is refused with when it is there already."""


@pytest.mark.parametrize("kind", FIRST)
async def test_what_was_begun_is_answered_again_and_not_begun_twice(kind: str, desk: Desk) -> None:
    role, unit_id, begin, already = FIRST[kind]
    command = begin()
    done = await by(desk, role, unit_id, command)

    repeated = await by(desk, role, unit_id, command)
    twice = await by(desk, role, unit_id, begin())

    assert (done.outcome, done) == ("accepted", repeated)
    assert code(twice) == already


@pytest.mark.parametrize("kind", FIRST)
async def test_of_two_who_begin_the_same_at_once_one_is_told_that_it_is_there(kind: str, racing: Desk) -> None:
    role, unit_id, begin, already = FIRST[kind]

    outcomes = await asyncio.gather(*(by(racing, role, unit_id, begin()) for _ in range(2)))

    assert sorted(code(outcome) for outcome in outcomes) == sorted(["accepted", already])


@pytest.mark.parametrize(
    ("role", "unit_id", "command"),
    [
        ("secretary", CELL, order()),
        ("committee", OTHER_WARD, order()),
        ("committee", CELL, grant()),
        ("secretary", CELL, survey()),
        ("staff", OTHER_WARD, survey()),
    ],
)
async def test_only_the_board_that_acts_may(role: str, unit_id: UUID, command: Command, desk: Desk) -> None:
    assert code(await by(desk, role, unit_id, command)) == "not_allowed"


@pytest.mark.parametrize("command", [order(unit_id=OTHER_CELL), survey(issuer_id=WARD, unit_id=OTHER_CELL)])
async def test_a_committee_acts_on_units_below_it_only(command: Command, desk: Desk) -> None:
    assert code(await by(desk, "committee", WARD, command)) == "unit_not_below_issuer"


async def test_an_order_is_followed_closed_withdrawn_and_given_again(desk: Desk) -> None:
    ordered = await by(desk, "committee", WARD, order())
    which = {"issuer_id": WARD, "remediation_id": ordered.decided["remediation_id"]}
    steps: list[Command] = [
        FollowRemediation.model_validate(
            {"command_id": uuid4(), **which, "checked_on": "2024-02-20", "met": [1], "finding": "Đã họp."}
        ),
        CloseRemediation.model_validate(
            {"command_id": uuid4(), **which, "closed_on": "2024-02-28", "rectified": "fully", "conclusion": "Xong."}
        ),
        WithdrawRemediation.model_validate({"command_id": uuid4(), **which, "reason": REASON}),
        order(),
    ]

    outcomes = [await by(desk, "committee", WARD, command) for command in steps]

    assert [code(outcome) for outcome in outcomes] == ["accepted"] * 4
    assert outcomes[-1].decided == ordered.decided


async def test_nobody_orders_or_follows_what_his_own_unit_is_to_put_right(desk: Desk) -> None:
    keeper = desk.place.keeper
    of_both = Actor(SOMEBODY, (Role("committee", keeper, WARD), Role("secretary", keeper, CELL)))
    ordered = await by(desk, "committee", WARD, order())
    which = {"issuer_id": WARD, "remediation_id": ordered.decided["remediation_id"]}
    follow = FollowRemediation.model_validate({"command_id": uuid4(), **which, "checked_on": "2024-02-20", "met": [1]})
    back = WithdrawRemediation.model_validate({"command_id": uuid4(), **which, "reason": REASON})

    outcomes = [await desk.one(command, by=of_both) for command in (order(number="09-TB/ĐU"), follow, back)]

    assert [code(outcome) for outcome in outcomes] == ["own_remediation"] * 3


async def test_another_committee_does_not_find_the_order(desk: Desk) -> None:
    ordered = await by(desk, "committee", WARD, order())
    of_another = {"issuer_id": OTHER_WARD, "remediation_id": ordered.decided["remediation_id"]}

    withdrawn = WithdrawRemediation.model_validate({"command_id": uuid4(), **of_another, "reason": REASON})
    unknown = WithdrawRemediation.model_validate(
        {"command_id": uuid4(), **of_another, "remediation_id": uuid4(), "reason": REASON}
    )

    assert code(await by(desk, "committee", OTHER_WARD, withdrawn)) == "not_there"
    assert code(await by(desk, "committee", OTHER_WARD, unknown)) == "not_there"


async def test_of_two_who_close_at_once_the_second_looks_again(desk: Desk, racing: Desk) -> None:
    ordered = await by(desk, "committee", WARD, order())
    which = {"issuer_id": WARD, "remediation_id": ordered.decided["remediation_id"], "closed_on": "2024-02-28"}

    outcomes = await asyncio.gather(
        *(
            by(
                racing,
                "committee",
                WARD,
                CloseRemediation.model_validate({"command_id": uuid4(), **which, "rectified": rectified}),
            )
            for rectified in ("not", "partly")
        )
    )

    assert sorted(outcome.outcome for outcome in outcomes) == ["accepted", "conflict"]


async def test_a_commendation_is_withdrawn_and_recorded_again(desk: Desk) -> None:
    granted = await by(desk, "leader", DISTRICT, grant())
    which = {"issuer_id": DISTRICT, "commendation_id": granted.decided["commendation_id"], "reason": REASON}

    withdrawn = await by(
        desk, "leader", DISTRICT, WithdrawCommendation.model_validate({"command_id": uuid4(), **which})
    )
    again = await by(desk, "leader", DISTRICT, grant(collectives=[], other_collectives=8, other_individuals=11))

    assert [code(withdrawn), code(again)] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"issuer_id": an_id("nobody")}, "rated_unit_unknown"),
        ({"granted_on": date(2009, 12, 31)}, "rated_unit_not_there"),
        ({"issuer_id": CELL}, "issuer_is_no_committee"),
        ({"collectives": [CELL, an_id("nobody")]}, "commended_not_there"),
        ({"issuer_id": WARD, "collectives": [CELL, OTHER_CELL]}, "commended_not_below_issuer"),
        ({"collectives": [DISTRICT]}, "commended_not_below_issuer"),
    ],
)
async def test_a_committee_commends_units_that_are_below_it_that_day(
    desk: Desk, given: dict[str, Any], answer: str
) -> None:
    refused = await by(desk, "leader", None, grant(**given))

    assert code(refused) == answer


async def test_a_survey_that_few_answered_is_told_by_its_number_alone_and_may_be_withdrawn(desk: Desk) -> None:
    choices = [SurveyChoice(name="Có", answers=3), SurveyChoice(name="Không", answers=1)]
    few = survey(answers=4, questions=[SurveyQuestion(name="Có thiết thực không?", choices=choices)])

    refused = await by(desk, "staff", DISTRICT, few)
    told = await by(desk, "staff", DISTRICT, survey(answers=4))
    which = {"issuer_id": DISTRICT, "survey_id": told.decided["survey_id"], "reason": REASON}
    withdrawn = await by(desk, "staff", DISTRICT, WithdrawSurvey.model_validate({"command_id": uuid4(), **which}))

    assert code(refused) == "too_few_answers"
    assert refused.refusal is not None
    assert refused.refusal.numbers == {"answers": 4, "least_answers": 5}
    assert [code(told), code(withdrawn)] == ["accepted", "accepted"]
    wire = (await desk.place.store.history(UUID(which["survey_id"])))[-1].wire
    assert wire is not None
    reason = await desk.place.store.text(SurveyWithdrawn.model_validate_json(wire).reason.text_id)
    # By it a text is read: the cell that the survey is about reads nothing of it.
    assert reason is not None
    assert reason.unit_id == DISTRICT
