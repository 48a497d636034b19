"""Messages of assignments about visits that were made, and about the calendar of an observer's cells."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime

from contracts.labels import FreeText, MeetingId, PersonId, UnitId, VisitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRef


class MakeVisit(Command, subject="cmd.{keeper}.assignments.make_visit.v1", audience=OPEN):
    """The observer records that he attended a meeting, planned or not.

    He arrived on the day of the visit; he left on that day, or in the night after it if he says when he arrived.
    """

    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None


class OfVisit(Event):
    """What every event about a visit names: who was at which meeting of which cell, and when."""

    visit_id: VisitId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date


class VisitMade(OfVisit, subject="evt.{keeper}.assignments.VisitMade.v1", audience=OPEN):
    """An observer attended a meeting of a cell."""

    arrived_at: AwareDatetime | None
    left_at: AwareDatetime | None
    unannounced: bool


class WithdrawVisit(Command, subject="cmd.{keeper}.assignments.withdraw_visit.v1", audience=OPEN):
    """Take back a visit that was recorded wrongly; it may be recorded again."""

    visit_id: VisitId
    reason: FreeText


class VisitWithdrawn(OfVisit, subject="evt.{keeper}.assignments.VisitWithdrawn.v1", audience=OPEN):
    """A recorded visit counts no more."""

    reason: TextRef


class CalendarEntry(Part):
    """A meeting of one of the observer's cells; `starts_at` and `place` are None where nobody announced it.

    `own_meeting_at` is when his own cell meets, where that is at the same hours.
    """

    meeting_id: MeetingId
    cell_id: UnitId
    starts_at: AwareDatetime | None
    place: str | None
    state: Literal["scheduled", "cancelled", "held"]
    held_on: date | None = None
    own_meeting_at: AwareDatetime | None = None


class Calendar(Part):
    """Meetings of the cells assigned to an observer, by day and time."""

    meetings: list[CalendarEntry]


class ReadCalendar(Query, subject="query.{keeper}.assignments.read_calendar.v1", audience=OPEN):
    """The whole calendar of the asking observer's cells in a month.

    Who names his own cell is told where it meets at the same hours.
    """

    answer: ClassVar[type[Calendar]] = Calendar
    month: date
    own_cell_id: UnitId | None = None
