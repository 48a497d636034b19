"""Who may do what with documents, notices, visits, reports, inspections and plans.

An observer's role on a unit reaches the cells below it; which of them he may come to, his assignments say. What he has
done himself is his own under whichever role of an observer, and what is sent names nobody else's. What is kept from the
observed side is given to nobody by a role on a unit but that of the committee that it is of.
"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.message import Message
from services.chassis.call import Actor
from services.chassis.policy import Rule, holds, is_service


def has_a_role_here(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever holds any role at the keeper: which documents were issued is no secret among them."""
    return any(role.keeper == keeper for role in actor.roles)


def observes_anywhere(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever is an observer on some unit of the keeper, or on all of it: he is shown and changes his own."""
    return any(role.name == "observer" and role.keeper == keeper for role in actor.roles)


observes_the_cell = holds("observer", unit="cell_id")
of_the_issuer = holds("committee", "staff", "leader", unit="issuer_id")

RULES: Mapping[str, Rule] = {
    "assignments.issue_directive": of_the_issuer,
    "assignments.withdraw_directive": of_the_issuer,
    "assignments.read_directives": has_a_role_here,
    "assignments.issue": of_the_issuer,
    "assignments.check": of_the_issuer,
    "assignments.withdraw": of_the_issuer,
    "assignments.release": of_the_issuer,
    "assignments.notify": is_service("assignments"),
    "assignments.visit": observes_the_cell,
    "assignments.withdraw_visit": observes_anywhere,
    "assignments.find": observes_anywhere,
    "assignments.calendar": observes_anywhere,
    "assignments.report": observes_anywhere,
    "assignments.draft": observes_anywhere,
    "assignments.answers": observes_anywhere,
    "assignments.judge_report": of_the_issuer,
    "assignments.list_reports": holds("committee", "staff", "leader", "auditor", unit="issuer_id"),
    "assignments.inspect": holds("committee", "staff", "leader", unit="inspector_id"),
    "assignments.plan": observes_the_cell,
    "assignments.own_plans": observes_anywhere,
    "assignments.close_plan": is_service("assignments"),
}
