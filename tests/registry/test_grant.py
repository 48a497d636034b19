"""Roles: granted for a time, revoked from a day on, granted again; every day is held or not, whatever the order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.grants import GrantRole, ListGrants, RevokeRole
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.registry.domain import Grant, RoleName, Term
from services.registry.domain.life import UnitLife
from services.registry.policies import RULES
from tests.registry.given import KEEPER, REASON, YEAR_2010, YEAR_2020, a_tree, at, happened, replayed, unit

PERSON, GRANTER = UUID(int=16), UUID(int=1)
JULY = date(2024, 7, 1)


def a_grant(role: RoleName = RoleName.SECRETARY) -> Grant:
    return Grant(KEEPER, PERSON, role, unit("CB-1"))


def held(grant: Grant, day: date) -> bool:
    return any(term.from_on <= day <= term.last for term in grant.terms)


def the(code: str) -> UnitLife:
    return a_tree().unit(unit(code))


def refusal(grant: Grant, term: Term, on: UnitLife | None = None, by: UUID = GRANTER) -> tuple[str, str | None]:
    with pytest.raises(Refused) as no:
        grant.grant(term, on or the("CB-1"), by=by)
    return no.value.code, no.value.field


def test_a_role_is_held_from_its_first_day_to_its_last() -> None:
    grant = a_grant()

    grant.grant(Term(YEAR_2020, JULY), the("CB-1"), by=GRANTER)

    assert not held(grant, YEAR_2020 - timedelta(days=1))
    assert held(grant, YEAR_2020)
    assert held(grant, JULY)
    assert not held(grant, JULY + timedelta(days=1))


def test_nobody_grants_himself_a_role() -> None:
    assert refusal(a_grant(), Term(YEAR_2020, None), by=PERSON) == ("role_to_oneself", "person_id")


def test_a_term_that_ends_before_it_begins_is_refused() -> None:
    assert refusal(a_grant(), Term(JULY, YEAR_2020)) == ("term_ends_before_it_begins", "until_on")


def test_a_unit_must_be_there_on_the_first_day() -> None:
    tree = a_tree()
    tree.dissolve(unit("CB-1"), YEAR_2020)
    ended = tree.unit(unit("CB-1"))

    assert refusal(a_grant(), Term(date(2009, 1, 1), None)) == ("unit_not_yet_there", "from_on")
    assert refusal(a_grant(), Term(YEAR_2020, None), on=ended) == ("unit_dissolved", "from_on")


def test_a_secretary_is_of_a_cell_and_a_committee_of_a_committee() -> None:
    assert refusal(a_grant(), Term(YEAR_2020, None), on=the("DU-1")) == ("role_only_on_a_cell", "role")
    assert refusal(a_grant(RoleName.COMMITTEE), Term(YEAR_2020, None)) == ("role_only_on_a_committee", "role")


@pytest.mark.parametrize("again", [Term(JULY, None), Term(YEAR_2010, YEAR_2020), Term(JULY, JULY)])
def test_a_role_that_is_held_is_not_granted_for_the_same_days_again(again: Term) -> None:
    grant = a_grant()
    grant.grant(Term(YEAR_2020, JULY), the("CB-1"), by=GRANTER)

    assert refusal(grant, again) == ("role_already_held", "from_on")


def test_a_revoked_role_ends_the_day_before_and_can_be_granted_again() -> None:
    grant = a_grant()
    grant.grant(Term(YEAR_2020, None), the("CB-1"), by=GRANTER)

    grant.revoke(JULY, REASON)
    grant.grant(Term(JULY, None), the("CB-1"), by=GRANTER)
    grant.revoke(JULY, REASON)

    assert grant.terms == [Term(YEAR_2020, JULY - timedelta(days=1))]


def test_a_role_that_is_over_cannot_be_revoked() -> None:
    grant = a_grant()
    grant.grant(Term(YEAR_2020, JULY), the("CB-1"), by=GRANTER)

    with pytest.raises(Refused, match="role_not_held"):
        grant.revoke(JULY + timedelta(days=1), REASON)


days = st.dates(date(2024, 1, 1), date(2024, 3, 1))


@dataclass
class Model:
    """The same as a set of days."""

    days: frozenset[date] = frozenset()

    def grant(self, first: date, last: date) -> bool:
        wanted = {first + timedelta(days=number) for number in range((last - first).days + 1)}
        if not wanted or wanted & self.days:
            return False
        self.days |= wanted
        return True

    def revoke(self, day: date) -> bool:
        left = frozenset(known for known in self.days if known < day)
        changed, self.days = left != self.days, left
        return changed


@given(st.lists(st.tuples(st.booleans(), days, days), max_size=12))
def test_every_day_is_held_as_a_plain_set_of_days_says(acts: list[tuple[bool, date, date]]) -> None:
    with at():
        grant, model, cell = a_grant(), Model(), the("CB-1")
        for grants, first, last in acts:
            expected = model.grant(first, last) if grants else model.revoke(first)
            try:
                grant.grant(Term(first, last), cell, by=GRANTER) if grants else grant.revoke(first, REASON)
                done = True
            except Refused:
                done = False
            assert done == expected
        again = replayed(happened(grant))

    assert isinstance(again, Grant)
    assert again.terms == grant.terms
    assert {day for day in _all_days() if held(grant, day)} == model.days


def _all_days() -> list[date]:
    return [date(2024, 1, 1) + timedelta(days=number) for number in range(62)]


def wish(role: str) -> GrantRole:
    return GrantRole.model_validate(
        {"command_id": UUID(int=9), "person_id": PERSON, "role": role, "unit_id": unit("CB-1"), "from_on": JULY}
    )


def may(role: str, wanted: str, unit_id: UUID | None, *, inherited: bool = False) -> bool:
    actor = Actor(GRANTER, (Role(role, KEEPER, unit_id, inherited=inherited),))
    allowed = RULES["registry.grant"](actor, KEEPER, wish(wanted))
    revoked = {**wish(wanted).model_dump(), "revoked_on": JULY, "reason": "…"}
    assert RULES["registry.grant"](actor, KEEPER, RevokeRole.model_validate(revoked)) == allowed
    return allowed


EVERY_ROLE = [role.value for role in RoleName]


@pytest.mark.parametrize("wanted", EVERY_ROLE)
def test_who_stands_beside_a_unit_or_on_it_grants_nothing_there(wanted: str) -> None:
    assert not any(may(role, wanted, unit("CB-1")) for role in EVERY_ROLE)
    assert not any(may(role, wanted, unit("CB-2"), inherited=True) for role in EVERY_ROLE)


def test_who_stands_above_grants_what_is_below_him() -> None:
    def granted_by(role: str, unit_id: UUID | None, *, inherited: bool = False) -> set[str]:
        return {wanted for wanted in EVERY_ROLE if may(role, wanted, unit_id, inherited=inherited)}

    assert granted_by("staff", unit("CB-1"), inherited=True) == {"secretary", "committee", "observer"}
    assert granted_by("leader", unit("CB-1"), inherited=True) == {
        *("secretary", "committee", "observer", "staff", "leader")
    }
    assert granted_by("leader", None) == set(EVERY_ROLE)
    assert granted_by("operator", None) == {"staff", "leader"}
    assert granted_by("committee", None) == granted_by("auditor", None) == granted_by("secretary", None) == set()


def test_everybody_may_ask_for_his_own_roles_and_nobody_below_for_others() -> None:
    rule, himself = RULES["registry.read_grants"], Actor(PERSON, ())

    assert rule(himself, KEEPER, ListGrants(person_id=PERSON))
    assert not rule(himself, KEEPER, ListGrants(person_id=GRANTER))
    assert not rule(himself, KEEPER, ListGrants())
    assert not rule(Actor(PERSON, (Role("secretary", KEEPER, unit("CB-1")),)), KEEPER, ListGrants(unit_id=unit("CB-1")))
    assert rule(Actor(PERSON, (Role("committee", KEEPER, unit("DU-1")),)), KEEPER, ListGrants(unit_id=unit("DU-1")))
