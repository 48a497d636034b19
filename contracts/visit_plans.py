"""Messages of assignments about plans of visits: sealed, each its observer's alone."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from contracts.labels import PersonId, UnitId, VisitId
from contracts.message import SEALED, Command, Event, Part, Query


class PlanVisit(Command, subject="sealed.cmd.{keeper}.assignments.plan_visit.v1", audience=SEALED):
    """The observer plans to attend a cell on a day; nobody below can learn of it."""

    cell_id: UnitId
    planned_on: date


class VisitPlanned(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanned.v1", audience=SEALED):
    """A visit is planned."""

    plan_id: UUID
    person_id: PersonId
    cell_id: UnitId
    planned_on: date


class CancelVisitPlan(Command, subject="sealed.cmd.{keeper}.assignments.cancel_visit_plan.v1", audience=SEALED):
    """The observer drops a plan."""

    plan_id: UUID


class VisitPlanCancelled(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanCancelled.v1", audience=SEALED):
    """A plan was dropped."""

    plan_id: UUID
    person_id: PersonId
    cell_id: UnitId


class CloseVisitPlan(Command, subject="sealed.cmd.{keeper}.assignments.close_visit_plan.v1", audience=SEALED):
    """What the service tells itself once a planned visit was made."""

    plan_id: UUID
    visit_id: VisitId


class VisitPlanClosed(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanClosed.v1", audience=SEALED):
    """A planned visit was made."""

    plan_id: UUID
    person_id: PersonId
    cell_id: UnitId
    visit_id: VisitId


class PlannedVisit(Part):
    """A plan of the observer who asks."""

    plan_id: UUID
    cell_id: UnitId
    planned_on: date
    state: Literal["planned", "cancelled", "closed"]


class PlannedVisits(Part):
    """The plans of the observer who asks, by day."""

    plans: list[PlannedVisit]


class ListVisitPlans(Query, subject="sealed.query.{keeper}.assignments.list_visit_plans.v1", audience=SEALED):
    """The asking observer's own plans."""

    answer: ClassVar[type[PlannedVisits]] = PlannedVisits
