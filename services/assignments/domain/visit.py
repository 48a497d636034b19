"""What a visit is: an observer attended a meeting of a cell, planned or not, and files what he found there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.assignments.domain.change import LOCAL, local_day
from services.assignments.domain.findings import Finding, Noted, numbered
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused

MOST_THEMES = 9


@dataclass(frozen=True)
class MeetingFact:
    """What the meetings service has told of a meeting; `held_on` None until its record came."""

    cell_id: UUID
    held_on: date | None


@dataclass(frozen=True)
class VisitRecord:
    """What the observer records of his coming."""

    TOPIC: ClassVar[str] = "assignments.VisitRecord"
    cell_id: UUID
    visited_on: date
    arrived_at: datetime | None
    left_at: datetime | None

    def check(self, *, now: datetime, today: date, longest: timedelta) -> None:
        """Refuse a visit that is still to come, and hours that contradict one another or the day.

        Who came in the evening may leave after midnight, at most `longest` after he came; who does not say when he
        came left on the day of the visit.
        """
        if self.visited_on > today:
            raise Refused("visited_on_in_the_future", field="visited_on", today=today.isoformat())
        if self.arrived_at is not None and local_day(self.arrived_at) != self.visited_on:
            raise Refused("arrived_on_another_day", field="arrived_at", visited_on=self.visited_on.isoformat())
        if self.left_at is not None:
            self._check_leaving(self.left_at, longest)
        for field, instant in (("arrived_at", self.arrived_at), ("left_at", self.left_at)):
            if instant is not None and instant > now:
                raise Refused("visit_hours_in_the_future", field=field, now=now.astimezone(LOCAL).strftime("%H:%M"))

    def _check_leaving(self, left_at: datetime, longest: timedelta) -> None:
        if self.arrived_at is None:
            if local_day(left_at) != self.visited_on:
                raise Refused("left_on_another_day", field="left_at", visited_on=self.visited_on.isoformat())
        elif left_at < self.arrived_at:
            raise Refused("left_before_arrived", field="left_at")
        elif left_at - self.arrived_at > longest:
            raise Refused("stayed_too_long", field="left_at", hours=longest // timedelta(hours=1))


class State(Enum):
    """Where a visit stands. A withdrawn one may be recorded again under its id."""

    OPEN = "open"
    MADE = "made"
    WITHDRAWN = "withdrawn"


class Visit(Aggregate):
    """One observer at one meeting."""

    TOPIC = "assignments.Visit"

    class Opened(Aggregate.Event, Created):
        TOPIC = "assignments.Visit.Opened"
        meeting_id: UUID
        person_id: UUID

    class Made(Aggregate.Event):
        TOPIC = "assignments.Visit.Made"
        meeting_id: UUID
        person_id: UUID
        record: VisitRecord
        unannounced: bool

    class Withdrawn(Aggregate.Event):
        TOPIC = "assignments.Visit.Withdrawn"
        meeting_id: UUID
        person_id: UUID
        cell_id: UUID
        visited_on: date
        reason: TextRef

    class FindingsFiled(Aggregate.Event):
        TOPIC = "assignments.Visit.FindingsFiled"
        meeting_id: UUID
        person_id: UUID
        cell_id: UUID
        visited_on: date
        findings: list[Finding]

    class FindingsCorrected(Aggregate.Event):
        TOPIC = "assignments.Visit.FindingsCorrected"
        meeting_id: UUID
        person_id: UUID
        cell_id: UUID
        visited_on: date
        findings: list[Finding]
        reason: TextRef

    class FindingsWithdrawn(Aggregate.Event):
        TOPIC = "assignments.Visit.FindingsWithdrawn"
        meeting_id: UUID
        person_id: UUID
        cell_id: UUID
        visited_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, meeting_id: UUID, person_id: UUID) -> None:
        self.meeting_id, self.person_id = meeting_id, person_id
        self.state = State.OPEN
        self.record: VisitRecord | None = None
        self.unannounced: bool | None = None
        self.findings: list[Finding] = []
        self.filings = 0

    @staticmethod
    def create_id(meeting_id: UUID, person_id: UUID) -> UUID:
        """The natural key: nobody attends a meeting twice."""
        return uuid5(meeting_id, str(person_id))

    def make(self, record: VisitRecord, *, unannounced: bool) -> None:
        if self.state is State.MADE:
            raise Refused("visit_already_made", field="meeting_id")
        self._made(self.meeting_id, self.person_id, record, unannounced)

    def withdraw(self, reason: TextRef) -> None:
        record = self._made_record()
        self._withdrawn(self.meeting_id, self.person_id, record.cell_id, record.visited_on, reason)

    def file(self, noted: Sequence[Noted]) -> None:
        """File what was found; once, until it is corrected or taken back."""
        record = self._made_record()
        if self.findings:
            raise Refused("findings_already_filed", field="visit_id")
        findings = numbered(self.id, self.filings + 1, noted, ())
        self._findings_filed(self.meeting_id, self.person_id, record.cell_id, record.visited_on, findings)

    def correct(self, noted: Sequence[Noted], reason: TextRef) -> None:
        """Put these in the place of all that were filed."""
        record = self._filed_record()
        findings = numbered(self.id, self.filings + 1, noted, self.findings)
        whose = (self.meeting_id, self.person_id, record.cell_id, record.visited_on)
        self._findings_corrected(*whose, findings, reason)

    def withdraw_findings(self, reason: TextRef) -> None:
        record = self._filed_record()
        self._findings_withdrawn(self.meeting_id, self.person_id, record.cell_id, record.visited_on, reason)

    def _made_record(self) -> VisitRecord:
        if self.state is not State.MADE or self.record is None:
            raise Refused("visit_not_made", field="visit_id")
        return self.record

    def _filed_record(self) -> VisitRecord:
        record = self._made_record()
        if not self.findings:
            raise Refused("findings_not_filed", field="visit_id")
        return record

    # Replaying history runs the methods below again, so they check nothing.

    @event(Made)
    def _made(self, meeting_id: UUID, person_id: UUID, record: VisitRecord, unannounced: bool) -> None:
        self.state, self.record, self.unannounced = State.MADE, record, unannounced

    @event(Withdrawn)
    def _withdrawn(self, meeting_id: UUID, person_id: UUID, cell_id: UUID, visited_on: date, reason: TextRef) -> None:
        # What was found at a visit that was none counts no more either.
        self.state, self.findings = State.WITHDRAWN, []

    @event(FindingsFiled)
    def _findings_filed(
        self, meeting_id: UUID, person_id: UUID, cell_id: UUID, visited_on: date, findings: list[Finding]
    ) -> None:
        self.findings, self.filings = findings, self.filings + 1

    @event(FindingsCorrected)
    def _findings_corrected(
        self,
        meeting_id: UUID,
        person_id: UUID,
        cell_id: UUID,
        visited_on: date,
        findings: list[Finding],
        reason: TextRef,
    ) -> None:
        self.findings, self.filings = findings, self.filings + 1

    @event(FindingsWithdrawn)
    def _findings_withdrawn(
        self, meeting_id: UUID, person_id: UUID, cell_id: UUID, visited_on: date, reason: TextRef
    ) -> None:
        self.findings = []


def check_meeting(meeting_id: UUID, record: VisitRecord, meeting: MeetingFact | None) -> None:
    """Refuse a meeting that is not the cell's, and a day that is not the meeting's.

    Observers often write before the secretary does, so a meeting without a record may be visited on any day: one
    that was announced (also one that was called off and met all the same), or one that nobody has announced, if its
    id is the natural key of a meeting of that cell for the month of the visit or for one beside it.
    """
    if meeting is None:
        if meeting_id not in natural_meetings(record.cell_id, record.visited_on):
            raise Refused("meeting_unknown", field="meeting_id")
    elif meeting.cell_id != record.cell_id:
        raise Refused("meeting_unknown", field="meeting_id")
    elif meeting.held_on is not None and meeting.held_on != record.visited_on:
        raise Refused("visit_not_on_meeting_day", field="visited_on", held_on=meeting.held_on.isoformat())


def natural_meetings(cell_id: UUID, day: date) -> set[UUID]:
    """The ids, as the meetings service makes them, of what a cell may have held on a day."""
    around = [divmod(day.year * 12 + day.month - 1 + step, 12) for step in (-1, 0, 1)]
    names = ["regular:{month}:0", *(f"thematic:{{month}}:{number}" for number in range(1, MOST_THEMES + 1))]
    return {uuid5(cell_id, name.format(month=f"{year:04}-{month + 1:02}")) for year, month in around for name in names}
