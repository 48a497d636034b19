"""Who may do what: one rule for each action of a service, deny by default, decided before anything is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias
from uuid import UUID

from contracts.message import Message
from services.chassis.call import SERVICE, Actor, service_id
from services.chassis.errors import Refused

Rule: TypeAlias = Callable[[Actor, str, Message], bool]
"""(actor, keeper, command or query) -> may he. Pure: what it needs stands in its arguments."""


class Policy:
    """The rules of a service: action -> rule."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = dict(rules)

    @property
    def actions(self) -> frozenset[str]:
        """The actions that have a rule."""
        return frozenset(self._rules)

    def decide(self, actor: Actor, action: str, keeper: str, message: Message) -> None:
        """Return where the rule allows; Refused `not_allowed` otherwise, and where there is no rule."""
        rule = self._rules.get(action)
        if rule is None or not rule(actor, keeper, message):
            raise Refused("not_allowed")


def holds(*names: str, unit: str | None = None) -> Rule:
    """Allow whoever holds one of these roles at the keeper: on all of it, or on the unit that the message names.

    `unit` is the field of the message that holds the unit's id; without it only a role on the whole keeper counts.
    """
    # A role on a unit does not yet reach the units below it: the tree is known to the registry alone until role grants
    # bring it here with the issue "The whole regime". Until then less is allowed than was granted, never more.
    wanted = frozenset(names)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        named: UUID | None = getattr(message, unit) if unit else None
        return any(
            role.name in wanted and role.keeper == keeper and (role.unit_id is None or role.unit_id == named)
            for role in actor.roles
        )

    return rule


def is_service(name: str) -> Rule:
    """Allow this service alone, under its own identity, at a keeper that its node hosts."""
    wanted = service_id(name)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        return actor.person_id == wanted and speaks_as_service(actor, keeper)

    return rule


def speaks_as_service(actor: Actor, keeper: str) -> bool:
    """Whether some service asks, whichever it is: for the pages of a feed, which every service may read."""
    return any(role.name == SERVICE and role.keeper == keeper for role in actor.roles)
