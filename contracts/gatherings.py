"""Messages of meetings about gatherings above the cells: briefings, dialogues, seminars and reviews."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Label, UnitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.pages import Mark
from contracts.texts import TextRef

GatheringForm = Literal[
    "secretaries_briefing",
    "themed_briefing",
    "dialogue",
    "seminar",
    "interim_review",
    "annual_review",
    "programme_review",
]


class Share(Part):
    """A part of a total under its name. `count` None: it was named, and nobody counted it."""

    name: Label
    count: Count | None = None


class Tally(Part):
    """A total and the parts of it that were counted. `total` None: nobody counted."""

    total: Count | None = None
    parts: Annotated[list[Share], Field(max_length=100)] = []


class CountedTally(Part):
    """A tally as recorded; `not_counted` is what no part accounts for, None where there is no total."""

    total: int | None
    parts: list[Share]
    not_counted: int | None


class ReviewPeriod(Part):
    """What a review looks back on: as its papers call it ("03 năm"), and from which day until which it really is."""

    name: Label
    from_on: date
    until_on: date


class RecordGathering(Command, subject="cmd.{keeper}.meetings.record_gathering.v1", audience=OPEN):
    """Record a gathering that a unit held; one can be of several forms, as a briefing together with a dialogue.

    Its id follows from the unit, the day and the topic; withdrawn, it may be recorded again. `document` is what a
    review is about. `papers` counts those presented; titles may stand beside the count, not all of them need to.
    """

    unit_id: UnitId
    forms: Annotated[list[GatheringForm], Field(min_length=1, max_length=7)]
    topic: Label
    held_on: date
    document: Label | None = None
    period: ReviewPeriod | None = None
    participants: Tally = Tally()
    papers: Count = 0
    paper_titles: Annotated[list[Label], Field(max_length=100)] = []
    opinions: Tally = Tally()
    conclusions: FreeText | None = None


class GatheringHeld(Event, subject="evt.{keeper}.meetings.GatheringHeld.v1", audience=OPEN):
    """A unit held a gathering."""

    gathering_id: UUID
    unit_id: UnitId
    forms: list[GatheringForm]
    topic: str
    held_on: date
    document: str | None
    period: ReviewPeriod | None
    participants: CountedTally
    papers: int
    paper_titles: list[str]
    opinions: CountedTally
    conclusions: TextRef | None


class CorrectGathering(Command, subject="cmd.{keeper}.meetings.correct_gathering.v1", audience=OPEN):
    """Say anew what a gathering was, and why; the id stays. `conclusions` None leaves the conclusions as they are."""

    unit_id: UnitId
    gathering_id: UUID
    forms: Annotated[list[GatheringForm], Field(min_length=1, max_length=7)]
    topic: Label
    held_on: date
    document: Label | None = None
    period: ReviewPeriod | None = None
    participants: Tally = Tally()
    papers: Count = 0
    paper_titles: Annotated[list[Label], Field(max_length=100)] = []
    opinions: Tally = Tally()
    conclusions: FreeText | None = None
    reason: FreeText


class GatheringCorrected(Event, subject="evt.{keeper}.meetings.GatheringCorrected.v1", audience=OPEN):
    """What was recorded of a gathering is this from now on."""

    gathering_id: UUID
    unit_id: UnitId
    former_held_on: date
    forms: list[GatheringForm]
    topic: str
    held_on: date
    document: str | None
    period: ReviewPeriod | None
    participants: CountedTally
    papers: int
    paper_titles: list[str]
    opinions: CountedTally
    conclusions: TextRef | None
    reason: TextRef


class WithdrawGathering(Command, subject="cmd.{keeper}.meetings.withdraw_gathering.v1", audience=OPEN):
    """Take back the record of a gathering that was wrong; it may be recorded again."""

    unit_id: UnitId
    gathering_id: UUID
    reason: FreeText


class GatheringWithdrawn(Event, subject="evt.{keeper}.meetings.GatheringWithdrawn.v1", audience=OPEN):
    """The record of a gathering counts no more."""

    gathering_id: UUID
    unit_id: UnitId
    held_on: date
    reason: TextRef


class GatheringEntry(Part):
    """A gathering as it is recorded by now, after so many corrections. Words are read by `conclusions_text_id`."""

    gathering_id: UUID
    unit_id: UnitId
    unit_code: str | None
    forms: list[GatheringForm]
    topic: str
    held_on: date
    document: str | None
    period: ReviewPeriod | None
    participants: CountedTally
    papers: int
    paper_titles: list[str]
    opinions: CountedTally
    conclusions_text_id: UUID | None
    corrections: int


class GatheringList(Part):
    """Gatherings, the latest first; `more` is where the next page begins, None on the last."""

    gatherings: list[GatheringEntry]
    more: Mark | None


class ListGatherings(Query, subject="query.{keeper}.meetings.list_gatherings.v1", audience=OPEN):
    """The gatherings that a unit, or one below it on the day `as_of`, has held until that day.

    `from_on` leaves out those before it, `forms` those of none of these forms; none named: of any. A page has at most
    `limit` entries, and fewer where they are large.
    """

    answer: ClassVar[type[GatheringList]] = GatheringList
    unit_id: UnitId
    as_of: date
    from_on: date | None = None
    forms: Annotated[list[GatheringForm], Field(max_length=7)] = []
    beyond: Mark | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
