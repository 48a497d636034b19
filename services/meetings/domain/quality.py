"""When a regular meeting counts as one of quality: criteria that warn and never block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from services.meetings.domain.attendance import MeetingRecord


@dataclass(frozen=True)
class Criterion:
    """A criterion of a quality meeting: met, not met or not known (None), and the numbers behind that."""

    TOPIC: ClassVar[str] = "meetings.Criterion"

    key: str
    met: bool | None
    numbers: dict[str, int]


@dataclass(frozen=True)
class MeetingPolicy:
    """The numbers of a quality regular meeting (HD 12-HD/BTCTW); a version is never changed, a new one is added."""

    version: str
    attendance_over_percent: int
    least_minutes: int

    def judge(self, record: MeetingRecord) -> list[Criterion]:
        """Judge a record. Criteria warn, they never block recording what took place."""
        present, expected = record.attendance.present, record.attendance.expected
        over = record.excused_over_three_running
        return [
            Criterion(
                "attendance",
                present * 100 > expected * self.attendance_over_percent if expected else None,
                {"present": present, "expected": expected, "over_percent": self.attendance_over_percent},
            ),
            Criterion("no_unexcused", record.attendance.unexcused == 0, {"unexcused": record.attendance.unexcused}),
            Criterion("excused_not_over_three_running", None if over is None else over == 0, _known(members=over)),
            Criterion(
                "duration",
                record.duration_minutes >= self.least_minutes,
                {"minutes": record.duration_minutes, "least": self.least_minutes},
            ),
        ]


def _known(**numbers: int | None) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number is not None}
