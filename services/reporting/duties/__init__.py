"""What cells, committees and observers owe: versioned, effective-dated rows, and the SQL that opens and discharges."""

from services.reporting.duties.figures import defined, version_on
from services.reporting.duties.kinds import of_audience
from services.reporting.duties.policy import DUTIES, Duty, Version, in_force, in_order
from services.reporting.duties.statements import FIRST_OWN, arguments, opened

__all__ = [
    "DUTIES",
    "FIRST_OWN",
    "Duty",
    "Version",
    "arguments",
    "defined",
    "in_force",
    "in_order",
    "of_audience",
    "opened",
    "version_on",
]
