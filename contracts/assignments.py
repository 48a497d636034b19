"""Messages of the assignments service: notices and their pairs, visits; plans of visits are sealed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.labels import FreeText, Label
from contracts.message import OPEN, SEALED, Command, Event, Part, Query
from contracts.texts import TextRef


class Pair(Part):
    """Who is to attend which cell, and when. `own_cell_id` is the observer's cell as the issuing board declares it."""

    person_id: UUID
    own_cell_id: UUID | None = None
    cell_id: UUID
    from_on: date
    until_on: date


class IssueNotice(Command, subject="cmd.{keeper}.assignments.issue_notice.v1", audience=OPEN):
    """Issue the notice with all its pairs at once; the rules are checked over the whole list."""

    number: Label
    issuer_id: UUID
    issued_on: date
    unannounced: bool = True
    pairs: Annotated[list[Pair], Field(min_length=1, max_length=5000)]


class NoticeIssued(Event, subject="evt.{keeper}.assignments.NoticeIssued.v1", audience=OPEN):
    """A notice is in force; each of its pairs follows as ObserverAssigned."""

    notice_id: UUID
    number: str
    issuer_id: UUID
    issued_on: date
    unannounced: bool
    pairs: int


class ObserverAssigned(Event, subject="evt.{keeper}.assignments.ObserverAssigned.v1", audience=OPEN):
    """An official is assigned to attend a cell from a day until a day, both included."""

    assignment_id: UUID
    notice_id: UUID
    person_id: UUID
    cell_id: UUID
    from_on: date
    until_on: date


class ReleaseObserver(Command, subject="cmd.{keeper}.assignments.release_observer.v1", audience=OPEN):
    """End an assignment early; `released_on` is the first day on which it is no longer in force."""

    notice_id: UUID
    assignment_id: UUID
    released_on: date
    reason: FreeText


class ObserverReleased(Event, subject="evt.{keeper}.assignments.ObserverReleased.v1", audience=OPEN):
    """An assignment is no longer in force from a day on."""

    assignment_id: UUID
    notice_id: UUID
    person_id: UUID
    cell_id: UUID
    released_on: date
    reason: TextRef


class NotifyObserver(Command, subject="cmd.{keeper}.assignments.notify_observer.v1", audience=OPEN):
    """What the service tells itself when a meeting is announced anew, moved or called off."""

    assignment_id: UUID
    notice_id: UUID
    meeting_id: UUID
    change: Literal["rescheduled", "cancelled"]
    former_starts_at: AwareDatetime
    starts_at: AwareDatetime | None
    place: Label | None


class ObserverNotified(Event, subject="evt.{keeper}.assignments.ObserverNotified.v1", audience=OPEN):
    """An assigned observer was told that a meeting of one of his cells moved or was called off."""

    assignment_id: UUID
    person_id: UUID
    cell_id: UUID
    meeting_id: UUID
    change: Literal["rescheduled", "cancelled"]
    former_starts_at: AwareDatetime
    starts_at: AwareDatetime | None
    place: str | None


class MakeVisit(Command, subject="cmd.{keeper}.assignments.make_visit.v1", audience=OPEN):
    """The observer records that he attended a meeting, planned or not."""

    cell_id: UUID
    meeting_id: UUID
    visited_on: date
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None


class VisitMade(Event, subject="evt.{keeper}.assignments.VisitMade.v1", audience=OPEN):
    """An observer attended a meeting of a cell."""

    visit_id: UUID
    person_id: UUID
    cell_id: UUID
    meeting_id: UUID
    visited_on: date
    arrived_at: AwareDatetime | None
    left_at: AwareDatetime | None
    unannounced: bool


class WithdrawVisit(Command, subject="cmd.{keeper}.assignments.withdraw_visit.v1", audience=OPEN):
    """Take back a visit that was recorded wrongly; it may be recorded again."""

    visit_id: UUID
    reason: FreeText


class VisitWithdrawn(Event, subject="evt.{keeper}.assignments.VisitWithdrawn.v1", audience=OPEN):
    """A recorded visit counts no more."""

    visit_id: UUID
    person_id: UUID
    cell_id: UUID
    meeting_id: UUID
    visited_on: date
    reason: TextRef


class PlanVisit(Command, subject="sealed.cmd.{keeper}.assignments.plan_visit.v1", audience=SEALED):
    """The observer plans to attend a cell on a day; nobody below can learn of it."""

    cell_id: UUID
    planned_on: date


class VisitPlanned(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanned.v1", audience=SEALED):
    """A visit is planned."""

    plan_id: UUID
    person_id: UUID
    cell_id: UUID
    planned_on: date


class CancelVisitPlan(Command, subject="sealed.cmd.{keeper}.assignments.cancel_visit_plan.v1", audience=SEALED):
    """The observer drops a plan."""

    plan_id: UUID


class VisitPlanCancelled(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanCancelled.v1", audience=SEALED):
    """A plan was dropped."""

    plan_id: UUID
    person_id: UUID
    cell_id: UUID


class CloseVisitPlan(Command, subject="sealed.cmd.{keeper}.assignments.close_visit_plan.v1", audience=SEALED):
    """What the service tells itself once a planned visit was made."""

    plan_id: UUID
    visit_id: UUID


class VisitPlanClosed(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanClosed.v1", audience=SEALED):
    """A planned visit was made."""

    plan_id: UUID
    person_id: UUID
    cell_id: UUID
    visit_id: UUID


class PlannedVisit(Part):
    """A plan of the observer who asks."""

    plan_id: UUID
    cell_id: UUID
    planned_on: date
    state: Literal["planned", "cancelled", "closed"]


class PlannedVisits(Part):
    """The plans of the observer who asks, by day."""

    plans: list[PlannedVisit]


class ListVisitPlans(Query, subject="sealed.query.{keeper}.assignments.list_visit_plans.v1", audience=SEALED):
    """The asking observer's own plans."""

    answer: ClassVar[type[PlannedVisits]] = PlannedVisits


class CalendarEntry(Part):
    """A meeting of one of the observer's cells; `starts_at` and `place` are None where nobody announced it."""

    meeting_id: UUID
    cell_id: UUID
    starts_at: AwareDatetime | None
    place: str | None
    state: Literal["scheduled", "cancelled", "held"]
    held_on: date | None = None


class Calendar(Part):
    """Meetings of the cells assigned to an observer, by day and time."""

    meetings: list[CalendarEntry]


class ReadCalendar(Query, subject="query.{keeper}.assignments.read_calendar.v1", audience=OPEN):
    """The whole calendar of the asking observer's cells in a month."""

    answer: ClassVar[type[Calendar]] = Calendar
    month: date
