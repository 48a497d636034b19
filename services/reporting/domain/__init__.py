"""What is true of a quarterly report, and what is allowed with it."""

from collections.abc import Mapping
from enum import Enum

from services.chassis.aggregate import Aggregate
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.signed import Cause, Moved, Pin, Reported

AGGREGATES: tuple[type[Aggregate], ...] = (QuarterlyReport,)
"""What the history holds."""

VALUES: tuple[type, ...] = (Cause, Moved, Pin, Reported)
"""The value types inside stored events; each bears its stored name as TOPIC."""

ENUMS: Mapping[str, type[Enum]] = {}
"""The Enums inside stored events, by their stored name: there are none."""
