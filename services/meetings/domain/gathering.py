"""What was held above the cells: briefings, dialogues, seminars, reviews; one can be of several forms at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.days import check_day
from services.meetings.domain.tally import Tally


class GatheringForm(Enum):
    """The forms that the sources name."""

    SECRETARIES_BRIEFING = "secretaries_briefing"
    THEMED_BRIEFING = "themed_briefing"
    DIALOGUE = "dialogue"
    SEMINAR = "seminar"
    INTERIM_REVIEW = "interim_review"
    ANNUAL_REVIEW = "annual_review"
    PROGRAMME_REVIEW = "programme_review"


REVIEWS = (GatheringForm.INTERIM_REVIEW, GatheringForm.ANNUAL_REVIEW, GatheringForm.PROGRAMME_REVIEW)
"""Forms that look back on a period."""


@dataclass(frozen=True)
class ReviewPeriod:
    """A period as its papers call it, which may count years otherwise than its days do, and its days."""

    TOPIC: ClassVar[str] = "meetings.ReviewPeriod"

    name: str
    from_on: date
    until_on: date


@dataclass(frozen=True)
class GatheringRecord:
    """What is recorded of a gathering."""

    TOPIC: ClassVar[str] = "meetings.GatheringRecord"

    forms: list[GatheringForm]
    topic: str
    held_on: date
    document: str | None
    period: ReviewPeriod | None
    participants: Tally
    papers: int
    paper_titles: list[str]
    opinions: Tally
    conclusions: TextRef | None

    def check(self, *, today: date) -> None:
        """Refuse a record that contradicts itself."""
        check_day(self.held_on, field="held_on", today=today)
        if len(set(self.forms)) < len(self.forms):
            raise Refused("form_named_twice", field="forms")
        if any(form in REVIEWS for form in self.forms) and self.period is None:
            raise Refused("review_without_period", field="period")
        if self.period is not None and self.period.until_on < self.period.from_on:
            raise Refused("period_ends_before_it_begins", field="period")
        if len(self.paper_titles) > self.papers:
            titles = len(self.paper_titles)
            raise Refused("titles_above_papers", field="paper_titles", titles=titles, papers=self.papers)
        self.participants.check("participants")
        self.opinions.check("opinions")


class Gathering(Aggregate):
    """One gathering of a unit. Withdrawn, it may be recorded again under its id."""

    TOPIC = "meetings.Gathering"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.Gathering.Opened"
        unit_id: UUID
        held_on: date
        topic: str

    class Held(Aggregate.Event):
        TOPIC = "meetings.Gathering.Held"
        unit_id: UUID
        record: GatheringRecord

    class Corrected(Aggregate.Event):
        TOPIC = "meetings.Gathering.Corrected"
        unit_id: UUID
        former_held_on: date
        record: GatheringRecord
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.Gathering.Withdrawn"
        unit_id: UUID
        held_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, unit_id: UUID, held_on: date, topic: str) -> None:
        self.unit_id = unit_id
        self.withdrawn = False
        # What was recorded last stays when it is withdrawn, so that a history shows what a new record makes of it.
        self.recorded: GatheringRecord | None = None

    @staticmethod
    def create_id(unit_id: UUID, held_on: date, topic: str) -> UUID:
        """The natural key of what is recorded first; a correction of day or topic keeps the id."""
        return uuid5(unit_id, f"gathering:{held_on.isoformat()}:{topic.casefold()}")

    def record(self, record: GatheringRecord, *, today: date) -> None:
        if self.recorded is not None and not self.withdrawn:
            raise Refused("gathering_already_recorded", field="topic")
        record.check(today=today)
        self._held(self.unit_id, record)

    def correct(self, record: GatheringRecord, reason: TextRef, *, today: date) -> None:
        former = self.standing()
        record.check(today=today)
        if record == former:
            raise Refused("nothing_changed")
        self._corrected(self.unit_id, former.held_on, record, reason)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.unit_id, self.standing().held_on, reason)

    def is_recorded_as(self, held_on: date, topic: str) -> bool:
        """Whether it stands as the gathering of that day and topic."""
        if self.recorded is None or self.withdrawn:
            return False
        return (self.recorded.held_on, self.recorded.topic.casefold()) == (held_on, topic.casefold())

    def standing(self) -> GatheringRecord:
        """What is recorded and not withdrawn, or a refusal."""
        if self.recorded is None or self.withdrawn:
            raise Refused("gathering_not_recorded", field="gathering_id")
        return self.recorded

    # Replaying history runs the methods below again, so they check nothing.

    @event(Held)
    def _held(self, unit_id: UUID, record: GatheringRecord) -> None:
        self.recorded, self.withdrawn = record, False

    @event(Corrected)
    def _corrected(self, unit_id: UUID, former_held_on: date, record: GatheringRecord, reason: TextRef) -> None:
        self.recorded = record

    @event(Withdrawn)
    def _withdrawn(self, unit_id: UUID, held_on: date, reason: TextRef) -> None:
        self.withdrawn = True
