"""Who may ask reporting."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.message import Message
from contracts.observer_record import ReadObserverRecord
from services.chassis.call import Actor
from services.chassis.policy import DecidedAgain, Rule, any_of, holds


def about_himself(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow who has any role at the keeper to read his own record: all that it tells of, he did himself."""
    himself = isinstance(message, ReadObserverRecord) and message.person_id == actor.person_id
    return himself and any(role.keeper == keeper for role in actor.roles)


READERS = frozenset({"secretary", "committee", "staff", "leader", "auditor"})
"""Roles that read the open figures of their units and of all below."""


def reads_somewhere(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever reads the open figures of some unit; `scope` of the read models decides once the unit is known."""
    return any(role.keeper == keeper and role.name in READERS for role in actor.roles)


CITY = "city"
"""The city's own keeper (design section 3); whoever is staff of a ward reads that ward alone."""


def of_the_city(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow the city's own staff, at the city."""
    return keeper == CITY and holds("staff", "leader", "auditor")(actor, keeper, message)


# The whole report names observers without a visit, and the evidence of coverage shows cells that nobody has visited:
# from either, the observed side could guess the next visit. It reads what the catalogue says is open, of its own units.
RULES: Mapping[str, Rule] = {
    "reporting.read": holds("staff", "leader", "auditor"),
    "reporting.city": of_the_city,
    "reporting.read_unit": DecidedAgain(reads_somewhere),
    "reporting.observer": any_of(holds("staff", "leader", "auditor"), about_himself),
    "reporting.status": holds("operator", "auditor", "staff"),
}
