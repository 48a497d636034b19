"""Who may do what in assignments: roles on a unit reach below it, and some things only the service itself may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from contracts.message import Message
from contracts.registry import ListPeople
from services.assignments.main import SERVICE
from services.assignments.policies import RULES, observes_anywhere
from services.chassis.call import Actor, Role, service_actor
from services.chassis.errors import Refused
from services.chassis.policy import Policy

ASKED = ListPeople()
"""The rules look at who asks, not at what."""


@pytest.mark.parametrize("action", ["assignments.notify", "assignments.close_plan"])
def test_only_the_service_itself_notifies_and_closes_at_its_own_keepers(action: str) -> None:
    itself = service_actor("assignments", ["hoc-mon"])
    others = [
        service_actor("meetings", ["hoc-mon"]),
        Actor(UUID(int=7), (Role("service", "hoc-mon", None),)),
        Actor(itself.person_id, (Role("staff", "hoc-mon", None),)),
    ]

    assert RULES[action](itself, "hoc-mon", ASKED)
    assert not RULES[action](itself, "cu-chi", ASKED)
    assert not any(RULES[action](other, "hoc-mon", ASKED) for other in others)


WARD, CELL, ELSEWHERE = (UUID(int=number) for number in range(1, 4))
BELOW_THE_WARD = {CELL: frozenset({WARD})}
TODAY = date(2019, 3, 3)
POLICY = Policy(RULES)


def samples() -> Iterator[tuple[str, Message]]:
    """Every action with every message that it is asked for, as people send it about the ward and its cell."""
    for kind, action in SERVICE.router.messages.items():
        named = {"issuer_id": WARD, "inspector_id": WARD, "cell_id": CELL, "unit_id": CELL}
        known = {name: unit for name, unit in named.items() if name in kind.model_fields}
        yield action, kind.model_construct(None, **known)


def allowed(role: str, unit_id: UUID | None, action: str, message: Message) -> bool:
    actor = Actor(UUID(int=7), (Role(role, "hoc-mon", unit_id),))
    try:
        POLICY.decide(actor, action, "hoc-mon", message, today=TODAY, above=BELOW_THE_WARD)
    except Refused:
        return False
    return True


OF_THE_SERVICE = ("assignments.notify", "assignments.close_plan")
ROLES = ("observer", "committee", "staff", "leader", "auditor", "secretary")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_on_a_ward_opens_for_the_ward_what_it_opens_on_the_whole_keeper(role: str) -> None:
    for action, message in samples():
        if action not in OF_THE_SERVICE:
            assert allowed(role, WARD, action, message) == allowed(role, None, action, message), action


def test_every_action_is_open_to_somebody_on_a_ward() -> None:
    closed = {
        action for action, message in samples() if not any(allowed(role, WARD, action, message) for role in ROLES)
    }

    assert closed == set(OF_THE_SERVICE)


@pytest.mark.parametrize("role", ["observer", "committee", "staff", "leader", "auditor"])
def test_a_role_elsewhere_opens_nothing_of_the_ward_but_what_is_his_own_or_everybodys(role: str) -> None:
    opened = {action for action, message in samples() if allowed(role, ELSEWHERE, action, message)}

    own = {name for name, rule in RULES.items() if rule is observes_anywhere} if role == "observer" else set()
    assert opened == own | {"assignments.read_directives"}
