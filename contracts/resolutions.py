"""Messages of meetings about what a cell resolves: resolutions, their review, and members' tasks as counts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Label, MeetingId, UnitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRef

PointNumber = Annotated[int, Field(ge=1, le=100, strict=True)]
"""Which point of a resolution, counted from 1."""


class ResolutionPoint(Part):
    """A point as its secretary enters it: what it is called, its words where they are kept here, and its term."""

    title: Label
    text: FreeText | None = None
    due_on: date | None = None


class AdoptedPoint(Part):
    """A point of an adopted resolution; `due_on` None where no term was set."""

    title: str
    text: TextRef | None
    due_on: date | None


class AdoptResolution(Command, subject="cmd.{keeper}.meetings.adopt_resolution.v1", audience=OPEN):
    """Enter what a meeting resolved. Its id follows from cell, meeting and number; withdrawn, it may come again."""

    cell_id: UnitId
    meeting_id: MeetingId
    number: Label
    title: Label
    points: Annotated[list[ResolutionPoint], Field(min_length=1, max_length=100)]


class ResolutionAdopted(Event, subject="evt.{keeper}.meetings.ResolutionAdopted.v1", audience=OPEN):
    """A cell resolved something at a meeting; `adopted_on` is the day on which the meeting was held."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    number: str
    title: str
    adopted_on: date
    points: list[AdoptedPoint]


class ReviewResolution(Command, subject="cmd.{keeper}.meetings.review_resolution.v1", audience=OPEN):
    """Enter what a later meeting found: `done_points` are done by then, every other point is not."""

    cell_id: UnitId
    resolution_id: UUID
    meeting_id: MeetingId
    done_points: Annotated[list[PointNumber], Field(max_length=100)]


class ResolutionReviewed(Event, subject="evt.{keeper}.meetings.ResolutionReviewed.v1", audience=OPEN):
    """A later meeting reviewed a resolution. done + not_done = points; `overdue` are those not done past their term."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    reviewed_on: date
    points: int
    done: int
    not_done: int
    overdue: int
    done_points: list[int]


class WithdrawResolutionReview(Command, subject="cmd.{keeper}.meetings.withdraw_resolution_review.v1", audience=OPEN):
    """Take back a review that was entered wrongly; the same meeting may be entered again."""

    cell_id: UnitId
    resolution_id: UUID
    meeting_id: MeetingId
    reason: FreeText


class ResolutionReviewWithdrawn(Event, subject="evt.{keeper}.meetings.ResolutionReviewWithdrawn.v1", audience=OPEN):
    """A review of a resolution counts no more."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    reviewed_on: date
    reason: TextRef


class ResolutionReviewRedated(Event, subject="evt.{keeper}.meetings.ResolutionReviewRedated.v1", audience=OPEN):
    """The meeting that reviewed a resolution was held on another day than its minutes said at first."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    former_reviewed_on: date
    reviewed_on: date
    overdue: int
    reason: TextRef


class ResolutionRedated(Event, subject="evt.{keeper}.meetings.ResolutionRedated.v1", audience=OPEN):
    """The meeting that adopted a resolution was held on another day than its minutes said at first."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    former_adopted_on: date
    adopted_on: date
    reason: TextRef


class CarryOutResolution(Command, subject="cmd.{keeper}.meetings.carry_out_resolution.v1", audience=OPEN):
    """Enter that a resolution has been carried out as a whole."""

    cell_id: UnitId
    resolution_id: UUID
    carried_out_on: date


class ResolutionCarriedOut(Event, subject="evt.{keeper}.meetings.ResolutionCarriedOut.v1", audience=OPEN):
    """A resolution has been carried out."""

    resolution_id: UUID
    cell_id: UnitId
    carried_out_on: date


class ReopenResolution(Command, subject="cmd.{keeper}.meetings.reopen_resolution.v1", audience=OPEN):
    """Take back that a resolution was carried out."""

    cell_id: UnitId
    resolution_id: UUID
    reason: FreeText


class ResolutionReopened(Event, subject="evt.{keeper}.meetings.ResolutionReopened.v1", audience=OPEN):
    """A resolution is open again: it had not been carried out after all."""

    resolution_id: UUID
    cell_id: UnitId
    former_carried_out_on: date
    reason: TextRef


class WithdrawResolution(Command, subject="cmd.{keeper}.meetings.withdraw_resolution.v1", audience=OPEN):
    """Take back a resolution that was entered wrongly, with its reviews; it may be entered again under its id."""

    cell_id: UnitId
    resolution_id: UUID
    reason: FreeText


class ResolutionWithdrawn(Event, subject="evt.{keeper}.meetings.ResolutionWithdrawn.v1", audience=OPEN):
    """A resolution and its reviews count no more."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    adopted_on: date
    reason: TextRef


class AssignMemberTasks(Command, subject="cmd.{keeper}.meetings.assign_member_tasks.v1", audience=OPEN):
    """Enter how many tasks a cell gave its members for a month; who got which is nobody's business here."""

    cell_id: UnitId
    month: date
    assigned_on: date
    assigned: Count


class MemberTasksAssigned(Event, subject="evt.{keeper}.meetings.MemberTasksAssigned.v1", audience=OPEN):
    """A cell gave its members this many tasks for a month."""

    tasks_id: UUID
    cell_id: UnitId
    month: date
    assigned_on: date
    assigned: int


class ReviewMemberTasks(Command, subject="cmd.{keeper}.meetings.review_member_tasks.v1", audience=OPEN):
    """Enter how many of a month's tasks have been reviewed so far, and found done."""

    cell_id: UnitId
    month: date
    reviewed_on: date
    reviewed: Count
    done: Count


class MemberTasksReviewed(Event, subject="evt.{keeper}.meetings.MemberTasksReviewed.v1", audience=OPEN):
    """How a month's tasks stand: done <= reviewed <= assigned. A later review says all that an earlier one did."""

    tasks_id: UUID
    cell_id: UnitId
    month: date
    assigned_on: date
    reviewed_on: date
    assigned: int
    reviewed: int
    done: int


class WithdrawMemberTasks(Command, subject="cmd.{keeper}.meetings.withdraw_member_tasks.v1", audience=OPEN):
    """Take back a month's counts, the reviews among them; they may be entered again."""

    cell_id: UnitId
    month: date
    reason: FreeText


class MemberTasksWithdrawn(Event, subject="evt.{keeper}.meetings.MemberTasksWithdrawn.v1", audience=OPEN):
    """A month's counts of tasks count no more."""

    tasks_id: UUID
    cell_id: UnitId
    month: date
    assigned_on: date
    reason: TextRef


ResolutionState = Literal["adopted", "carried_out"]


class ResolutionEntry(Part):
    """A resolution as it stands: `done` of `points` at the last review, None where nobody has reviewed it yet."""

    resolution_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    number: str
    title: str
    adopted_on: date
    state: ResolutionState
    points: int
    done: int | None
    overdue: int
    reviewed_on: date | None
    carried_out_on: date | None


class ResolutionList(Part):
    """The resolutions of a cell, the oldest first; `overdue` counts points past their term on the day asked for."""

    resolutions: list[ResolutionEntry]


class ListResolutions(Query, subject="query.{keeper}.meetings.list_resolutions.v1", audience=OPEN):
    """What a cell has resolved; `open_only` leaves out what has been carried out."""

    answer: ClassVar[type[ResolutionList]] = ResolutionList
    cell_id: UnitId
    as_of: date
    open_only: bool = True
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
