"""Who may ask reporting."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.message import Message
from contracts.observer_record import ReadObserverRecord
from services.chassis.call import Actor
from services.chassis.policy import Rule, any_of, holds


def about_himself(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow who has any role at the keeper to read his own record: all that it tells of, he did himself."""
    himself = isinstance(message, ReadObserverRecord) and message.person_id == actor.person_id
    return himself and any(role.keeper == keeper for role in actor.roles)


# The quarter names observers without a visit, and the evidence of coverage shows cells that nobody has visited: from
# either, the observed side could guess the next visit. Committees are therefore left out altogether. To let one read
# the rest of its own subtree needs an action of its own, and a rule that can hold a unit's code against a role's unit.
RULES: Mapping[str, Rule] = {
    "reporting.read": holds("staff", "leader", "auditor"),
    "reporting.observer": any_of(holds("staff", "leader", "auditor"), about_himself),
    "reporting.status": holds("operator", "auditor", "staff"),
}
