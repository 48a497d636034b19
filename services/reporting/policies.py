"""Who may ask reporting."""

from __future__ import annotations

from collections.abc import Mapping

from services.chassis.policy import Rule, holds

# The quarter names observers without a visit, and the evidence of coverage shows the cells that nobody has visited: the
# observed side could guess the next visit from either. Committees are therefore left out altogether. To let one read the rest
# of its own subtree needs an action of its own, and a rule that can hold a unit's code against the unit of a role.
RULES: Mapping[str, Rule] = {
    "reporting.read": holds("staff", "leader", "auditor", "city"),
    "reporting.status": holds("operator", "auditor", "staff"),
}
