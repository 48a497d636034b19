"""A question to the reporting service about one cell: its meetings of a year, their scores, its grades."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.labels import Code
from contracts.message import OPEN, Part, Query
from contracts.reporting import Figure, Known, ReplayName, ReportHead

Hundredths = int
"""Points in hundredths: 92.25 is 9225."""


class MeetingOfYear(Part):
    """One meeting that stands recorded, and the scores given for it; none is made of another.

    `criteria`: all met, one failed, or not known. `theme` in small letters, as themes are compared.
    """

    kind: str
    month: date
    held_on: date
    expected: int
    present: int
    excused: int
    unexcused: int
    opinions: int
    duration_minutes: int
    criteria: bool | None
    theme: str | None
    self_score: Hundredths | None
    observer_scores: list[Hundredths]
    superior_score: Hundredths | None
    feed: str
    position: int


class QuarterOfYear(Part):
    """Figures of the cell in one quarter: those of `ReadUnitQuarter` about meetings, scores and members."""

    quarter: str
    figures: list[Figure]


class GradeOfYear(Part):
    """How the cell was classified for the year or one of its quarters."""

    period: str
    grade: str
    counts_as: Literal["excellent", "good", "completed", "not_completed"]
    feed: str
    position: int


class CellYear(Part):
    """A year of one cell, in the structure of each fact's day; the same `known` gives the same, for ever.

    Meetings by the day on which they were held. `members` on the last day of each quarter.
    """

    head: ReportHead
    year: int
    meetings: list[MeetingOfYear]
    quarters: list[QuarterOfYear]
    grades: list[GradeOfYear]


class ReadCellYear(Query, subject="query.{keeper}.reporting.read_cell_year.v1", audience=OPEN):
    """The year of one cell, for whoever holds a role on the cell or above it; who visited it is not told here.

    A cell that is not there and one that is not the asker's are one answer; a committee has no such year.
    """

    answer: ClassVar[type[CellYear]] = CellYear
    unit_code: Code
    year: Annotated[int, Field(ge=1930, le=2099)]
    known: Known = {}
    known_at: AwareDatetime | None = None
    replay: ReplayName | None = None
