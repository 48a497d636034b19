"""What a plan of a visit is. All of it is sealed: nobody but the observer himself may learn that it exists."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import Enum
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created
from services.chassis.errors import Refused


class PlanState(Enum):
    """Where a plan stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class VisitPlan(Aggregate):
    """An observer means to attend a cell on a day. Its id is random: one that follows from facts could be guessed."""

    TOPIC = "assignments.VisitPlan"

    class Planned(Aggregate.Event, Created):
        TOPIC = "assignments.VisitPlan.Planned"
        plan_id: UUID
        person_id: UUID
        cell_id: UUID
        planned_on: date

    class Cancelled(Aggregate.Event):
        TOPIC = "assignments.VisitPlan.Cancelled"
        person_id: UUID
        cell_id: UUID

    class Closed(Aggregate.Event):
        TOPIC = "assignments.VisitPlan.Closed"
        person_id: UUID
        cell_id: UUID
        visit_id: UUID

    @event(Planned)
    def __init__(self, plan_id: UUID, person_id: UUID, cell_id: UUID, planned_on: date) -> None:
        self.person_id, self.cell_id, self.planned_on = person_id, cell_id, planned_on
        self.state = PlanState.PLANNED

    @staticmethod
    def create_id(plan_id: UUID) -> UUID:
        return plan_id

    def cancel(self) -> None:
        self._require_open()
        self._cancelled(self.person_id, self.cell_id)

    def close(self, visit_id: UUID) -> None:
        self._require_open()
        self._closed(self.person_id, self.cell_id, visit_id)

    def _require_open(self) -> None:
        if self.state is not PlanState.PLANNED:
            raise Refused("plan_not_open", field="plan_id")

    # Replaying history runs the methods below again, so they check nothing.

    @event(Cancelled)
    def _cancelled(self, person_id: UUID, cell_id: UUID) -> None:
        self.state = PlanState.CANCELLED

    @event(Closed)
    def _closed(self, person_id: UUID, cell_id: UUID, visit_id: UUID) -> None:
        self.state = PlanState.CLOSED


class PlannedDay(Aggregate):
    """An observer's day at a cell, which one plan can take: so two plans that race conflict by themselves.

    Never told to anybody, also not on the sealed side; its natural id leaves the sealed schema nowhere.
    """

    TOPIC = "assignments.PlannedDay"

    class Opened(Aggregate.Event, Created):
        TOPIC = "assignments.PlannedDay.Opened"
        person_id: UUID
        cell_id: UUID
        day: date

    class Taken(Aggregate.Event):
        TOPIC = "assignments.PlannedDay.Taken"
        plan_id: UUID

    class Freed(Aggregate.Event):
        TOPIC = "assignments.PlannedDay.Freed"
        plan_id: UUID

    @event(Opened)
    def __init__(self, person_id: UUID, cell_id: UUID, day: date) -> None:
        self.plan_id: UUID | None = None

    @staticmethod
    def create_id(person_id: UUID, cell_id: UUID, day: date) -> UUID:
        return uuid5(person_id, f"{cell_id}:{day}")

    def take(self, plan_id: UUID) -> None:
        if self.plan_id is not None:
            raise Refused("visit_already_planned", field="planned_on")
        self._taken(plan_id)

    def free(self) -> None:
        if self.plan_id is not None:
            self._freed(self.plan_id)

    @event(Taken)
    def _taken(self, plan_id: UUID) -> None:
        self.plan_id = plan_id

    @event(Freed)
    def _freed(self, plan_id: UUID) -> None:
        self.plan_id = None


def plan_id(entropy: bytes) -> UUID:
    """A UUIDv4 from 16 bytes: one that told the time, or what it is made of, would say too much."""
    return UUID(bytes=entropy[:16], version=4)


def simulated_plan_id(command_id: UUID) -> UUID:
    """For simulated stores: the same command makes the same plan in every run."""
    return plan_id(hashlib.sha256(b"plan" + command_id.bytes).digest())
