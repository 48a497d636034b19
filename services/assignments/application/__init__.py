"""The use cases of assignments: load, decide, save; a module per aggregate, and the sealed side by itself."""

from __future__ import annotations

from dataclasses import dataclass

from services.assignments.application.directives import Directives
from services.assignments.application.findings import Findings
from services.assignments.application.inspections import Inspections
from services.assignments.application.notices import Notices
from services.assignments.application.reports import ObserverReports
from services.assignments.application.sealed import VisitPlans
from services.assignments.application.visits import Visits

__all__ = [
    "AssignmentsOfKeeper",
    "Directives",
    "Findings",
    "Inspections",
    "Notices",
    "ObserverReports",
    "VisitPlans",
    "Visits",
]


@dataclass(frozen=True)
class AssignmentsOfKeeper:
    """All use cases of one keeper, for the subscribers to choose from; only `sealed` knows of plans."""

    directives: Directives
    notices: Notices
    visits: Visits
    findings: Findings
    reports: ObserverReports
    inspections: Inspections
    sealed: VisitPlans
