"""Who was expected and who came, and what else a secretary records of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.chassis.errors import Refused


@dataclass(frozen=True)
class Attendance:
    """Counts of who was on the roll, came, was excused or stayed away."""

    TOPIC: ClassVar[str] = "meetings.Attendance"

    official: int
    probationary: int
    exempt: int
    temporarily_away: int
    special_duty: int
    temporarily_here: int
    present: int
    excused: int
    unexcused: int
    exempt_present: int
    guests: int
    superiors_present: int

    @property
    def expected(self) -> int:
        """Those whose absence would be an absence: the base of the attendance ratio."""
        on_roll = self.official + self.probationary + self.temporarily_here
        return on_roll - self.exempt - self.temporarily_away - self.special_duty

    def check(self) -> None:
        """Refuse counts that contradict one another, with the sum that shows it."""
        if self.expected < 0:
            raise Refused("expected_below_zero", field="attendance", expected=self.expected)
        accounted = self.present + self.excused + self.unexcused
        if accounted != self.expected:
            raise Refused(
                "attendance_does_not_add_up",
                field="attendance",
                present=self.present,
                excused=self.excused,
                unexcused=self.unexcused,
                accounted=accounted,
                expected=self.expected,
            )
        if self.exempt_present > self.exempt:
            raise Refused("exempt_present_above_exempt", field="attendance.exempt_present", exempt=self.exempt)


@dataclass(frozen=True)
class MeetingRecord:
    """What the secretary records. `excused_over_three_running` None means not known."""

    TOPIC: ClassVar[str] = "meetings.MeetingRecord"

    held_on: date
    duration_minutes: int
    attendance: Attendance
    opinions: int
    excused_over_three_running: int | None
    chair_id: UUID | None
    minute_taker_id: UUID | None
