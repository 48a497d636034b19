"""What is true of notices, visits and plans, and what is allowed; a module per aggregate."""

from collections.abc import Mapping
from enum import Enum

from services.assignments.domain.notice import Change, Notice
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.domain.visit import Visit, VisitRecord
from services.chassis.aggregate import Aggregate

AGGREGATES: tuple[type[Aggregate], ...] = (Notice, Visit)
"""What the open history holds."""

SEALED_AGGREGATES: tuple[type[Aggregate], ...] = (VisitPlan, PlannedDay)
"""What the sealed history holds, and the open one cannot."""

VALUES: tuple[type, ...] = (VisitRecord,)
"""The value types inside stored events; each bears its stored name as TOPIC."""

ENUMS: Mapping[str, type[Enum]] = {"assignments.Change": Change}
"""The Enums inside stored events, by their stored name."""
