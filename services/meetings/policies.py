"""Who may do what with meetings."""

from __future__ import annotations

from collections.abc import Mapping

from services.chassis.policy import Rule, holds

RULES: Mapping[str, Rule] = {
    "meetings.schedule": holds("secretary", "committee", "staff", unit="cell_id"),
    "meetings.record": holds("secretary", "staff", unit="cell_id"),
    "meetings.correct": holds("secretary", "staff", unit="cell_id"),
    "meetings.plan_theme": holds("secretary", "committee", "staff", unit="cell_id"),
    "meetings.prepare": holds("secretary", "staff", unit="cell_id"),
    "meetings.adopt_policy": holds("staff"),
    "meetings.withdraw": holds("secretary", "staff", unit="cell_id"),
}
