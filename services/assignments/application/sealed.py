"""The sealed use cases: the plans of visits, in a history of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts import assignments as contract
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.replicas.in_force import AssignmentsInForce
from services.assignments.replicas.plans import Plans
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository


@dataclass(frozen=True)
class VisitPlans:
    """The sealed plans of one keeper. Of the open side it only asks whether the observer is assigned."""

    repository: Repository
    in_force: AssignmentsInForce
    plans: Plans
    new_plan_id: Callable[[UUID], UUID]

    async def plan_visit(self, command: contract.PlanVisit, call: Call) -> Decided:
        person_id, cell_id, day = call.actor.person_id, command.cell_id, command.planned_on
        if day < call.today:
            raise Refused("planned_on_in_the_past", field="planned_on", today=call.today.isoformat())
        if await self.in_force.find(person_id, cell_id, day) is None:
            raise Refused("not_assigned", field="cell_id", day=day.isoformat())
        plan = VisitPlan(self.new_plan_id(call.command_id), person_id, cell_id, day)
        planned_day = await self._day(person_id, cell_id, day)
        planned_day.take(plan.id)
        return await self.repository.save(call, planned_day, plan, decided={"plan_id": str(plan.id)})

    async def cancel_visit_plan(self, command: contract.CancelVisitPlan, call: Call) -> Decided:
        plan = await self.repository.load(VisitPlan, command.plan_id)
        if plan.person_id != call.actor.person_id:
            raise Refused("not_there")
        plan.cancel()
        planned_day = await self._day(plan.person_id, plan.cell_id, plan.planned_on)
        planned_day.free()
        return await self.repository.save(call, plan, planned_day, decided={"plan_id": str(plan.id)})

    async def close_visit_plan(self, command: contract.CloseVisitPlan, call: Call) -> Decided:
        plan = await self.repository.load(VisitPlan, command.plan_id)
        plan.close(command.visit_id)
        # The day is free again: should the visit be withdrawn, he may mean to come after all.
        planned_day = await self._day(plan.person_id, plan.cell_id, plan.planned_on)
        planned_day.free()
        return await self.repository.save(call, plan, planned_day, decided={"plan_id": str(plan.id)})

    async def list_visit_plans(self, actor: Actor) -> contract.PlannedVisits:
        return contract.PlannedVisits(plans=await self.plans.of_person(actor.person_id))

    async def _day(self, person_id: UUID, cell_id: UUID, day: date) -> PlannedDay:
        return await self.repository.find_or_open(PlannedDay, person_id, cell_id, day)
