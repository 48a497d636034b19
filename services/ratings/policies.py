"""Who may do what with rubrics, ratings and classifications.

Which of the cells that his role reaches are an observer's, his visits say. A unit proposes for itself and scores its
own meetings and months: a role on a committee above it does not speak for it. It is classified by who holds a role on
the authority above it, never by its own people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from contracts.message import Message
from contracts.ratings import RateMeeting
from services.chassis.call import Actor
from services.chassis.policy import DecidedAgain, Rule, holds, is_service

SPEAK = frozenset({"secretary", "committee", "staff"})
"""Roles on a unit that let propose, appeal and register for it."""

OWN = SPEAK | {"leader"}
"""Roles on a unit that make what is decided on it one's own matter."""


def itself(*names: str, unit: str) -> Rule:
    """Allow who holds one of these roles on the very unit that the message names, and the keeper's staff, who enter
    its papers; no role on a unit above it."""
    wanted = frozenset(names)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        named: UUID | None = getattr(message, unit, None)
        return any(
            role.keeper == keeper
            and (
                (role.unit_id == named and not role.inherited and role.name in wanted)
                or (role.unit_id is None and role.name == "staff")
            )
            for role in actor.roles
        )

    return rule


def from_above(*names: str, unit: str) -> Rule:
    """Allow who holds one of these roles above the unit that the message names, or on the whole keeper: none of its
    own people are its superiors, whatever else they are."""
    wanted = frozenset(names)

    def rule(actor: Actor, keeper: str, message: Message) -> bool:
        named: UUID | None = getattr(message, unit, None)
        return named not in own_units(actor, keeper) and any(
            role.keeper == keeper
            and role.name in wanted
            and (role.unit_id is None or (role.unit_id == named and role.inherited))
            for role in actor.roles
        )

    return rule


RATES: Mapping[str, Rule] = {
    "self": itself("secretary", "staff", unit="cell_id"),
    "observer": holds("observer", unit="cell_id"),
    "superior": from_above("committee", "staff", unit="cell_id"),
}
"""Who may speak for which rater about the cell that the message names."""


def rates(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever may speak for the rater that the command names."""
    return isinstance(message, RateMeeting) and RATES[message.rater](actor, keeper, message)


def speaks_for_any(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever may speak for some rater of the cell; `may_withdraw` decides once it is known for which."""
    return any(rule(actor, keeper, message) for rule in RATES.values())


def own_units(actor: Actor, keeper: str) -> frozenset[UUID]:
    """The units of whose own people the actor is: on what becomes of these he does not decide."""
    return frozenset(
        role.unit_id
        for role in actor.roles
        if role.keeper == keeper and role.unit_id is not None and not role.inherited and role.name in OWN
    )


def may_withdraw(actor: Actor, keeper: str, message: Message, *, rater: str, person_id: UUID | None) -> bool:
    """Whether the actor may take back a rating of this rater; an observer only his own (`person_id`)."""
    return RATES[rater](actor, keeper, message) and person_id in (None, actor.person_id)


def may_contest(actor: Actor, keeper: str, message: Message, *, rater: str, person_id: UUID | None) -> bool:
    """Whether the actor may contest a rating of this rater: whoever speaks for another one, and did not give it.

    `person_id` is who gave it, also where the rating is the cell's or the committee's and not a person's own.
    """
    others = (rule for name, rule in RATES.items() if name != rater)
    return actor.person_id != person_id and any(rule(actor, keeper, message) for rule in others)


class MayAnswer(Protocol):
    """A rule that is decided once it is known whose rating it is."""

    def __call__(self, actor: Actor, keeper: str, message: Message, *, rater: str, person_id: UUID | None) -> bool: ...


RULES: Mapping[str, Rule] = {
    "ratings.adopt": holds("staff"),
    "ratings.rate": rates,
    "ratings.confirm": RATES["superior"],
    "ratings.read": holds("secretary", "committee", "staff", "leader", "auditor", unit="cell_id"),
    "ratings.withdraw_resting": is_service("ratings"),
    "ratings.redate_resting": is_service("ratings"),
    "ratings.withdraw": DecidedAgain(speaks_for_any),
    "ratings.propose": itself(*SPEAK, unit="unit_id"),
    "ratings.decide": holds("committee", "leader", unit="authority_id"),
    "ratings.rate_month": RATES["self"],
    "ratings.plan": holds("committee", "leader", "staff", unit="issuer_id"),
    "ratings.remedy": holds("committee", "staff", "leader", unit="issuer_id"),
    "ratings.commend": holds("staff", "leader", unit="issuer_id"),
    "ratings.survey": holds("committee", "staff", "leader", unit="issuer_id"),
    "ratings.try": holds("committee", "leader", "staff", unit="authority_id"),
}
