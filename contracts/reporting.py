"""Questions to the reporting service: the quarter, coverage, and the evidence behind one figure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.labels import Code, Key
from contracts.message import OPEN, Part, Query

QuarterName = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-Q[1-4]$")]


class Figure(Part):
    """A figure is its evidence: ask `ReadEvidence` with the same key, quarter and unit for the events behind it.

    `measure` says how to read it: `ratio` numerator / denominator in 0..100 %; `mean` numerator / denominator;
    `count` the numerator alone (denominator None). Points are in hundredths, so that numerators are whole numbers;
    `scale` is what they are divided by. `percent` and `mean` are rounded half up to two decimals.
    """

    key: Key
    name_vi: str
    name_en: str
    measure: Literal["ratio", "mean", "count"]
    numerator: int
    denominator: int | None = None
    scale: int = 1
    percent: float | None = None
    mean: float | None = None


class UnitCounts(Part):
    """How many units of each place in the tree there are on the last day of the quarter."""

    grassroots_committees: int
    grassroots_cells: int
    subordinate_cells: int


class VisitsOfObserver(Part):
    """Visits that one observer made in the quarter, and to how many cells."""

    person_id: UUID
    visits: int
    cells: int
    assigned_cells: int


class ReportHead(Part):
    """What a report was computed from: the same head gives the same figures, for ever."""

    keeper: str
    quarter: str
    unit_code: str
    unit_name: str
    as_of: date
    simulated: bool
    known: dict[str, int]
    known_at: datetime | None
    parked: int


class QuarterReport(Part):
    """The quarter of one unit of any level and all below it, as known now, in the structure of each fact's day."""

    head: ReportHead
    members: int
    units: UnitCounts
    observers: int
    assignments: int
    figures: list[Figure]
    coverage: list[Figure]
    visited_coverage: list[Figure]
    visits_by_observer: list[VisitsOfObserver]


class ReadQuarter(Query, subject="query.{keeper}.reporting.read_quarter.v1", audience=OPEN):
    """The quarter of a unit (None: the keeper's own committee, so the whole)."""

    answer: ClassVar[type[QuarterReport]] = QuarterReport
    quarter: QuarterName
    unit_code: Code | None = None


class CoverageReport(Part):
    """Coverage alone: cells with an assignment in force on the last day, and cells visited in the quarter."""

    head: ReportHead
    observers: int
    assignments: int
    coverage: list[Figure]
    visited_coverage: list[Figure]


class ReadCoverage(Query, subject="query.{keeper}.reporting.read_coverage.v1", audience=OPEN):
    """Coverage of a unit's cells in a quarter."""

    answer: ClassVar[type[CoverageReport]] = CoverageReport
    quarter: QuarterName
    unit_code: Code | None = None


class EvidenceItem(Part):
    """One event behind a figure: `numerator` and `denominator` are what it adds to each, in the figure's scale."""

    feed: str
    position: int
    contract: str
    aggregate_id: UUID
    unit_code: str
    unit_name: str
    day: date
    recorded_at: datetime
    actor: str
    numerator: int
    denominator: int


class Evidence(Part):
    """The events of a figure in order of day; their sums are the figure's numerator and denominator."""

    head: ReportHead
    figure: Figure
    items: list[EvidenceItem]
    total: int


class ReadEvidence(Query, subject="query.{keeper}.reporting.read_evidence.v1", audience=OPEN):
    """The events behind one figure of the quarter's report; coverage as `assigned_…` and `visited_…`."""

    answer: ClassVar[type[Evidence]] = Evidence
    figure: Key
    quarter: QuarterName
    unit_code: Code | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500


class FeedState(Part):
    """How far reporting has come with one feed."""

    feed: str
    position: int
    published: int
    behind: bool
    forked: str | None
    parked: int


class StatusReport(Part):
    """Every feed that reporting reads at this keeper."""

    feeds: list[FeedState]


class ReadStatus(Query, subject="query.{keeper}.reporting.read_status.v1", audience=OPEN):
    """How far reporting has come."""

    answer: ClassVar[type[StatusReport]] = StatusReport
