"""Who was expected at a meeting and who came, in counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

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
        return self.on_roll - self.exempt - self.temporarily_away - self.special_duty

    @property
    def on_roll(self) -> int:
        """All who belong to the cell or attend it for a time, expected or not."""
        return self.official + self.probationary + self.temporarily_here

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
