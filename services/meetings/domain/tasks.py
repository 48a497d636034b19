"""The tasks that a cell gave its members for a month, as counts: how many, how many reviewed, how many done."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.days import check_day


class MemberTasks(Aggregate):
    """One cell's tasks of one month. Who has which task stands nowhere."""

    TOPIC = "meetings.MemberTasks"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.MemberTasks.Opened"
        cell_id: UUID
        month: date

    class Assigned(Aggregate.Event):
        TOPIC = "meetings.MemberTasks.Assigned"
        cell_id: UUID
        month: date
        assigned_on: date
        assigned: int

    class Reviewed(Aggregate.Event):
        TOPIC = "meetings.MemberTasks.Reviewed"
        cell_id: UUID
        month: date
        assigned_on: date
        reviewed_on: date
        assigned: int
        reviewed: int
        done: int

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.MemberTasks.Withdrawn"
        cell_id: UUID
        month: date
        assigned_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, cell_id: UUID, month: date) -> None:
        self.cell_id, self.month = cell_id, month
        self.assigned_on: date | None = None
        self.reviewed_on: date | None = None
        self.assigned = self.reviewed = self.done = 0

    @staticmethod
    def create_id(cell_id: UUID, month: date) -> UUID:
        """One for each cell and month."""
        return uuid5(cell_id, f"member tasks:{month:%Y-%m}")

    def assign(self, assigned_on: date, assigned: int, *, today: date) -> None:
        if self.assigned_on is not None:
            raise Refused("tasks_already_assigned", field="month", month=f"{self.month:%m/%Y}")
        check_day(assigned_on, field="assigned_on", today=today)
        self._assigned(self.cell_id, self.month, assigned_on, assigned)

    def review(self, reviewed_on: date, reviewed: int, done: int, *, today: date) -> None:
        """How many have been reviewed by a day; never fewer than before, for what was wrong is withdrawn."""
        assigned_on = self._known()
        check_day(reviewed_on, field="reviewed_on", today=today, since=self.reviewed_on or assigned_on)
        if not done <= reviewed <= self.assigned:
            raise Refused("tasks_do_not_add_up", field="reviewed", assigned=self.assigned, reviewed=reviewed, done=done)
        if reviewed < self.reviewed or done < self.done:
            raise Refused("tasks_below_former_review", field="reviewed", reviewed=self.reviewed, done=self.done)
        self._reviewed(self.cell_id, self.month, assigned_on, reviewed_on, self.assigned, reviewed, done)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.cell_id, self.month, self._known(), reason)

    def _known(self) -> date:
        if self.assigned_on is None:
            raise Refused("tasks_not_assigned", field="month", month=f"{self.month:%m/%Y}")
        return self.assigned_on

    # Replaying history runs the methods below again, so they check nothing.

    @event(Assigned)
    def _assigned(self, cell_id: UUID, month: date, assigned_on: date, assigned: int) -> None:
        self.assigned_on, self.assigned = assigned_on, assigned

    @event(Reviewed)
    def _reviewed(
        self,
        cell_id: UUID,
        month: date,
        assigned_on: date,
        reviewed_on: date,
        assigned: int,
        reviewed: int,
        done: int,
    ) -> None:
        self.reviewed_on, self.reviewed, self.done = reviewed_on, reviewed, done

    @event(Withdrawn)
    def _withdrawn(self, cell_id: UUID, month: date, assigned_on: date, reason: TextRef) -> None:
        self.assigned_on = self.reviewed_on = None
        self.assigned = self.reviewed = self.done = 0
