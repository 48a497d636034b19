"""Who may do what with rubrics, ratings and classifications.

An observer's role is on the keeper: his visits name the cells. A unit is classified by who holds a role on the
authority above it, never by who may only propose for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contracts.message import Message
from contracts.ratings import RateMeeting
from services.chassis.call import Actor
from services.chassis.policy import DecidedAgain, Rule, holds

RATES: Mapping[str, Rule] = {
    "self": holds("secretary", "staff", unit="cell_id"),
    "observer": holds("observer"),
    "superior": holds("committee", "staff", unit="cell_id"),
}
"""Who may speak for which rater about the cell that the message names."""


def rates(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever may speak for the rater that the command names."""
    return isinstance(message, RateMeeting) and RATES[message.rater](actor, keeper, message)


def speaks_for_any(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever may speak for some rater of the cell; `may_withdraw` decides once it is known for which."""
    return any(rule(actor, keeper, message) for rule in RATES.values())


def may_withdraw(actor: Actor, keeper: str, message: Message, *, rater: str, person_id: UUID | None) -> bool:
    """Whether the actor may take back a rating of this rater; an observer only his own (`person_id`)."""
    return RATES[rater](actor, keeper, message) and person_id in (None, actor.person_id)


RULES: Mapping[str, Rule] = {
    "ratings.adopt": holds("staff"),
    "ratings.rate": rates,
    "ratings.withdraw": DecidedAgain(speaks_for_any),
    "ratings.propose": holds("secretary", "committee", "staff", unit="unit_id"),
    "ratings.decide": holds("committee", "leader", unit="authority_id"),
    "ratings.try": holds("committee", "leader", "staff", unit="authority_id"),
}
