"""Who may do what: one rule for each action of a service, deny by default, decided before anything is loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from contracts.message import Message
from services.chassis.call import SERVICE, Actor, service_id
from services.chassis.errors import Refused

Rule: TypeAlias = Callable[[Actor, str, Message], bool]
"""(actor, keeper, command or query) -> may he. Pure: what it needs stands in its arguments.

The actor is as he stands that day: roles not in force are gone, and a role on a unit above one that the message names
stands there as a role on that unit, too.
"""

Above: TypeAlias = Mapping[UUID, frozenset[UUID]]
"""Unit -> all units above it on a day; a unit without an entry has none that are known."""

NOTHING: Above = MappingProxyType({})


class Policy:
    """The rules of a service: action -> rule."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = dict(rules)

    @property
    def actions(self) -> frozenset[str]:
        """The actions that have a rule."""
        return frozenset(self._rules)

    def decide(
        self, actor: Actor, action: str, keeper: str, message: Message, *, today: date, above: Above = NOTHING
    ) -> Actor:
        """The actor as he stands, where the rule allows; Refused `not_allowed` otherwise, and where there is no rule.

        `today` is the day on which it is decided: rights are those of that day, whichever day a message is about.
        """
        standing = actor.on(today).reaching(keeper, above)
        rule = self._rules.get(action)
        if rule is None or not rule(standing, keeper, message):
            raise Refused("not_allowed")
        return standing

    def needs_tree(self, actor: Actor, action: str, keeper: str, *, today: date, allowed: bool) -> bool:
        """Whether where units stand may change what was decided without knowing it.

        What roles on the whole keeper, or on the unit itself, allow stays allowed, and nobody looks anything up.
        """
        if allowed and not isinstance(self._rules[action], DecidedAgain):
            return False
        return any(role.keeper == keeper and role.unit_id is not None for role in actor.on(today).roles)


@dataclass(frozen=True, slots=True)
class DecidedAgain:
    """A rule that lets through whoever might: the application decides again, and needs all that the actor holds."""

    rule: Rule

    def __call__(self, actor: Actor, keeper: str, message: Message) -> bool:
        return self.rule(actor, keeper, message)


def named_units(message: Message) -> set[UUID]:
    """Every id that the message names at its top: those of units among them are the ones that rules look at."""
    return {value for name, value in message if isinstance(value, UUID) and name != "command_id"}


def holds(*names: str, unit: str | None = None) -> Rule:
    """Allow whoever holds one of these roles at the keeper: on all of it, or on the unit that the message names.

    A role on a unit reaches all below it. `unit` is the field of the message that holds the unit's id; without it only
    a role on the whole keeper counts.
    """
    wanted = frozenset(names)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        named: UUID | None = getattr(message, unit) if unit else None
        return any(
            role.name in wanted and role.keeper == keeper and (role.unit_id is None or role.unit_id == named)
            for role in actor.roles
        )

    return rule


def any_of(*rules: Rule) -> Rule:
    """Allow what one of these allows."""
    return lambda actor, keeper, message: any(rule(actor, keeper, message) for rule in rules)


def is_service(name: str) -> Rule:
    """Allow this service alone, under its own identity, at a keeper that its node hosts."""
    wanted = service_id(name)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        return actor.person_id == wanted and speaks_as_service(actor, keeper)

    return rule


def speaks_as_service(actor: Actor, keeper: str) -> bool:
    """Whether some service asks, whichever it is: for the pages of a feed, which every service may read."""
    return any(role.name == SERVICE and role.keeper == keeper for role in actor.roles)
