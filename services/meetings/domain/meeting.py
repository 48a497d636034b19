"""What a meeting is, and what may be done with it."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.attendance import MeetingRecord
from services.meetings.domain.kinds import MeetingKind, Theme
from services.meetings.domain.quality import Criterion, MeetingPolicy


class State(Enum):
    """Where a meeting stands. A cancelled or withdrawn one may be scheduled or recorded again under its id."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    HELD = "held"
    WITHDRAWN = "withdrawn"


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
        # What was recorded last stays when it is withdrawn, so that a history shows what a new record makes of it.
        self.recorded: MeetingRecord | None = None
        self.policy_version = ""
        self.criteria: list[Criterion] = []

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
        self.recorded, self.policy_version, self.criteria = record, policy_version, criteria

    @event(Withdrawn)
    def _withdrawn(self, cell_id: UUID, held_on: date, month: date, reason: TextRef) -> None:
        self.state, self.held_on = State.WITHDRAWN, None
