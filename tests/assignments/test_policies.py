"""What only assignments itself may ask of assignments: neither another service nor a person who is told of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from contracts.registry import ListPeople
from services.assignments.policies import RULES
from services.chassis.call import Actor, Role, service_actor

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
