"""What a meeting is, and what may be done with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.announced import Announced, Change, State
from services.meetings.domain.kinds import MeetingKind, Theme, local_day
from services.meetings.domain.minutes import MeetingRecord
from services.meetings.domain.preparation import Agenda
from services.meetings.domain.quality import Criterion, MeetingPolicy


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
        class_version = 2
        cell_id: UUID
        kind: MeetingKind
        month: date
        theme: Theme | None
        starts_at: datetime
        place: str
        former_starts_at: datetime | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Nobody noted what was announced again after it had been called off."""
            state["former_starts_at"] = None

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

    class ChangeWithdrawn(Aggregate.Event):
        TOPIC = "meetings.Meeting.ChangeWithdrawn"
        cell_id: UUID
        change: Change
        withdrawn_starts_at: datetime | None
        starts_at: datetime
        place: str
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

    class MinutesCorrected(Aggregate.Event):
        TOPIC = "meetings.Meeting.MinutesCorrected"
        cell_id: UUID
        kind: MeetingKind
        month: date
        former_theme: Theme | None
        former: MeetingRecord
        theme: Theme | None
        record: MeetingRecord
        policy_version: str
        criteria: list[Criterion]
        reason: TextRef

    class AgendaPrepared(Aggregate.Event):
        TOPIC = "meetings.Meeting.AgendaPrepared"
        cell_id: UUID
        kind: MeetingKind
        month: date
        meeting_on: date
        agenda: Agenda
        papers_ahead_days: int
        policy_version: str

    class AgendaWithdrawn(Aggregate.Event):
        TOPIC = "meetings.Meeting.AgendaWithdrawn"
        cell_id: UUID
        month: date
        meeting_on: date
        reason: TextRef

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
        self._changes: list[Announced] = []
        self.held_on: date | None = None
        # What was recorded last stays when it is withdrawn, so that a history shows what a new record makes of it.
        self.recorded: MeetingRecord | None = None
        self.policy_version = ""
        self.criteria: list[Criterion] = []
        self.agenda: Agenda | None = None
        self.agenda_for: date | None = None

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
        former = self.starts_at if self.state is State.CANCELLED else None
        self._scheduled(self.cell_id, self.kind, self.month, theme, starts_at, place, former)

    def reschedule(self, starts_at: datetime, place: str, reason: TextRef) -> None:
        former = self._planned_time()
        if (starts_at, place) == (former, self.place):
            raise Refused("nothing_changed", field="starts_at")
        self._rescheduled(self.cell_id, former, self.place, starts_at, place, reason)

    def cancel(self, reason: TextRef) -> None:
        self._cancelled(self.cell_id, self._planned_time(), self.place, reason)

    def withdraw_change(self, reason: TextRef) -> None:
        """Take back the last change of what is announced, also once the meeting was held."""
        if not self._changes:
            raise Refused("meeting_not_changed", field="meeting_id")
        before = self._changes[-1]
        withdrawn = self.starts_at if before.change is Change.RESCHEDULED else None
        self._change_withdrawn(self.cell_id, before.change, withdrawn, before.starts_at, before.place, reason)

    def record(self, theme: Theme | None, record: MeetingRecord, *, policy: MeetingPolicy, today: date) -> None:
        if self.state is State.HELD:
            raise Refused("meeting_already_held", field="meeting_id")
        record.check(today=today)
        judged = policy.judge(record)
        self._held(self.cell_id, self.kind, self.month, theme, record, policy.version, judged)

    def correct(
        self, theme: Theme | None, record: MeetingRecord, reason: TextRef, *, policy: MeetingPolicy, today: date
    ) -> None:
        former = self._minutes()
        record.check(today=today)
        if (theme, record) == (self.theme, former):
            raise Refused("nothing_changed", field="meeting_id")
        judged = policy.judge(record)
        identity = (self.cell_id, self.kind, self.month)
        self._minutes_corrected(*identity, self.theme, former, theme, record, policy.version, judged, reason)

    def retitled(self, title: str | None) -> Theme | None:
        """Its theme under another title; refused where it has none."""
        if title is None:
            return self.theme
        if self.theme is None:
            raise Refused("theme_not_allowed", field="theme_title", kind=self.kind.value)
        return Theme(self.theme.number, title)

    def prepare(self, agenda: Agenda, *, policy: MeetingPolicy, today: date) -> None:
        meeting_on = self.day()
        agenda.check(meeting_on, today=today)
        if agenda == self.agenda:
            raise Refused("nothing_changed", field="items")
        identity = (self.cell_id, self.kind, self.month)
        self._agenda_prepared(*identity, meeting_on, agenda, policy.papers_ahead_days, policy.version)

    def withdraw_agenda(self, reason: TextRef) -> None:
        if self.agenda_for is None:
            raise Refused("agenda_not_prepared", field="meeting_id")
        self._agenda_withdrawn(self.cell_id, self.month, self.agenda_for, reason)

    def day(self) -> date:
        """The day on which it was held or, until then, is to be held; refused where neither is known."""
        if self.state is State.HELD and self.held_on is not None:
            return self.held_on
        if self.state is State.SCHEDULED and self.starts_at is not None:
            return local_day(self.starts_at)
        raise Refused("meeting_not_announced", field="meeting_id")

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.cell_id, self._minutes().held_on, self.month, reason)

    def _minutes(self) -> MeetingRecord:
        if self.state is not State.HELD or self.recorded is None:
            raise Refused("meeting_not_held", field="meeting_id")
        return self.recorded

    def _planned_time(self) -> datetime:
        if self.state is not State.SCHEDULED or self.starts_at is None:
            raise Refused("meeting_not_scheduled", field="meeting_id")
        return self.starts_at

    # Replaying history runs the methods below again, so they check nothing.

    @event(Scheduled)
    def _scheduled(
        self,
        cell_id: UUID,
        kind: MeetingKind,
        month: date,
        theme: Theme | None,
        starts_at: datetime,
        place: str,
        former_starts_at: datetime | None,
    ) -> None:
        self.state, self.theme, self.starts_at, self.place = State.SCHEDULED, theme, starts_at, place
        self._changes = []

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
        self._changes = [*self._changes, Announced(Change.RESCHEDULED, former_starts_at, former_place)]
        self.starts_at, self.place = starts_at, place

    @event(Cancelled)
    def _cancelled(self, cell_id: UUID, former_starts_at: datetime, former_place: str, reason: TextRef) -> None:
        self.state = State.CANCELLED
        self._changes = [*self._changes, Announced(Change.CANCELLED, former_starts_at, former_place)]

    @event(ChangeWithdrawn)
    def _change_withdrawn(
        self,
        cell_id: UUID,
        change: Change,
        withdrawn_starts_at: datetime | None,
        starts_at: datetime,
        place: str,
        reason: TextRef,
    ) -> None:
        self._changes, self.starts_at, self.place = self._changes[:-1], starts_at, place
        # Also where it was recorded by mistake meanwhile: it is announced again.
        if change is Change.CANCELLED and self.state is not State.HELD:
            self.state = State.SCHEDULED

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

    @event(MinutesCorrected)
    def _minutes_corrected(
        self,
        cell_id: UUID,
        kind: MeetingKind,
        month: date,
        former_theme: Theme | None,
        former: MeetingRecord,
        theme: Theme | None,
        record: MeetingRecord,
        policy_version: str,
        criteria: list[Criterion],
        reason: TextRef,
    ) -> None:
        self.theme, self.held_on = theme, record.held_on
        self.recorded, self.policy_version, self.criteria = record, policy_version, criteria

    @event(AgendaPrepared)
    def _agenda_prepared(
        self,
        cell_id: UUID,
        kind: MeetingKind,
        month: date,
        meeting_on: date,
        agenda: Agenda,
        papers_ahead_days: int,
        policy_version: str,
    ) -> None:
        self.agenda, self.agenda_for = agenda, meeting_on

    @event(AgendaWithdrawn)
    def _agenda_withdrawn(self, cell_id: UUID, month: date, meeting_on: date, reason: TextRef) -> None:
        self.agenda = self.agenda_for = None

    @event(Withdrawn)
    def _withdrawn(self, cell_id: UUID, held_on: date, month: date, reason: TextRef) -> None:
        self.state, self.held_on = State.WITHDRAWN, None
