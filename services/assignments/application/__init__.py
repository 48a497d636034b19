"""The use cases of assignments: load, decide, save; the open ones and the sealed ones, which share nothing."""

from __future__ import annotations

from dataclasses import dataclass

from services.assignments.application.open import Assignments
from services.assignments.application.sealed import VisitPlans

__all__ = ["Assignments", "AssignmentsOfKeeper", "VisitPlans"]


@dataclass(frozen=True)
class AssignmentsOfKeeper:
    """Both sides of one keeper, for the subscribers to choose from."""

    open: Assignments
    sealed: VisitPlans
