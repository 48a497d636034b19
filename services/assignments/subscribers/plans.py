"""What the sealed side takes in about plans of visits."""

from __future__ import annotations

from contracts.assignments import (
    CancelVisitPlan,
    CloseVisitPlan,
    ListVisitPlans,
    PlannedVisits,
    PlanVisit,
)
from services.assignments.application import AssignmentsOfKeeper
from services.assignments.subscribers.entrance import router
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker


@router.on(PlanVisit, action="assignments.plan")
async def plan_visit(command: PlanVisit, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.sealed.plan_visit(command, call)


@router.on(CancelVisitPlan, action="assignments.own_plans")
async def cancel_visit_plan(command: CancelVisitPlan, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.sealed.cancel_visit_plan(command, call)


@router.on(CloseVisitPlan, action="assignments.close_plan")
async def close_visit_plan(command: CloseVisitPlan, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.sealed.close_visit_plan(command, call)


@router.answer(ListVisitPlans, action="assignments.own_plans")
async def list_visit_plans(query: ListVisitPlans, asker: Asker, here: AssignmentsOfKeeper) -> PlannedVisits:
    return await here.sealed.list_visit_plans(asker.actor)
