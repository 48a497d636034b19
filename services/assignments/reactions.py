"""What assignments does because something happened: tell observers of a moved meeting, close the plan of a visit."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.assignments import CloseVisitPlan, NotifyObserver, VisitMade
from contracts.meetings import MeetingCancelled, MeetingRescheduled
from contracts.message import Command
from services.assignments.domain.notice import local_day
from services.assignments.replicas.in_force import AssignmentsInForce, InForce
from services.assignments.replicas.plans import Attended, Plans
from services.chassis.projection.caught_up import CaughtUp
from services.chassis.projection.reactions import command_id
from services.chassis.wire import Received


class NotifyObservers:
    """A moved or called-off meeting reaches every observer assigned to the cell then; nobody is asked for an answer.

    A function of open facts alone: whether an observer means to come is not known here.
    """

    name = "notify_observers"
    sources = ("meetings",)
    sealed = False

    def __init__(self, keepers: Mapping[str, tuple[AssignmentsInForce, CaughtUp]]) -> None:
        self._keepers = keepers

    async def commands(self, event: Received) -> list[Command]:
        """One NotifyObserver per assignment in force on the former day or on the new one."""
        meeting = _changed(event)
        if meeting is None:
            return []
        in_force, caught_up = self._keepers[event.feed.keeper]
        await caught_up.wait()
        starts = [meeting.former_starts_at, *([meeting.starts_at] if isinstance(meeting, MeetingRescheduled) else [])]
        assigned = await in_force.of_cell(meeting.cell_id, [local_day(instant) for instant in starts])
        return [_notify(event, meeting, one) for one in assigned]


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


def _changed(event: Received) -> MeetingRescheduled | MeetingCancelled | None:
    if event.contract == MeetingRescheduled.contract():
        return MeetingRescheduled.model_validate_json(event.body)
    if event.contract == MeetingCancelled.contract():
        return MeetingCancelled.model_validate_json(event.body)
    return None


def _notify(event: Received, meeting: MeetingRescheduled | MeetingCancelled, one: InForce) -> NotifyObserver:
    moved = meeting if isinstance(meeting, MeetingRescheduled) else None
    return NotifyObserver(
        command_id=command_id(NotifyObservers.name, event.feed, event.position, str(one.assignment_id)),
        assignment_id=one.assignment_id,
        notice_id=one.notice_id,
        meeting_id=meeting.meeting_id,
        change="rescheduled" if moved else "cancelled",
        former_starts_at=meeting.former_starts_at,
        starts_at=moved.starts_at if moved else None,
        place=moved.place if moved else None,
    )
