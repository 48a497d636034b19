"""Who may do what with documents, notices, visits, reports, inspections and plans.

An observer's role is on the whole keeper; which cells he may come to, his assignments say. What is kept from the
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


RULES: Mapping[str, Rule] = {
    "assignments.issue_directive": holds("committee", "staff", "leader", unit="issuer_id"),
    "assignments.withdraw_directive": holds("committee", "staff", "leader", unit="issuer_id"),
    "assignments.read_directives": has_a_role_here,
    "assignments.issue": holds("committee", "staff", "leader", unit="issuer_id"),
    "assignments.check": holds("committee", "staff", "leader", unit="issuer_id"),
    "assignments.withdraw": holds("committee", "staff", "leader", unit="issuer_id"),
    "assignments.release": holds("staff", "leader"),
    "assignments.notify": is_service("assignments"),
    "assignments.visit": holds("observer"),
    "assignments.withdraw_visit": holds("observer"),
    "assignments.find": holds("observer"),
    "assignments.calendar": holds("observer"),
    "assignments.report": holds("observer"),
    "assignments.draft": holds("observer"),
    "assignments.answers": holds("observer"),
    "assignments.judge_report": holds("committee", "staff", "leader", unit="issuer_id"),
    "assignments.list_reports": holds("staff", "leader", "auditor", unit="issuer_id"),
    "assignments.inspect": holds("committee", "staff", "leader", unit="inspector_id"),
    "assignments.plan": holds("observer"),
    "assignments.close_plan": is_service("assignments"),
}
