"""Who may speak for which rater."""

from uuid import UUID

import pytest

from contracts.classification import ProposeClassification
from contracts.ratings import ContestRating, RateMeeting, Rater, WithdrawRating
from services.chassis.call import Actor, Role
from services.ratings.policies import RULES, may_contest, may_withdraw, own_units
from tests.ratings.given import CELL, KEEPER, MEETING, OBSERVER, WARD, an_id


def someone(role: str, unit_id: UUID | None = None, keeper: str = KEEPER) -> Actor:
    return Actor(OBSERVER, (Role(role, keeper, unit_id),))


def reaching(role: str, unit_id: UUID) -> Actor:
    """Somebody with a role on a unit above the cell, as it reaches down to the cell."""
    return someone(role, unit_id).reaching(KEEPER, {CELL: frozenset({unit_id})})


def rating_by(rater: Rater) -> RateMeeting:
    return RateMeeting(command_id=an_id("command"), cell_id=CELL, meeting_id=MEETING, rater=rater, points={})


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (someone("secretary", CELL), {"self"}),
        (someone("secretary", an_id("another cell")), set()),
        (someone("secretary", CELL, keeper="cu-chi"), set()),
        (someone("observer"), {"observer"}),
        (someone("committee", CELL), set()),
        (someone("staff", CELL), {"self"}),
        (someone("staff"), {"self", "superior"}),
        (someone("secretary"), set()),
        (reaching("secretary", WARD), set()),
        (reaching("staff", WARD), {"superior"}),
        (reaching("committee", WARD), {"superior"}),
        (someone("auditor"), set()),
    ],
    ids=lambda value: value.roles[0].name if isinstance(value, Actor) else None,
)
def test_each_role_speaks_for_its_own_rater_alone(actor: Actor, allowed: set[str]) -> None:
    raters: list[Rater] = ["self", "observer", "superior"]

    may = {rater for rater in raters if RULES["ratings.rate"](actor, KEEPER, rating_by(rater))}

    assert may == allowed


def test_a_secretary_who_sits_on_the_committee_above_is_not_his_own_cells_superior() -> None:
    roles = (Role("secretary", KEEPER, CELL), Role("committee", KEEPER, WARD), Role("staff", KEEPER, None))
    both = Actor(OBSERVER, roles).reaching(KEEPER, {CELL: frozenset({WARD})})

    assert not RULES["ratings.rate"](both, KEEPER, rating_by("superior"))
    assert RULES["ratings.rate"](both, KEEPER, rating_by("self"))


def test_an_observer_takes_back_his_own_rating_only() -> None:
    withdraw = WithdrawRating(command_id=an_id("command"), cell_id=CELL, rating_id=an_id("rating"), reason="Nhầm.")

    assert may_withdraw(someone("observer"), KEEPER, withdraw, rater="observer", person_id=OBSERVER)
    assert not may_withdraw(someone("observer"), KEEPER, withdraw, rater="observer", person_id=an_id("another"))
    assert not may_withdraw(someone("observer"), KEEPER, withdraw, rater="self", person_id=None)


def test_nobody_contests_what_he_gave_himself_whoever_he_speaks_for() -> None:
    contest = ContestRating(command_id=an_id("command"), cell_id=CELL, rating_id=an_id("rating"), reason="Xem lại.")
    staff = someone("staff")

    assert may_contest(staff, KEEPER, contest, rater="self", person_id=an_id("another"))
    assert not may_contest(staff, KEEPER, contest, rater="self", person_id=OBSERVER)


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (someone("secretary", CELL), True),
        (someone("committee", CELL), True),
        (someone("staff", CELL), True),
        (someone("staff"), True),
        (someone("committee"), False),
        (someone("secretary"), False),
        (reaching("committee", WARD), False),
        (reaching("staff", WARD), False),
        (someone("secretary", CELL, keeper="cu-chi"), False),
    ],
)
def test_a_unit_proposes_for_itself_and_no_committee_above_does(actor: Actor, allowed: bool) -> None:
    proposal = ProposeClassification(command_id=an_id("command"), unit_id=CELL, period="2024", grade="COMPLETED")

    assert RULES["ratings.propose"](actor, KEEPER, proposal) is allowed


def test_ones_own_units_are_those_on_which_one_holds_a_role_and_not_those_below() -> None:
    assert own_units(reaching("committee", WARD), KEEPER) == {WARD}
    assert own_units(someone("observer", CELL), KEEPER) == own_units(someone("staff"), KEEPER) == frozenset()
