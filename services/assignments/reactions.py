"""What assignments does because something happened: tell observers of a moved meeting, close the plan of a visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.assignments import CloseVisitPlan, NotifyObserver, VisitMade
from contracts.meetings import MeetingCancelled, MeetingChangeWithdrawn, MeetingRescheduled, MeetingScheduled
from contracts.message import Command
from services.assignments.domain.change import local_day
from services.assignments.replicas.in_force import AssignmentsInForce, InForce
from services.assignments.replicas.plans import Attended, Plans
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reactions import command_id
from services.chassis.wire import Received


class NotifyObservers:
    """A meeting that is moved, called off or on again reaches every observer assigned to the cell; none need answer.

    A function of open facts alone: whether an observer means to come is not known here.
    """

    name = "notify_observers"
    sources = ("meetings",)
    sealed = False

    def __init__(self, keepers: Mapping[str, tuple[AssignmentsInForce, CaughtUp]]) -> None:
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One NotifyObserver per assignment in force on the former day or on the new one."""
        told = _told(event)
        if told is None:
            return []
        in_force, caught_up = self._keepers[event.feed.keeper]
        await caught_up.wait()
        starts = [start for start in (told.former_starts_at, told.starts_at) if start is not None]
        assigned = await in_force.of_cell(told.cell_id, [local_day(instant) for instant in starts])
        return [_notify(event, told, one) for one in assigned]


class CloseVisitPlans:
    """A visit that was planned closes its plan, on the sealed side only and after the visit is told."""

    name = "close_visit_plans"
    sources = ("assignments",)
    sealed = True

    def __init__(self, keepers: Mapping[str, tuple[Plans, CaughtUp]]) -> None:
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One CloseVisitPlan where the visit was planned, else nothing."""
        if event.contract != VisitMade.contract():
            return []
        plans, caught_up = self._keepers[event.feed.keeper]
        await caught_up.wait()
        made = VisitMade.model_validate_json(event.body)
        plan_id = await plans.closed_by(Attended(made.visit_id, made.person_id, made.cell_id, made.visited_on))
        if plan_id is None:
            return []
        sent_as = command_id(self.name, event.feed, event.position, str(plan_id))
        return [CloseVisitPlan(command_id=sent_as, plan_id=plan_id, visit_id=made.visit_id)]


@dataclass(frozen=True)
class _Told:
    """What an observer is told: from when a meeting is moved and to when, None where it is called off."""

    meeting_id: UUID
    cell_id: UUID
    former_starts_at: datetime
    starts_at: datetime | None = None
    place: str | None = None


def _told(event: Received) -> _Told | None:
    """What there is to tell; nothing of a meeting that is announced for the first time, which the calendar shows."""
    if event.contract == MeetingRescheduled.contract():
        moved = MeetingRescheduled.model_validate_json(event.body)
        return _Told(moved.meeting_id, moved.cell_id, moved.former_starts_at, moved.starts_at, moved.place)
    if event.contract == MeetingCancelled.contract():
        off = MeetingCancelled.model_validate_json(event.body)
        return _Told(off.meeting_id, off.cell_id, off.former_starts_at)
    if event.contract == MeetingChangeWithdrawn.contract():
        back = MeetingChangeWithdrawn.model_validate_json(event.body)
        former = back.withdrawn_starts_at or back.starts_at
        return _Told(back.meeting_id, back.cell_id, former, back.starts_at, back.place)
    if event.contract == MeetingScheduled.contract():
        again = MeetingScheduled.model_validate_json(event.body)
        if again.former_starts_at is not None:
            return _Told(again.meeting_id, again.cell_id, again.former_starts_at, again.starts_at, again.place)
    return None


def _notify(event: Received, told: _Told, one: InForce) -> NotifyObserver:
    return NotifyObserver(
        command_id=command_id(NotifyObservers.name, event.feed, event.position, str(one.assignment_id)),
        assignment_id=one.assignment_id,
        notice_id=one.notice_id,
        meeting_id=told.meeting_id,
        change="rescheduled" if told.starts_at else "cancelled",
        former_starts_at=told.former_starts_at,
        starts_at=told.starts_at,
        place=told.place,
    )
