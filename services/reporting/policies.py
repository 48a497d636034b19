"""Who may ask reporting."""

from __future__ import annotations

from collections.abc import Mapping

from services.chassis.policy import Rule, holds

# The quarter names observers without a visit, and the evidence of coverage shows cells that nobody has visited: from
# either, the observed side could guess the next visit. Committees are therefore left out altogether. To let one read
# the rest of its own subtree needs an action of its own, and a rule that can hold a unit's code against a role's unit.
RULES: Mapping[str, Rule] = {
    "reporting.read": holds("staff", "leader", "auditor"),
    "reporting.status": holds("operator", "auditor", "staff"),
}
