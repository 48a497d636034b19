"""The table of contents of the assignments service: every message it takes, and what answers it."""

from __future__ import annotations

from contracts.assignments import (
    Calendar,
    CancelVisitPlan,
    CloseVisitPlan,
    IssueNotice,
    ListVisitPlans,
    MakeVisit,
    NotifyObserver,
    PlannedVisits,
    PlanVisit,
    ReadCalendar,
    ReleaseObserver,
    WithdrawVisit,
)
from services.assignments.application import AssignmentsOfKeeper
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker, Router

router: Router[AssignmentsOfKeeper] = Router("assignments")


@router.on(IssueNotice, action="assignments.issue")
async def issue_notice(command: IssueNotice, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.open.issue_notice(command, call)


# Serial, like all that changes a notice: its commands would only race for the one aggregate.
@router.on(ReleaseObserver, action="assignments.release", serial=True)
async def release_observer(command: ReleaseObserver, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.open.release_observer(command, call)


@router.on(NotifyObserver, action="assignments.notify", serial=True)
async def notify_observer(command: NotifyObserver, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.open.notify_observer(command, call)


@router.on(MakeVisit, action="assignments.visit")
async def make_visit(command: MakeVisit, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.open.make_visit(command, call)


@router.on(WithdrawVisit, action="assignments.withdraw_visit", raced="conflict")
async def withdraw_visit(command: WithdrawVisit, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.open.withdraw_visit(command, call)


@router.answer(ReadCalendar, action="assignments.calendar")
async def read_calendar(query: ReadCalendar, asker: Asker, here: AssignmentsOfKeeper) -> Calendar:
    return await here.open.read_calendar(query, asker.actor)


@router.on(PlanVisit, action="assignments.plan")
async def plan_visit(command: PlanVisit, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.sealed.plan_visit(command, call)


@router.on(CancelVisitPlan, action="assignments.plan")
async def cancel_visit_plan(command: CancelVisitPlan, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.sealed.cancel_visit_plan(command, call)


@router.on(CloseVisitPlan, action="assignments.close_plan")
async def close_visit_plan(command: CloseVisitPlan, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.sealed.close_visit_plan(command, call)


@router.answer(ListVisitPlans, action="assignments.plan")
async def list_visit_plans(query: ListVisitPlans, asker: Asker, here: AssignmentsOfKeeper) -> PlannedVisits:
    return await here.sealed.list_visit_plans(asker.actor)
