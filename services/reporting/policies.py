"""Who may ask reporting."""

from __future__ import annotations

from collections.abc import Mapping

from services.chassis.policy import Rule, holds

RULES: Mapping[str, Rule] = {
    "reporting.read": holds("staff", "leader", "auditor", "city"),
    "reporting.status": holds("operator", "auditor", "staff"),
}
