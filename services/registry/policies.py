"""Who may do what with units, rolls and people."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.message import Message
from services.chassis.call import Actor
from services.chassis.policy import Rule, holds


def has_a_role_here(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever holds any role at the keeper: where the units stand is no secret among them."""
    return any(role.keeper == keeper for role in actor.roles)


RULES: Mapping[str, Rule] = {
    "registry.structure": holds("staff"),
    "registry.roll": holds("secretary", "committee", "staff", unit="unit_id"),
    "registry.people": holds("staff"),
    "registry.read": has_a_role_here,
    "registry.read_people": holds("staff", "auditor"),
}
