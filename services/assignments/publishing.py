"""What is told of each thing that happens: to the world of notices and visits, to the sealed side alone of plans.

Two functions that know nothing of each other's events: a plan that got into the open store by mistake would be an
error of its command, not a message.
"""

from __future__ import annotations

from functools import singledispatch

from contracts import assignments as contract
from contracts.message import Event
from contracts.texts import TextRef
from services.assignments.domain.notice import Notice
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.domain.visit import Visit
from services.chassis.aggregate import TextRef as StoredText
from services.chassis.event_store.codec import DomainEvent


@singledispatch
def to_contract(happened: DomainEvent) -> Event | None:
    """The open message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)


@singledispatch
def to_sealed_contract(happened: DomainEvent) -> Event | None:
    """The sealed message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)


@to_contract.register
def _(issued: Notice.Issued) -> contract.NoticeIssued:
    return contract.NoticeIssued(
        notice_id=issued.originator_id,
        number=issued.number,
        issuer_id=issued.issuer_id,
        issued_on=issued.issued_on,
        unannounced=issued.unannounced,
        pairs=issued.pairs,
    )


@to_contract.register
def _(assigned: Notice.ObserverAssigned) -> contract.ObserverAssigned:
    return contract.ObserverAssigned(
        assignment_id=assigned.assignment_id,
        notice_id=assigned.originator_id,
        person_id=assigned.person_id,
        cell_id=assigned.cell_id,
        from_on=assigned.from_on,
        until_on=assigned.until_on,
    )


@to_contract.register
def _(released: Notice.ObserverReleased) -> contract.ObserverReleased:
    return contract.ObserverReleased(
        assignment_id=released.assignment_id,
        notice_id=released.originator_id,
        person_id=released.person_id,
        cell_id=released.cell_id,
        released_on=released.released_on,
        reason=_text(released.reason),
    )


@to_contract.register
def _(notified: Notice.ObserverNotified) -> contract.ObserverNotified:
    return contract.ObserverNotified(
        assignment_id=notified.assignment_id,
        person_id=notified.person_id,
        cell_id=notified.cell_id,
        meeting_id=notified.meeting_id,
        change=notified.change.value,
        former_starts_at=notified.former_starts_at,
        starts_at=notified.starts_at,
        place=notified.place,
    )


@to_contract.register
def _(opened: Visit.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(made: Visit.Made) -> contract.VisitMade:
    return contract.VisitMade(
        visit_id=made.originator_id,
        person_id=made.person_id,
        cell_id=made.record.cell_id,
        meeting_id=made.meeting_id,
        visited_on=made.record.visited_on,
        arrived_at=made.record.arrived_at,
        left_at=made.record.left_at,
        unannounced=made.unannounced,
    )


@to_contract.register
def _(withdrawn: Visit.Withdrawn) -> contract.VisitWithdrawn:
    return contract.VisitWithdrawn(
        visit_id=withdrawn.originator_id,
        person_id=withdrawn.person_id,
        cell_id=withdrawn.cell_id,
        meeting_id=withdrawn.meeting_id,
        visited_on=withdrawn.visited_on,
        reason=_text(withdrawn.reason),
    )


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


def _text(stored: StoredText) -> TextRef:
    return TextRef(text_id=stored.text_id, sha256=stored.sha256, same_text_as=stored.same_text_as)
