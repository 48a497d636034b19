"""What a committee gives the cells below a unit to take up in a year or a month, and which cell took it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import number_key
from services.meetings.domain.days import check_day


class GuidancePeriod(Enum):
    """For how long guidance is given."""

    YEAR = "year"
    MONTH = "month"

    def around(self, day: date) -> tuple[date, date]:
        """The first and the last day of the year or month in which a day lies."""
        if self is GuidancePeriod.YEAR:
            return date(day.year, 1, 1), date(day.year, 12, 31)
        first = day.replace(day=1)
        next_month = (first + timedelta(days=31)).replace(day=1)
        return first, next_month - timedelta(days=1)


@dataclass(frozen=True)
class GuidanceGiven:
    """What guidance says. It is for the cells below `for_unit_id`."""

    TOPIC: ClassVar[str] = "meetings.GuidanceGiven"

    number: str
    title: str
    issued_on: date
    period: GuidancePeriod
    from_on: date
    until_on: date
    for_unit_id: UUID
    text: TextRef | None


class Guidance(Aggregate):
    """One document of a committee. Withdrawn, it may be issued again under its id."""

    TOPIC = "meetings.Guidance"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.Guidance.Opened"
        issuer_id: UUID
        number: str
        issued_on: date

    class Issued(Aggregate.Event):
        TOPIC = "meetings.Guidance.Issued"
        issuer_id: UUID
        given: GuidanceGiven

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.Guidance.Withdrawn"
        issuer_id: UUID
        issued_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, issuer_id: UUID, number: str, issued_on: date) -> None:
        self.issuer_id = issuer_id
        self.withdrawn = False
        self.given: GuidanceGiven | None = None

    @staticmethod
    def create_id(issuer_id: UUID, number: str, issued_on: date) -> UUID:
        """The natural key: a committee's numbers begin anew each year."""
        return uuid5(issuer_id, f"guidance:{issued_on.year}:{number_key(number).casefold()}")

    def issue(self, given: GuidanceGiven, *, today: date) -> None:
        if self.given is not None and not self.withdrawn:
            raise Refused("guidance_already_issued", field="number", number=given.number)
        check_day(given.issued_on, field="issued_on", today=today)
        self._issued(self.issuer_id, given)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.issuer_id, self.standing().issued_on, reason)

    def standing(self) -> GuidanceGiven:
        """What is issued and not withdrawn, or a refusal."""
        if self.given is None or self.withdrawn:
            raise Refused("guidance_not_issued", field="guidance_id")
        return self.given

    # Replaying history runs the methods below again, so they check nothing.

    @event(Issued)
    def _issued(self, issuer_id: UUID, given: GuidanceGiven) -> None:
        self.given, self.withdrawn = given, False

    @event(Withdrawn)
    def _withdrawn(self, issuer_id: UUID, issued_on: date, reason: TextRef) -> None:
        self.withdrawn = True


class TakingUp(Aggregate):
    """Whether one cell took one guidance up; apart from the guidance, so that hundreds of cells do not race for it."""

    TOPIC = "meetings.TakingUp"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.TakingUp.Opened"
        guidance_id: UUID
        cell_id: UUID

    class TakenUp(Aggregate.Event):
        TOPIC = "meetings.TakingUp.TakenUp"
        guidance_id: UUID
        cell_id: UUID
        meeting_id: UUID
        taken_up_on: date

    class Redated(Aggregate.Event):
        TOPIC = "meetings.TakingUp.Redated"
        guidance_id: UUID
        cell_id: UUID
        meeting_id: UUID
        former_taken_up_on: date
        taken_up_on: date
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.TakingUp.Withdrawn"
        guidance_id: UUID
        cell_id: UUID
        meeting_id: UUID
        taken_up_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, guidance_id: UUID, cell_id: UUID) -> None:
        self.guidance_id, self.cell_id = guidance_id, cell_id
        self.meeting_id: UUID | None = None
        self.taken_up_on: date | None = None

    @staticmethod
    def create_id(guidance_id: UUID, cell_id: UUID) -> UUID:
        """One for each guidance and cell."""
        return uuid5(guidance_id, f"taken up by:{cell_id}")

    def take_up(self, given: GuidanceGiven, meeting_id: UUID, held_on: date) -> None:
        if self.taken_up_on is not None:
            raise Refused("guidance_already_taken_up", field="guidance_id", day=self.taken_up_on.isoformat())
        _check_after(given, held_on, field="meeting_id")
        self._taken_up(self.guidance_id, self.cell_id, meeting_id, held_on)

    def redate(self, given: GuidanceGiven, held_on: date, reason: TextRef) -> None:
        """The meeting that took it up was held on another day than its minutes said."""
        meeting_id, former = self._standing()
        _check_after(given, held_on, field="held_on")
        self._redated(self.guidance_id, self.cell_id, meeting_id, former, held_on, reason)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.guidance_id, self.cell_id, *self._standing(), reason)

    def _standing(self) -> tuple[UUID, date]:
        """The meeting that took it up and its day, or a refusal."""
        if self.meeting_id is None or self.taken_up_on is None:
            raise Refused("guidance_not_taken_up", field="guidance_id")
        return self.meeting_id, self.taken_up_on

    # Replaying history runs the methods below again, so they check nothing.

    @event(TakenUp)
    def _taken_up(self, guidance_id: UUID, cell_id: UUID, meeting_id: UUID, taken_up_on: date) -> None:
        self.meeting_id, self.taken_up_on = meeting_id, taken_up_on

    @event(Redated)
    def _redated(
        self,
        guidance_id: UUID,
        cell_id: UUID,
        meeting_id: UUID,
        former_taken_up_on: date,
        taken_up_on: date,
        reason: TextRef,
    ) -> None:
        self.taken_up_on = taken_up_on

    @event(Withdrawn)
    def _withdrawn(
        self, guidance_id: UUID, cell_id: UUID, meeting_id: UUID, taken_up_on: date, reason: TextRef
    ) -> None:
        self.meeting_id = self.taken_up_on = None


def _check_after(given: GuidanceGiven, held_on: date, *, field: str) -> None:
    if held_on < given.issued_on:
        raise Refused("meeting_before_guidance", field=field, issued_on=given.issued_on.isoformat())
