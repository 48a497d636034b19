"""Messages about the numbers by which meetings are judged: data with a day from which they are in force."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.labels import FreeText, Label
from contracts.message import OPEN, Command, Event
from contracts.texts import TextRef

OnRepeat = Literal["warn", "refuse"]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]


class AdoptMeetingPolicy(Command, subject="cmd.{keeper}.meetings.adopt_meeting_policy.v1", audience=OPEN):
    """Adopt the numbers of a quality meeting from a day on; what was recorded before is not judged again.

    Adopted by the city they serve every district until the day from which it has adopted its own.

    Attendance is strictly over the percentage. `repeated_theme`: what happens to a theme that the cell has in another
    quarter within a year. `merging_allowed`: whether a cell with difficulties may hold a regular and a thematic
    meeting as one, for a reason (HD 12-HD/BTCTW).
    """

    name: Label
    effective_from: date
    attendance_over_percent: Percent = 85
    least_minutes: Annotated[int, Field(ge=1, le=1440, strict=True)] = 90
    papers_ahead_days: Annotated[int, Field(ge=0, le=31, strict=True)] = 1
    repeated_theme: OnRepeat = "warn"
    merging_allowed: bool = True


class MeetingPolicyAdopted(Event, subject="evt.{keeper}.meetings.MeetingPolicyAdopted.v1", audience=OPEN):
    """Meetings held from that day on are judged by these numbers; `version` is the hash of the content."""

    version: str
    name: str
    effective_from: date
    attendance_over_percent: int
    least_minutes: int
    papers_ahead_days: int
    repeated_theme: OnRepeat
    merging_allowed: bool


class WithdrawMeetingPolicy(Command, subject="cmd.{keeper}.meetings.withdraw_meeting_policy.v1", audience=OPEN):
    """Take the policy of a day back; the one before it is in force again. What it has judged stays as it was judged."""

    effective_from: date
    reason: FreeText


class MeetingPolicyWithdrawn(Event, subject="evt.{keeper}.meetings.MeetingPolicyWithdrawn.v1", audience=OPEN):
    """Nothing is judged by that policy any more."""

    version: str
    effective_from: date
    reason: TextRef
