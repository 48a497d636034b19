"""Who may do what: rules are data of each service, looked up by the action that a command or query declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import UUID

from contracts.message import Message
from services.chassis.call import Actor
from services.chassis.errors import Refused

Rule: TypeAlias = Callable[[Actor, str, Message], bool]
"""Says whether an actor may do this at a keeper; sees the message, loads nothing."""


def holds(*names: str, unit: str | None = None) -> Rule:
    """Allow whoever holds one of these roles at the keeper: on all of it, or on the unit that the message names.

    `unit` is the field of the message that holds the unit's id; without it only a role on the whole keeper counts.
    """

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        named: UUID | None = getattr(message, unit) if unit else None
        return any(
            role.name in names and role.keeper == keeper and (role.unit_id is None or role.unit_id == named)
            for role in actor.roles
        )

    return rule


def decide(rules: Mapping[str, Rule], actor: Actor, action: str, keeper: str, message: Message) -> None:
    """Refuse with `not_allowed` unless the action's rule says yes; an action without a rule is denied."""
    rule = rules.get(action)
    if rule is None or not rule(actor, keeper, message):
        raise Refused("not_allowed")
