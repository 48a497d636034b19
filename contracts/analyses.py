"""Questions to the reporting service that set figures side by side: what diverges, repeats, is late, or stands out.

An analysis asks, it judges nobody: it ranks no person and no unit, and what it finds odd is said as a question.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.labels import Code
from contracts.message import BOARD, Part
from contracts.reporting import EvidenceItem, Figure, OfQuarter, ReportHead

LineKey = Annotated[str, Field(min_length=1, max_length=200)]


class Words(Part):
    """The same words in Vietnamese and English."""

    vi: str
    en: str


class PeriodOfLine(Part):
    """What a line comes to in one quarter, or in the months that end with it.

    `too_few`: there is less than the policy asks for, so only how much there is is told, or nothing. `change` is that
    of the line's main figure against the period before it in the list's order of time: percentage points for a ratio,
    the unit of the mean or the count otherwise; None where either is not known. `events`: how many stand behind it.
    """

    quarter: str
    figures: list[Figure]
    too_few: bool = False
    change: float | None = None
    events: int = 0


class LineOfAnalysis(Part):
    """One line: ask again with its `key` as `line` for the events behind its newest period.

    `periods` go from the newest back. `question` is what a person may want to ask about it; it accuses nobody.
    """

    key: str
    name: Words
    unit_code: str | None = None
    unit_name: str | None = None
    question: Words | None = None
    periods: list[PeriodOfLine]


class Analysis(Part):
    """One page of the lines of an analysis, or one line with a page of its events.

    `policy`: the thresholds in force on the quarter's last day, of version `policy_version`. `total`: how many lines
    there are, or how many events the line has.
    """

    head: ReportHead
    policy_version: str
    policy: dict[str, int]
    lines: list[LineOfAnalysis]
    items: list[EvidenceItem] = []
    total: int


class OfAnalysis(OfQuarter):
    """What all analyses take: how many quarters to look back at, a line to open, a page.

    The lens, the moment known and the quarter are those of every question about a quarter.
    """

    answer: ClassVar[type[Analysis]] = Analysis
    quarters: Annotated[int, Field(ge=1, le=12, strict=True)] = 4
    line: LineKey | None = None
    offset: Annotated[int, Field(ge=0, strict=True)] = 0
    limit: Annotated[int, Field(ge=1, le=1000, strict=True)] = 200


class OfWhole(OfAnalysis):
    """An analysis for the board: of a unit, or without one of the keeper's own committee."""

    unit_code: Code | None = None


class ReadDivergence(OfWhole, subject="query.{keeper}.reporting.read_divergence.v1", audience=BOARD):
    """How far the scores of cell, observer and superior lie apart, for each criterion, quarter by quarter.

    Pairs are of one meeting and one rubric; `difference` is the mean of first minus second, `median` its middle.
    """
