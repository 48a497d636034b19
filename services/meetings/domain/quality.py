"""By which numbers meetings are judged: criteria that warn and never block, and what a policy refuses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from services.meetings.domain.minutes import MeetingRecord


class OnRepeat(Enum):
    """What happens to a theme that the cell has in another quarter within a year."""

    WARN = "warn"
    REFUSE = "refuse"


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

    TOPIC: ClassVar[str] = "meetings.MeetingPolicy"

    version: str
    attendance_over_percent: int
    least_minutes: int
    papers_ahead_days: int = 1
    repeated_theme: OnRepeat = OnRepeat.WARN
    merging_allowed: bool = True

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


def policy_of(
    name: str,
    effective_from: date,
    *,
    attendance_over_percent: int,
    least_minutes: int,
    papers_ahead_days: int,
    repeated_theme: OnRepeat,
    merging_allowed: bool,
) -> MeetingPolicy:
    """A policy whose version is the SHA-256 (hex) over its name, its first day and its numbers as canonical JSON."""
    numbers = {
        "attendance_over_percent": attendance_over_percent,
        "least_minutes": least_minutes,
        "papers_ahead_days": papers_ahead_days,
        "repeated_theme": repeated_theme.value,
        "merging_allowed": merging_allowed,
    }
    content = {"name": name, "effective_from": effective_from.isoformat(), **numbers}
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return MeetingPolicy(
        version=hashlib.sha256(written.encode()).hexdigest(),
        attendance_over_percent=attendance_over_percent,
        least_minutes=least_minutes,
        papers_ahead_days=papers_ahead_days,
        repeated_theme=repeated_theme,
        merging_allowed=merging_allowed,
    )


def _known(**numbers: int | None) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number is not None}
