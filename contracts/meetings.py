"""Messages of the meetings service: a meeting is scheduled, moved, cancelled, held, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.labels import Count, FreeText, Label
from contracts.message import OPEN, Command, Event, Part
from contracts.texts import TextRef

MeetingKind = Literal["regular", "thematic", "extraordinary"]
Minutes = Annotated[int, Field(ge=1, le=1440, strict=True)]
ThemeNumber = Annotated[int, Field(ge=1, le=9, strict=True)]


class Theme(Part):
    """The theme of a thematic meeting: its number within the month, and its title (a label)."""

    number: ThemeNumber = 1
    title: Label


class Attendance(Part):
    """Who is expected and who came, in counts. present + excused + unexcused = expected, or the record is refused.

    expected = official + probationary - exempt - temporarily_away - special_duty + temporarily_here. Exempt members,
    guests and superiors who come are counts of their own and enter no ratio.
    """

    official: Count
    probationary: Count = 0
    exempt: Count = 0
    temporarily_away: Count = 0
    special_duty: Count = 0
    temporarily_here: Count = 0
    present: Count
    excused: Count = 0
    unexcused: Count = 0
    exempt_present: Count = 0
    guests: Count = 0
    superiors_present: Count = 0


class ScheduleMeeting(Command, subject="cmd.{keeper}.meetings.schedule_meeting.v1", audience=OPEN):
    """Announce a meeting of a cell. An extraordinary one brings its own id."""

    cell_id: UUID
    kind: MeetingKind
    month: date
    theme: Theme | None = None
    meeting_id: UUID | None = None
    starts_at: AwareDatetime
    place: Label


class MeetingScheduled(Event, subject="evt.{keeper}.meetings.MeetingScheduled.v1", audience=OPEN):
    """When and where a cell is to meet."""

    meeting_id: UUID
    cell_id: UUID
    kind: MeetingKind
    month: date
    theme: Theme | None
    starts_at: AwareDatetime
    place: str


class RescheduleMeeting(Command, subject="cmd.{keeper}.meetings.reschedule_meeting.v1", audience=OPEN):
    """Move a scheduled meeting in time or place; the assigned observers are told."""

    cell_id: UUID
    meeting_id: UUID
    starts_at: AwareDatetime
    place: Label
    reason: FreeText


class MeetingRescheduled(Event, subject="evt.{keeper}.meetings.MeetingRescheduled.v1", audience=OPEN):
    """A meeting was moved, from and to."""

    meeting_id: UUID
    cell_id: UUID
    former_starts_at: AwareDatetime
    former_place: str
    starts_at: AwareDatetime
    place: str
    reason: TextRef


class CancelMeeting(Command, subject="cmd.{keeper}.meetings.cancel_meeting.v1", audience=OPEN):
    """Call a scheduled meeting off; it may be scheduled or recorded again under its id."""

    cell_id: UUID
    meeting_id: UUID
    reason: FreeText


class MeetingCancelled(Event, subject="evt.{keeper}.meetings.MeetingCancelled.v1", audience=OPEN):
    """A scheduled meeting will not take place."""

    meeting_id: UUID
    cell_id: UUID
    former_starts_at: AwareDatetime
    former_place: str
    reason: TextRef


class RecordMeeting(Command, subject="cmd.{keeper}.meetings.record_meeting.v1", audience=OPEN):
    """Record what took place, scheduled or not, in time or late. `month` is the month the meeting is for.

    `excused_over_three_running` is the secretary's declaration; None means not known, which is not the same as 0.
    """

    cell_id: UUID
    kind: MeetingKind
    month: date
    theme: Theme | None = None
    meeting_id: UUID | None = None
    held_on: date
    duration_minutes: Minutes
    attendance: Attendance
    opinions: Count
    excused_over_three_running: Count | None = None
    chair_id: UUID | None = None
    minute_taker_id: UUID | None = None


class Criterion(Part):
    """One criterion of a quality meeting: met, not met, or not known; with the numbers it was judged by."""

    key: Literal["attendance", "no_unexcused", "excused_not_over_three_running", "duration"]
    met: bool | None
    numbers: dict[str, int]


class MeetingHeld(Event, subject="evt.{keeper}.meetings.MeetingHeld.v1", audience=OPEN):
    """A cell met. `expected` is the base of the attendance ratio; criteria warn, they never block the record."""

    meeting_id: UUID
    cell_id: UUID
    kind: MeetingKind
    month: date
    theme: Theme | None
    held_on: date
    duration_minutes: int
    attendance: Attendance
    expected: int
    opinions: int
    excused_over_three_running: int | None
    policy_version: str
    criteria: list[Criterion]
    chair_id: UUID | None
    minute_taker_id: UUID | None


class WithdrawMeeting(Command, subject="cmd.{keeper}.meetings.withdraw_meeting.v1", audience=OPEN):
    """Take back a record that was wrong; the meeting may be recorded again under its id."""

    cell_id: UUID
    meeting_id: UUID
    reason: FreeText


class MeetingWithdrawn(Event, subject="evt.{keeper}.meetings.MeetingWithdrawn.v1", audience=OPEN):
    """The record of a meeting counts no more."""

    meeting_id: UUID
    cell_id: UUID
    held_on: date
    month: date
    reason: TextRef
