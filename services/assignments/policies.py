"""Who may do what with notices, visits and plans.

An observer's role is on the whole keeper; which cells he may come to, his assignments say.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.chassis.policy import Rule, holds, is_service

RULES: Mapping[str, Rule] = {
    "assignments.issue": holds("staff", "leader", unit="issuer_id"),
    "assignments.release": holds("staff", "leader"),
    "assignments.notify": is_service("assignments"),
    "assignments.visit": holds("observer"),
    "assignments.withdraw_visit": holds("observer"),
    "assignments.calendar": holds("observer"),
    "assignments.plan": holds("observer"),
    "assignments.close_plan": is_service("assignments"),
}
