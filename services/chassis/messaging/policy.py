"""Who may do what: one rule for each action of a service, deny by default, decided before anything is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from contracts.message import Message
from services.chassis.call import Actor
from services.chassis.errors import Refused

Rule = Callable[[Actor, str, Message], bool]
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


def holds(*names: str) -> Rule:
    """The rule that the actor has one of these roles at this keeper, on whatever unit."""
    wanted = frozenset(names)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        return any(role.name in wanted and role.keeper == keeper for role in actor.roles)

    return rule


def is_service(actor: Actor, keeper: str, message: Message | None = None) -> bool:
    """The rule that a service asks under its own identity."""
    return any(role.name == "service" for role in actor.roles)
