"""What the sealed side alone is told of plans."""

from __future__ import annotations

from contracts import assignments as contract
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.publishing.telling import to_sealed_contract
from services.chassis.event_store.codec import DomainEvent


@to_sealed_contract.register
def _(planned: VisitPlan.Planned) -> contract.VisitPlanned:
    return contract.VisitPlanned(
        plan_id=planned.originator_id,
        person_id=planned.person_id,
        cell_id=planned.cell_id,
        planned_on=planned.planned_on,
    )


@to_sealed_contract.register
def _(cancelled: VisitPlan.Cancelled) -> contract.VisitPlanCancelled:
    return contract.VisitPlanCancelled(
        plan_id=cancelled.originator_id, person_id=cancelled.person_id, cell_id=cancelled.cell_id
    )


@to_sealed_contract.register
def _(closed: VisitPlan.Closed) -> contract.VisitPlanClosed:
    return contract.VisitPlanClosed(
        plan_id=closed.originator_id,
        person_id=closed.person_id,
        cell_id=closed.cell_id,
        visit_id=closed.visit_id,
    )


@to_sealed_contract.register(PlannedDay.Opened)
@to_sealed_contract.register(PlannedDay.Taken)
@to_sealed_contract.register(PlannedDay.Freed)
def _(day: DomainEvent) -> None:
    """Not published: it only keeps two plans off one day; the plan itself is told."""
