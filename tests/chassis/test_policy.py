"""Rights: a role reaches the unit it was granted on and all below it, on the days it is in force, at its keeper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.message import OPEN, Command, Message
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.policy import NOTHING, Above, DecidedAgain, Policy, Rule, any_of, holds, named_units

KEEPER, ELSEWHERE = "hoc-mon", "cu-chi"
DISTRICT, WARD, CELL, OTHER = (UUID(int=number) for number in range(1, 5))
PERSON = UUID(int=9)
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)
TREE: Mapping[UUID, frozenset[UUID]] = {
    WARD: frozenset({DISTRICT}),
    CELL: frozenset({WARD, DISTRICT}),
    OTHER: frozenset({DISTRICT}),
}


class Sweep(Command, subject="cmd.{keeper}.meetings.sweep.v1", audience=OPEN):
    cell_id: UUID
    other_id: UUID | None = None
    day: date | None = None


RULES: dict[str, Rule] = {
    "sweep": holds("secretary", "staff", unit="cell_id"),
    "sweep_all": holds("staff"),
    "twice": DecidedAgain(holds("staff", unit="cell_id")),
}


class ForgetsTheDay(Policy):
    """Planted: whoever once had a role has it for ever."""

    def decide(
        self, actor: Actor, action: str, keeper: str, message: Message, *, today: date, above: Above = NOTHING
    ) -> Actor:
        ageless = Actor(actor.person_id, tuple(replace(role, from_on=None, until_on=None) for role in actor.roles))
        return super().decide(ageless, action, keeper, message, today=today, above=above)


class ForgetsTheSubtree(Policy):
    """Planted: a role reaches its own unit only."""

    def decide(
        self, actor: Actor, action: str, keeper: str, message: Message, *, today: date, above: Above = NOTHING
    ) -> Actor:
        return super().decide(actor, action, keeper, message, today=today)


class ReachesUpwards(Policy):
    """Planted: who may below may above."""

    def decide(
        self, actor: Actor, action: str, keeper: str, message: Message, *, today: date, above: Above = NOTHING
    ) -> Actor:
        below = {top: frozenset(unit for unit, tops in above.items() if top in tops) for top in (DISTRICT, WARD)}
        return super().decide(actor, action, keeper, message, today=today, above=below)


def sweep(cell: UUID = CELL) -> Sweep:
    return Sweep(command_id=UUID(int=100), cell_id=cell)


def may(policy: Policy, actor: Actor, action: str, message: Command, day: date = FIRST) -> bool:
    try:
        policy.decide(actor, action, KEEPER, message, today=day, above=TREE)
    except Refused:
        return False
    return True


def holding(*roles: Role) -> Actor:
    return Actor(PERSON, roles)


roles = st.builds(
    Role,
    st.sampled_from(["secretary", "staff", "auditor"]),
    st.sampled_from([KEEPER, ELSEWHERE]),
    st.sampled_from([None, DISTRICT, WARD, CELL, OTHER]),
    st.sampled_from([None, FIRST, FIRST + timedelta(days=100)]),
    st.sampled_from([None, FIRST + timedelta(days=50), LAST]),
)


def keeps_its_promises(policy: Policy, held: list[Role], unit: UUID, day: date) -> bool:
    """Whether the policy says the same as the sentence at the top of this file, in other words."""
    expected = any(
        role.name in {"secretary", "staff"}
        and role.keeper == KEEPER
        and (role.from_on or date.min) <= day <= (role.until_on or date.max)
        and (role.unit_id is None or role.unit_id in {unit, *TREE.get(unit, ())})
        for role in held
    )
    return may(policy, holding(*held), "sweep", sweep(unit), day) == expected


days = st.dates(FIRST - timedelta(days=5), LAST + timedelta(days=5))
units = st.sampled_from([DISTRICT, WARD, CELL, OTHER, UUID(int=77)])


@settings(max_examples=300)
@given(st.lists(roles, max_size=4), units, days)
def test_a_role_reaches_its_unit_and_all_below_it_on_its_days_at_its_keeper(
    held: list[Role], unit: UUID, day: date
) -> None:
    assert keeps_its_promises(Policy(RULES), held, unit, day)


@pytest.mark.parametrize("planted", [ForgetsTheDay, ForgetsTheSubtree, ReachesUpwards])
def test_a_policy_that_forgets_the_day_or_the_subtree_is_found(planted: type[Policy]) -> None:
    policy = planted(RULES)
    cases = [
        ([Role("staff", KEEPER, None, None, FIRST)], CELL, LAST),
        ([Role("staff", KEEPER, WARD)], CELL, FIRST),
        ([Role("secretary", KEEPER, WARD)], DISTRICT, FIRST),
    ]

    assert not all(keeps_its_promises(policy, *case) for case in cases)


def test_an_action_without_a_rule_is_denied_to_everybody() -> None:
    assert not may(Policy({}), holding(Role("staff", KEEPER, None)), "sweep", sweep())


def test_a_role_on_a_unit_allows_nothing_that_needs_the_whole_keeper() -> None:
    assert may(Policy(RULES), holding(Role("staff", KEEPER, None)), "sweep_all", sweep())
    assert not may(Policy(RULES), holding(Role("staff", KEEPER, DISTRICT)), "sweep_all", sweep())


def test_the_actor_goes_on_with_what_he_holds_that_day() -> None:
    held = (Role("staff", KEEPER, WARD), Role("auditor", KEEPER, None, None, FIRST))

    standing = Policy(RULES).decide(holding(*held), "sweep", KEEPER, sweep(), today=LAST, above=TREE)

    assert standing.roles == (held[0], Role("staff", KEEPER, CELL, inherited=True))


def test_nobody_looks_at_the_tree_where_it_can_change_nothing() -> None:
    policy = Policy(RULES)

    def asks(role: Role, action: str = "sweep", *, allowed: bool) -> bool:
        return policy.needs_tree(holding(role), action, KEEPER, today=FIRST, allowed=allowed)

    assert not asks(Role("staff", KEEPER, None), allowed=True)
    assert not asks(Role("staff", KEEPER, CELL), allowed=True)
    assert not asks(Role("auditor", KEEPER, None), allowed=False)
    assert not asks(Role("staff", ELSEWHERE, WARD), allowed=False)
    assert not asks(Role("staff", KEEPER, WARD, None, FIRST - timedelta(days=1)), allowed=False)
    assert asks(Role("staff", KEEPER, WARD), allowed=False)
    assert asks(Role("staff", KEEPER, CELL), "twice", allowed=True)


def test_the_ids_at_the_top_of_a_message_are_looked_up_but_not_its_own() -> None:
    message = Sweep(command_id=UUID(int=100), cell_id=CELL, other_id=OTHER)

    assert named_units(message) == {CELL, OTHER}


def test_one_of_several_rules_is_enough() -> None:
    rule = any_of(holds("leader"), holds("secretary", unit="cell_id"))

    assert rule(holding(Role("secretary", KEEPER, CELL)), KEEPER, sweep())
    assert not rule(holding(Role("secretary", KEEPER, OTHER)), KEEPER, sweep())
