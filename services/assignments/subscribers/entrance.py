"""The router that all modules here enter their messages with."""

from __future__ import annotations

from services.assignments.application import AssignmentsOfKeeper
from services.chassis.messaging import Router

router: Router[AssignmentsOfKeeper] = Router("assignments")
