"""What is recorded of a gathering: one can be of several forms at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import words_key
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

    @property
    def place(self) -> str:
        """Its day and topic: a unit has one gathering there."""
        return place_of(self.held_on, self.topic)

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


def place_of(held_on: date, topic: str) -> str:
    """A day and a topic as a key, however the topic is written."""
    return f"{held_on.isoformat()}:{words_key(topic)}"
