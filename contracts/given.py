"""Questions of meetings about what units were given to work with: guidance from above, good practice of others."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.guidance import GuidancePeriod
from contracts.labels import MeetingId, UnitId
from contracts.message import OPEN, Part, Query
from contracts.pages import Mark
from contracts.texts import TextRead

PracticeSide = Literal["recorded", "received"]
"""Whose a good practice is: of the unit asked for, or of another one and passed on to it."""


class PassedOn(Part):
    """A unit to which a good practice was passed on, by whom and when. A code is None where nobody has told it."""

    unit_id: UnitId
    unit_code: str | None
    sharer_id: UnitId
    sharer_code: str | None
    shared_on: date


class PracticeEntry(Part):
    """A good practice with its words. `passed_on` names at most a thousand of `passed_on_to` units, by day.

    Where it is another unit's, both tell of the units asked for alone.
    """

    practice_id: UUID
    unit_id: UnitId
    unit_code: str | None
    title: str
    theme: str
    recorded_on: date
    content: TextRead
    passed_on_to: int
    passed_on: list[PassedOn]


class PracticeList(Part):
    """Good practices, those recorded last before the others; `more` is where the next page begins, None on the last."""

    practices: list[PracticeEntry]
    more: Mark | None


class ListGoodPractices(Query, subject="query.{keeper}.meetings.list_good_practices.v1", audience=OPEN):
    """What a unit, or one below it on the day `as_of`, has recorded as good practice, or was given by others.

    `side` None: both. What was recorded or passed on after that day is left out, and what was taken back. A page has
    at most `limit` entries, and fewer where their words are many.
    """

    answer: ClassVar[type[PracticeList]] = PracticeList
    unit_id: UnitId
    as_of: date
    side: PracticeSide | None = None
    beyond: Mark | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class GuidanceEntry(Part):
    """Guidance with its words, if it has any; `meeting_id` took it up, None where no meeting of the cell has."""

    guidance_id: UUID
    issuer_id: UnitId
    issuer_code: str | None
    for_unit_id: UnitId
    for_unit_code: str | None
    number: str
    title: str
    issued_on: date
    period: GuidancePeriod
    from_on: date
    until_on: date
    text: TextRead | None
    meeting_id: MeetingId | None
    taken_up_on: date | None


class GuidanceList(Part):
    """Guidance, of the latest period first; `more` is where the next page begins, None on the last."""

    guidance: list[GuidanceEntry]
    more: Mark | None


class ListGuidance(Query, subject="query.{keeper}.meetings.list_guidance.v1", audience=OPEN):
    """The guidance from above that is for a cell in the month in which a day lies, or in several months: 3, a quarter.

    It is for a cell that stands below the unit it was given for on the last day that both its own period and the
    months asked for have; and for one that has taken it up. `taken_up` None: whether it was or not. A page has at
    most `limit` entries, and fewer where their words are many.
    """

    answer: ClassVar[type[GuidanceList]] = GuidanceList
    cell_id: UnitId
    month: date
    months: Annotated[int, Field(ge=1, le=12)] = 1
    taken_up: bool | None = None
    beyond: Mark | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
