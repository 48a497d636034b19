"""Questions to the reporting service that set figures side by side: what diverges, repeats, is late, or stands out.

An analysis asks, it judges nobody: it ranks no person and no unit, and what it finds odd is said as a question.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.labels import Code, Key
from contracts.message import BOARD, OPEN, Part
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
    `policy_version`: of the rule that something was judged by then, such as a quota.
    """

    quarter: str
    figures: list[Figure]
    too_few: bool = False
    change: float | None = None
    events: int = 0
    policy_version: str | None = None


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


class ReadPredictability(OfWhole, subject="query.{keeper}.reporting.read_predictability.v1", audience=BOARD):
    """Coverage by type of cell, and what could be foreseen of visits by whoever knows those made in the last months.

    It rests on visits that were made, never on plans. `months_with_visits` and the lines after it are of the months of
    history that the policy names; their question is there where the pattern is.
    """


class ReadTimeliness(OfWhole, subject="query.{keeper}.reporting.read_timeliness.v1", audience=BOARD):
    """How complete records and reports are and how soon they came, of all units and of each directly below.

    A record is in time within the policy's days after the day that it is about.
    """


class OfUnit(OfAnalysis):
    """An analysis for whoever holds a role on the unit or on one above it."""

    unit_code: Code


class ReadUnitTimeliness(OfUnit, subject="query.{keeper}.reporting.read_unit_timeliness.v1", audience=OPEN):
    """The same of what is not for the board alone: meetings, a cell's own scores, rolls."""


class ReadSurveys(OfWhole, subject="query.{keeper}.reporting.read_surveys.v1", audience=BOARD):
    """What surveys came to, of all units and of each directly below: how many answered, and what they chose.

    A survey or question that fewer answered than the policy asks for enters no number, neither here nor above.
    """


class ReadClasses(OfUnit, subject="query.{keeper}.reporting.read_classes.v1", audience=OPEN):
    """How each peer group was classified, against its quota: `policy_version` of a period is the quota's."""


class ReadQuestions(OfWhole, subject="query.{keeper}.reporting.read_questions.v1", audience=BOARD):
    """What repeats month after month or lies far apart, in the months of history, asked about one cell at a time.

    Records, own scores and observers' scores alike so many times running, scores of one meeting far apart, findings and
    resolutions in words used before; and in the quarter itself attendance, own scores and opinions far from those of
    cells of the same type. A question is no finding: cells stand in the order of their codes.
    """


Compared = Annotated[list[Key], Field(min_length=1, max_length=20)]
"""Keys of figures of the quarter's report, coverage as `assigned_…` and `visited_…`."""


class ReadComparison(OfWhole, subject="query.{keeper}.reporting.read_comparison.v1", audience=BOARD):
    """Figures of a unit and of each directly below it, quarter by quarter, each as that unit's own report has it."""

    figures: Compared = ["meetings_regular", "attendance_regular", "self_rated", "divergence", "visited_all"]


class ReadCityComparison(OfAnalysis, subject="query.{keeper}.reporting.read_city_comparison.v1", audience=BOARD):
    """The same of a city and each of its keepers, asked at the keeper `city` by its own staff.

    Now, or as known to the city at another moment, in lens `then` or `today`, as in `ReadCityQuarter`; of several
    quarters each is as known at that moment and under the structure of the newest one's day. Lens `reported`, a replay,
    and opening a line are refused: they are asked of `ReadCityQuarter` and at the keeper that a line is of.
    """

    figures: Compared = ["meetings_regular", "attendance_regular", "self_rated", "divergence", "visited_all"]
