"""What a meeting is, what may be done with it, and when it counts as a quality meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


class MeetingKind(Enum):
    """Regular and thematic meetings never stand in for each other; an extraordinary one discharges no duty."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    EXTRAORDINARY = "extraordinary"


class State(Enum):
    """Where a meeting stands. A cancelled or withdrawn one may be scheduled or recorded again under its id."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    HELD = "held"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Theme:
    """The theme of a thematic meeting; the number tells several of one month apart."""

    TOPIC: ClassVar[str] = "meetings.Theme"

    number: int
    title: str


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


class Meeting(Aggregate):
    """One meeting of one cell: for a month and kind, or extraordinary under the caller's id."""

    TOPIC = "meetings.Meeting"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.Meeting.Opened"
        cell_id: UUID
        kind: MeetingKind
        month: date
        theme: Theme | None
        given_id: UUID | None

    class Scheduled(Aggregate.Event):
        TOPIC = "meetings.Meeting.Scheduled"
        cell_id: UUID
        kind: MeetingKind
        month: date
        theme: Theme | None
        starts_at: datetime
        place: str

    class Rescheduled(Aggregate.Event):
        TOPIC = "meetings.Meeting.Rescheduled"
        cell_id: UUID
        former_starts_at: datetime
        former_place: str
        starts_at: datetime
        place: str
        reason: TextRef

    class Cancelled(Aggregate.Event):
        TOPIC = "meetings.Meeting.Cancelled"
        cell_id: UUID
        former_starts_at: datetime
        former_place: str
        reason: TextRef

    class Held(Aggregate.Event):
        TOPIC = "meetings.Meeting.Held"
        cell_id: UUID
        kind: MeetingKind
        month: date
        theme: Theme | None
        record: MeetingRecord
        policy_version: str
        criteria: list[Criterion]

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.Meeting.Withdrawn"
        cell_id: UUID
        held_on: date
        month: date
        reason: TextRef

    @event(Opened)
    def __init__(
        self, cell_id: UUID, kind: MeetingKind, month: date, theme: Theme | None, given_id: UUID | None
    ) -> None:
        self.cell_id, self.kind, self.month, self.theme = cell_id, kind, month, theme
        self.state = State.OPEN
        self.starts_at: datetime | None = None
        self.place = ""
        self.held_on: date | None = None

    @staticmethod
    def create_id(cell_id: UUID, kind: MeetingKind, month: date, theme: Theme | None, given_id: UUID | None) -> UUID:
        """The natural key, so that two records of one meeting conflict by themselves."""
        if given_id is not None:
            return given_id
        return uuid5(cell_id, f"{kind.value}:{month:%Y-%m}:{theme.number if theme else 0}")

    def schedule(self, theme: Theme | None, starts_at: datetime, place: str) -> None:
        if self.state is State.HELD:
            raise Refused("meeting_already_held", field="meeting_id")
        if self.state is State.SCHEDULED:
            raise Refused("meeting_already_scheduled", field="meeting_id")
        self._scheduled(self.cell_id, self.kind, self.month, theme, starts_at, place)

    def reschedule(self, starts_at: datetime, place: str, reason: TextRef) -> None:
        former = self._planned_time()
        if (starts_at, place) == (former, self.place):
            raise Refused("nothing_changed", field="starts_at")
        self._rescheduled(self.cell_id, former, self.place, starts_at, place, reason)

    def cancel(self, reason: TextRef) -> None:
        self._cancelled(self.cell_id, self._planned_time(), self.place, reason)

    def record(self, theme: Theme | None, record: MeetingRecord, *, policy: MeetingPolicy, today: date) -> None:
        if self.state is State.HELD:
            raise Refused("meeting_already_held", field="meeting_id")
        if record.held_on > today:
            raise Refused("held_on_in_the_future", field="held_on", today=today.isoformat())
        record.attendance.check()
        judged = policy.judge(record)
        self._held(self.cell_id, self.kind, self.month, theme, record, policy.version, judged)

    def withdraw(self, reason: TextRef) -> None:
        if self.state is not State.HELD or self.held_on is None:
            raise Refused("meeting_not_held", field="meeting_id")
        self._withdrawn(self.cell_id, self.held_on, self.month, reason)

    def _planned_time(self) -> datetime:
        if self.state is not State.SCHEDULED or self.starts_at is None:
            raise Refused("meeting_not_scheduled", field="meeting_id")
        return self.starts_at

    # Replaying history runs the methods below again, so they check nothing.

    @event(Scheduled)
    def _scheduled(
        self, cell_id: UUID, kind: MeetingKind, month: date, theme: Theme | None, starts_at: datetime, place: str
    ) -> None:
        self.state, self.theme, self.starts_at, self.place = State.SCHEDULED, theme, starts_at, place

    @event(Rescheduled)
    def _rescheduled(
        self,
        cell_id: UUID,
        former_starts_at: datetime,
        former_place: str,
        starts_at: datetime,
        place: str,
        reason: TextRef,
    ) -> None:
        self.starts_at, self.place = starts_at, place

    @event(Cancelled)
    def _cancelled(self, cell_id: UUID, former_starts_at: datetime, former_place: str, reason: TextRef) -> None:
        self.state = State.CANCELLED

    @event(Held)
    def _held(
        self,
        cell_id: UUID,
        kind: MeetingKind,
        month: date,
        theme: Theme | None,
        record: MeetingRecord,
        policy_version: str,
        criteria: list[Criterion],
    ) -> None:
        self.state, self.theme, self.held_on = State.HELD, theme, record.held_on

    @event(Withdrawn)
    def _withdrawn(self, cell_id: UUID, held_on: date, month: date, reason: TextRef) -> None:
        self.state, self.held_on = State.WITHDRAWN, None


def local_day(instant: datetime) -> date:
    """The day it is in Viet Nam at an instant."""
    return instant.astimezone(LOCAL).date()


def check_kind(kind: MeetingKind, theme: Theme | None, given_id: UUID | None) -> None:
    """Refuse a thematic meeting without a theme, a theme elsewhere, and an id where the natural key decides."""
    if (kind is MeetingKind.THEMATIC) != (theme is not None):
        raise Refused("theme_missing" if theme is None else "theme_not_allowed", field="theme", kind=kind.value)
    if (kind is MeetingKind.EXTRAORDINARY) != (given_id is not None):
        code = "meeting_id_missing" if given_id is None else "meeting_id_not_allowed"
        raise Refused(code, field="meeting_id", kind=kind.value)


def _known(**numbers: int | None) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number is not None}


VALUES = (Theme, Attendance, MeetingRecord, Criterion)
ENUMS = {"meetings.MeetingKind": MeetingKind}
"""What events hold beside the plain types."""
