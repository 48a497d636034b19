"""Who may speak for which rater."""

from uuid import UUID

import pytest

from contracts.ratings import RateMeeting, Rater, WithdrawRating
from services.chassis.call import Actor, Role
from services.ratings.policies import RULES, may_withdraw
from tests.ratings.given import CELL, KEEPER, MEETING, OBSERVER, an_id


def someone(role: str, unit_id: UUID | None = None, keeper: str = KEEPER) -> Actor:
    return Actor(OBSERVER, (Role(role, keeper, unit_id),))


def rating_by(rater: Rater) -> RateMeeting:
    return RateMeeting(command_id=an_id("command"), cell_id=CELL, meeting_id=MEETING, rater=rater, points={})


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (someone("secretary", CELL), {"self"}),
        (someone("secretary", an_id("another cell")), set()),
        (someone("secretary", CELL, keeper="cu-chi"), set()),
        (someone("observer"), {"observer"}),
        (someone("committee", CELL), {"superior"}),
        (someone("staff"), {"self", "superior"}),
        (someone("auditor"), set()),
    ],
    ids=lambda value: value.roles[0].name if isinstance(value, Actor) else None,
)
def test_each_role_speaks_for_its_own_rater_alone(actor: Actor, allowed: set[str]) -> None:
    raters: list[Rater] = ["self", "observer", "superior"]

    may = {rater for rater in raters if RULES["ratings.rate"](actor, KEEPER, rating_by(rater))}

    assert may == allowed


def test_an_observer_takes_back_his_own_rating_only() -> None:
    withdraw = WithdrawRating(command_id=an_id("command"), cell_id=CELL, rating_id=an_id("rating"), reason="Nhầm.")

    assert may_withdraw(someone("observer"), KEEPER, withdraw, rater="observer", person_id=OBSERVER)
    assert not may_withdraw(someone("observer"), KEEPER, withdraw, rater="observer", person_id=an_id("another"))
    assert not may_withdraw(someone("observer"), KEEPER, withdraw, rater="self", person_id=None)
