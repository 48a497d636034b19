"""Who may do what with meetings."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contracts.issues import RaiseIssue
from contracts.message import Message
from services.chassis.call import Actor
from services.chassis.policy import DecidedAgain, Rule, holds

RAISES: Mapping[str, Rule] = {
    "cell": holds("secretary", "staff", unit="unit_id"),
    "residents": holds("secretary", "committee", "staff", unit="unit_id"),
    "observer": holds("observer", unit="unit_id"),
}
"""Who may raise an issue that comes from whom. Which cells within his role are an observer's, his visits say."""


def raises_issue(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever may raise issues of the source that the command names."""
    return isinstance(message, RaiseIssue) and RAISES[message.source](actor, keeper, message)


def raises_any(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever may raise issues of some source; `may_withdraw_issue` decides once it is known of which."""
    return any(rule(actor, keeper, message) for rule in RAISES.values())


def raises_anywhere(actor: Actor, keeper: str, message: Message) -> bool:
    """Allow whoever holds a role under which issues are raised, on whichever unit: he is told of his own alone."""
    raising = {"secretary", "committee", "staff", "observer"}
    return any(role.keeper == keeper and role.name in raising for role in actor.roles)


def may_withdraw_issue(actor: Actor, keeper: str, message: Message, *, source: str, raised_by: UUID) -> bool:
    """Whether the actor may take back an issue of this source; an observer only his own."""
    return RAISES[source](actor, keeper, message) and (source != "observer" or raised_by == actor.person_id)


READERS = ("secretary", "committee", "staff", "leader", "auditor")
"""Whose roles let them see the open lists of a unit: all who work in it or above it, but no observer from outside."""

RULES: Mapping[str, Rule] = {
    "meetings.schedule": holds("secretary", "committee", "staff", unit="cell_id"),
    "meetings.record": holds("secretary", "staff", unit="cell_id"),
    "meetings.correct": holds("secretary", "staff", unit="cell_id"),
    "meetings.plan_theme": holds("secretary", "committee", "staff", unit="cell_id"),
    "meetings.prepare": holds("secretary", "staff", unit="cell_id"),
    "meetings.adopt_policy": holds("staff"),
    "meetings.withdraw": holds("secretary", "staff", unit="cell_id"),
    "resolutions.record": holds("secretary", "staff", unit="cell_id"),
    "resolutions.withdraw": holds("secretary", "staff", unit="cell_id"),
    "resolutions.read": holds(*READERS, unit="cell_id"),
    "tasks.record": holds("secretary", "staff", unit="cell_id"),
    "tasks.withdraw": holds("secretary", "staff", unit="cell_id"),
    "gatherings.record": holds("committee", "staff", unit="unit_id"),
    "gatherings.withdraw": holds("committee", "staff", unit="unit_id"),
    "gatherings.read": holds(*READERS, unit="unit_id"),
    "guidance.issue": holds("committee", "staff", unit="issuer_id"),
    "guidance.take_up": holds("secretary", "staff", unit="cell_id"),
    "guidance.read": holds(*READERS, unit="cell_id"),
    "practices.record": holds("secretary", "committee", "staff", unit="unit_id"),
    "practices.share": holds("secretary", "committee", "staff", unit="sharer_id"),
    "practices.read": holds(*READERS, unit="unit_id"),
    "issues.raise": raises_issue,
    "issues.handle": holds("secretary", "committee", "staff", unit="at_unit_id"),
    "issues.withdraw": DecidedAgain(raises_any),
    "issues.read_own": raises_anywhere,
    "issues.read": holds(*READERS, unit="unit_id"),
}
