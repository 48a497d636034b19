"""Messages about one meeting: scheduled, moved, cancelled, held, its minutes corrected, its record withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.labels import Count, FreeText, Label, MeetingId, PersonId, UnitId
from contracts.message import OPEN, Command, Event, Part
from contracts.texts import TextRef

MeetingKind = Literal["regular", "thematic", "extraordinary"]
Minutes = Annotated[int, Field(ge=1, le=1440, strict=True)]
ThemeNumber = Annotated[int, Field(ge=1, le=9, strict=True)]
MOST_TOPICS = 50


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

    cell_id: UnitId
    kind: MeetingKind
    month: date
    theme: Theme | None = None
    meeting_id: MeetingId | None = None
    starts_at: AwareDatetime
    place: Label


class MeetingScheduled(Event, subject="evt.{keeper}.meetings.MeetingScheduled.v1", audience=OPEN):
    """When and where a cell is to meet; `former_starts_at`: when it was to meet before that was called off."""

    meeting_id: MeetingId
    cell_id: UnitId
    kind: MeetingKind
    month: date
    theme: Theme | None
    starts_at: AwareDatetime
    place: str
    former_starts_at: AwareDatetime | None = None


class RescheduleMeeting(Command, subject="cmd.{keeper}.meetings.reschedule_meeting.v1", audience=OPEN):
    """Move a scheduled meeting in time or place; the assigned observers are told."""

    cell_id: UnitId
    meeting_id: MeetingId
    starts_at: AwareDatetime
    place: Label
    reason: FreeText


class MeetingRescheduled(Event, subject="evt.{keeper}.meetings.MeetingRescheduled.v1", audience=OPEN):
    """A meeting was moved, from and to."""

    meeting_id: MeetingId
    cell_id: UnitId
    former_starts_at: AwareDatetime
    former_place: str
    starts_at: AwareDatetime
    place: str
    reason: TextRef


class CancelMeeting(Command, subject="cmd.{keeper}.meetings.cancel_meeting.v1", audience=OPEN):
    """Call a scheduled meeting off; it may be scheduled or recorded again under its id."""

    cell_id: UnitId
    meeting_id: MeetingId
    reason: FreeText


class MeetingCancelled(Event, subject="evt.{keeper}.meetings.MeetingCancelled.v1", audience=OPEN):
    """A scheduled meeting will not take place."""

    meeting_id: MeetingId
    cell_id: UnitId
    former_starts_at: AwareDatetime
    former_place: str
    reason: TextRef


class WithdrawMeetingChange(Command, subject="cmd.{keeper}.meetings.withdraw_meeting_change.v1", audience=OPEN):
    """Take back the last move or cancellation of a meeting, entered by mistake: it is where it was announced before.

    Not that of a meeting that was announced again since. The assigned observers are told.
    """

    cell_id: UnitId
    meeting_id: MeetingId
    reason: FreeText


class MeetingChangeWithdrawn(Event, subject="evt.{keeper}.meetings.MeetingChangeWithdrawn.v1", audience=OPEN):
    """A move or cancellation counts no more; the meeting begins, or was to begin, at `starts_at` as before it.

    `withdrawn_starts_at` is when it was to begin by the move that was taken back, None by a cancellation.
    """

    meeting_id: MeetingId
    cell_id: UnitId
    change: Literal["rescheduled", "cancelled"]
    withdrawn_starts_at: AwareDatetime | None
    starts_at: AwareDatetime
    place: str
    reason: TextRef


class OpinionsOnTopic(Part):
    """How many opinions were about one topic. What nobody counted by topic stands under none."""

    topic: Label
    opinions: Count


class MinutesTaken(Command):
    """What the minutes say of a meeting that took place; None is not known or not counted, and never 0.

    `excused_over_three_running` (members excused more than three times running) and `unexcused_in_three_months`
    (members who stayed away without a reason in three months of the year) are declared by the secretary, in counts.
    The parts of `opinions_by_topic` may add up to less than `opinions`, not to more. `superior_ids` are some or all of
    the `superiors_present` of the attendance. `standing_themes` are what the year's movements are called, such as the
    yearly study theme. Members `praised`, `reminded` and `criticised` are counts.
    """

    held_on: date
    duration_minutes: Minutes
    attendance: Attendance
    opinions: Count
    excused_over_three_running: Count | None = None
    chair_id: PersonId | None = None
    minute_taker_id: PersonId | None = None
    place: Label | None = None
    started_at: AwareDatetime | None = None
    opinions_by_topic: Annotated[list[OpinionsOnTopic], Field(max_length=MOST_TOPICS)] | None = None
    superior_ids: Annotated[list[PersonId], Field(max_length=MOST_TOPICS)] | None = None
    standing_themes: Annotated[list[Label], Field(max_length=MOST_TOPICS)] | None = None
    unexcused_in_three_months: Count | None = None
    praised: Count | None = None
    reminded: Count | None = None
    criticised: Count | None = None


class RecordMeeting(MinutesTaken, subject="cmd.{keeper}.meetings.record_meeting.v1", audience=OPEN):
    """Record what took place, scheduled or not, in time or late. `month` is the month the meeting is for.

    A regular and a thematic meeting are two meetings. Only a cell with difficulties may hold both as one (HD
    12-HD/BTCTW): the thematic one then names the regular one of that day in `merged_with`, and says why.
    """

    cell_id: UnitId
    kind: MeetingKind
    month: date
    theme: Theme | None = None
    meeting_id: MeetingId | None = None
    merged_with: MeetingId | None = None
    merger_reason: FreeText | None = None


class Criterion(Part):
    """One criterion of a quality meeting: met, not met, or not known; with the numbers it was judged by."""

    key: Literal["attendance", "no_unexcused", "excused_not_over_three_running", "duration"]
    met: bool | None
    numbers: dict[str, int]


class Merger(Part):
    """A thematic meeting that was held as one with a regular one, and why."""

    regular_meeting_id: MeetingId
    reason: TextRef


class MinutesTold(Event):
    """What is told of minutes. `expected` is the base of the attendance ratio; criteria warn, they never block."""

    meeting_id: MeetingId
    cell_id: UnitId
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
    chair_id: PersonId | None
    minute_taker_id: PersonId | None
    place: str | None = None
    started_at: AwareDatetime | None = None
    opinions_by_topic: list[OpinionsOnTopic] | None = None
    superior_ids: list[PersonId] | None = None
    standing_themes: list[str] | None = None
    unexcused_in_three_months: int | None = None
    praised: int | None = None
    reminded: int | None = None
    criticised: int | None = None
    merged: Merger | None = None


class MeetingHeld(MinutesTold, subject="evt.{keeper}.meetings.MeetingHeld.v1", audience=OPEN):
    """A cell met. `expected` is the base of the attendance ratio; criteria warn, they never block the record."""


class CorrectMinutes(MinutesTaken, subject="cmd.{keeper}.meetings.correct_minutes.v1", audience=OPEN):
    """Set right what was recorded of a meeting: all of the minutes as they should have been, and why.

    `theme_title` None leaves the theme of a thematic meeting as it is. Whoever took it for another kind of meeting or
    for another month, or for merged, withdraws the record and records it again. Another `held_on` moves with it what
    the meeting resolved, reviewed and took up.
    """

    cell_id: UnitId
    meeting_id: MeetingId
    theme_title: Label | None = None
    reason: FreeText


class MinutesCorrected(MinutesTold, subject="evt.{keeper}.meetings.MinutesCorrected.v1", audience=OPEN):
    """The record of a meeting was set right: this is what counts from now on; what it said before stays in history."""

    former_held_on: date
    reason: TextRef


class WithdrawMeeting(Command, subject="cmd.{keeper}.meetings.withdraw_meeting.v1", audience=OPEN):
    """Take back a record that was wrong; the meeting may be recorded again under its id.

    Refused while something rests on it: resolutions that it adopted, reviews of others, guidance that it took up.
    `with_dependents` takes all of that back with it, for the same reason. A thematic meeting that was held as one with
    it is withdrawn first.
    """

    cell_id: UnitId
    meeting_id: MeetingId
    reason: FreeText
    with_dependents: bool = False


class MeetingWithdrawn(Event, subject="evt.{keeper}.meetings.MeetingWithdrawn.v1", audience=OPEN):
    """The record of a meeting counts no more."""

    meeting_id: MeetingId
    cell_id: UnitId
    held_on: date
    month: date
    reason: TextRef
