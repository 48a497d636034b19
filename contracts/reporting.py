"""Questions to the reporting service: the quarter, coverage, and the evidence behind one figure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from contracts.labels import Code, Key, PersonId, UnitId, plain_digits
from contracts.message import BOARD, OPEN, Part, Query

QuarterName = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-Q[1-4]$"), AfterValidator(plain_digits)]

FeedName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,48}\.[a-z]{1,48}$")]
Position = Annotated[int, Field(ge=0, strict=True)]

Known = dict[FeedName, Position]
"""As known at these positions, such as the `known` of an earlier report's head; a feed not named, as known at the
instant `known_at` by the clock of its owner, or else as known now."""

ReplayName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]{0,23}$")]
"""Answer from the tables that an operator has built for a moment under this name, instead of from the live ones."""


Lens = Literal["then", "today", "reported"]
"""`then` counts each fact under the structure of its own day, `today` all of them under the structure of one day: what
a unit did counts where the unit stands that day, or the one that continues it. Both go by what is known. `reported` is
lens `then` as known at the positions that the closed report of the quarter is pinned to: the unit's own, or else that
of the keeper's own committee, of which it is a part. What a report was signed with is answered as it was signed; what
it does not sign, such as a part of it, is counted at those positions."""


Pair = tuple[int, int]
"""Numerator and denominator, whole numbers in the figure's scale; the denominator of a count is 0."""


class Figure(Part):
    """A figure is its evidence: ask `ReadEvidence` with the same key, quarter and unit for the events behind it.

    `measure` says how to read it: `ratio` numerator / denominator in 0..100 %; `mean` numerator / denominator;
    `count` the numerator alone (denominator None). Points are in hundredths, so that numerators are whole numbers;
    `scale` is what they are divided by. `percent` and `mean` are rounded half up to two decimals.
    `policy_version`: of the duty that a figure is discharged / opened of, as in force on the last day of its quarter or
    year; None where it is counted under no rule of reporting's.
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
    policy_version: str | None = None


class UnitCounts(Part):
    """How many units of each place in the tree there are on the last day of the quarter."""

    grassroots_committees: int
    grassroots_cells: int
    subordinate_cells: int


class VisitsOfObserver(Part):
    """Visits that one observer made in the quarter, and to how many cells."""

    person_id: PersonId
    visits: int
    cells: int
    assigned_cells: int


class Continued(Part):
    """A unit that is no more and the unit that it is counted with: since `day` by a merger or a split, at `keeper`."""

    unit_code: str
    unit_name: str
    kind: Literal["merged", "split"]
    day: date
    keeper: str
    into_code: str
    into_name: str


class CountedOtherwise(Part):
    """A figure of a closed report which this release counts otherwise, at the very positions of the report.

    The answer shows what was `signed`, and `counted` is what the events come to by today's rules. What nobody has
    signed, because releases count it only since, is shown as counted; `counted` is None where it is not counted here.
    """

    key: Key
    signed: Pair | None
    counted: Pair | None


class ReportedAs(Part):
    """Whose closed report an answer shows, or shows a part of, and which revision; the hash is that of the report.

    `otherwise` names those figures of the answer that are counted otherwise than they were signed; it is left out where
    there are none. An answer about another unit than `unit_code` shows a part of the report, which is not signed alone.
    """

    unit_code: str
    revision: int
    sha256: str
    otherwise: Annotated[list[CountedOtherwise], Field(exclude_if=lambda found: not found)] = []


class ReportHead(Part):
    """What a report was computed from: the same head gives the same figures, for ever.

    `replay` names the tables of a moment that it was read from, if not from the live ones. In lens `today`,
    `structure_on` is the day whose structure it shows, and `lineage` the units that it counts with others. In lens
    `reported` it is of lens `then`, as known where the report named in `reported` is pinned. `catalogue` is the version
    of the definitions that its figures were counted by, those of the program that answered.
    """

    keeper: str
    quarter: str
    unit_code: str
    unit_name: str
    as_of: date
    simulated: bool
    known: dict[str, int]
    known_at: datetime | None
    parked: int
    replay: str | None = None
    lens: Literal["then", "today"] = "then"
    structure_on: date | None = None
    lineage: list[Continued] = []
    reported: ReportedAs | None = None
    catalogue: str | None = None


class QuarterReport(Part):
    """The quarter of one unit of any level and all below it, in the structure of each fact's day.

    `visits_by_observer` and the evidence of coverage invite a guess at the next visit: hence for the board alone.
    """

    head: ReportHead
    members: int
    units: UnitCounts
    observers: int
    assignments: int
    figures: list[Figure]
    coverage: list[Figure]
    visited_coverage: list[Figure]
    visits_by_observer: list[VisitsOfObserver]


class OfQuarter(Query):
    """What every question about a quarter names besides its unit. Without a quarter it is the newest one.

    `structure_on` is for lens `today`; without it, the day on which the last of what is known was recorded. `revision`
    is for lens `reported`, which needs a quarter; without it, the newest.
    """

    quarter: QuarterName | None = None
    known: Known = {}
    known_at: AwareDatetime | None = None
    replay: ReplayName | None = None
    lens: Lens = "then"
    structure_on: date | None = None
    revision: Annotated[int, Field(ge=1, strict=True)] | None = None


class ReadQuarter(OfQuarter, subject="query.{keeper}.reporting.read_quarter.v1", audience=BOARD):
    """The quarter of a unit. Without a unit the keeper's own committee, so the whole; without a quarter the newest.

    `structure_on` is for lens `today`; without it, the day on which the last of what is known was recorded.
    """

    answer: ClassVar[type[QuarterReport]] = QuarterReport
    unit_code: Code | None = None


class UnitQuarterReport(Part):
    """The open part of a quarter's report: what the units below may know of themselves. Coverage: cells assigned."""

    head: ReportHead
    members: int
    units: UnitCounts
    observers: int
    assignments: int
    figures: list[Figure]
    coverage: list[Figure]


class ReadUnitQuarter(OfQuarter, subject="query.{keeper}.reporting.read_unit_quarter.v1", audience=OPEN):
    """The open figures of a unit's quarter, for whoever holds a role on the unit or on one above it.

    A unit that is not there and one that is not the asker's are one answer.
    """

    answer: ClassVar[type[UnitQuarterReport]] = UnitQuarterReport
    unit_code: Code


class CoverageReport(Part):
    """Coverage alone: cells with an assignment in force on the last day, and cells visited in the quarter."""

    head: ReportHead
    observers: int
    assignments: int
    coverage: list[Figure]
    visited_coverage: list[Figure]


class ReadCoverage(OfQuarter, subject="query.{keeper}.reporting.read_coverage.v1", audience=BOARD):
    """Coverage of a unit's cells in a quarter."""

    answer: ClassVar[type[CoverageReport]] = CoverageReport
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


class FigureDefinition(Part):
    """What the catalogue says of a figure; `catalogue` is the version of all its definitions, as in the head.

    `source`: the services whose events it counts; `edges` is empty where nothing is odd. Words that nobody has written
    in Vietnamese are empty there. `duty`: the one that the figure is discharged / opened of, with the version of its
    rule in force on the quarter's last day, and the documents that this comes from.
    """

    formula_en: str
    formula_vi: str = ""
    source: str
    edges_en: str = ""
    edges_vi: str = ""
    catalogue: str
    duty: Key | None = None
    policy_version: str | None = None
    policy_source: str | None = None


class Evidence(Part):
    """The events of a figure in order of day; their sums are the figure's numerator and denominator.

    Where it was signed otherwise than it is counted now, they are what its line in `head.reported.otherwise` counts.
    """

    head: ReportHead
    figure: Figure
    items: list[EvidenceItem]
    total: int
    definition: FigureDefinition | None = None


class ReadEvidence(OfQuarter, subject="query.{keeper}.reporting.read_evidence.v1", audience=BOARD):
    """The events behind one figure of the quarter's report; coverage as `assigned_…` and `visited_…`."""

    answer: ClassVar[type[Evidence]] = Evidence
    figure: Key
    unit_code: Code | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500


class ReadUnitEvidence(OfQuarter, subject="query.{keeper}.reporting.read_unit_evidence.v1", audience=OPEN):
    """The events behind one open figure of a unit's quarter, for whoever holds a role on the unit or on one above it.

    A figure for the board, a unit that is not there and one that is not the asker's are one answer.
    """

    answer: ClassVar[type[Evidence]] = Evidence
    figure: Key
    unit_code: Code
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500


class UnitPart(Part):
    """What the facts of one unit add to the figures of the unit asked for; what they add nothing to is left out.

    `above`: the units that it stood directly below in the quarter; none for the unit asked for, and for a unit that
    stood outside it, such as a cell that one of its observers visited.
    """

    unit_id: UnitId
    unit_code: str
    unit_name: str
    kind: str
    above: list[UnitId]
    figures: dict[Key, Pair]


class Parts(Part):
    """The units whose facts make the figures of a unit, in the order of their codes; `total`: how many there are.

    Summed over all of them each figure is that of the unit's report, or where that was signed otherwise, what its line
    in `head.reported.otherwise` counts. Who observes in two cells counts in one of them.
    """

    head: ReportHead
    parts: list[UnitPart]
    total: int


class ReadParts(OfQuarter, subject="query.{keeper}.reporting.read_parts.v1", audience=BOARD):
    """The figures of a unit's quarter, shared out among the units whose facts they are the sums of."""

    answer: ClassVar[type[Parts]] = Parts
    unit_code: Code | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class UnitEvent(Part):
    """One event about a unit: its day, when it was recorded, by whom, why (a text), and which aggregate tells more."""

    feed: str
    position: int
    contract: str
    aggregate_id: UUID
    day: date
    until_on: date | None
    recorded_at: datetime
    actor: str
    reason: UUID | None = None


class UnitHistory(Part):
    """A page of what reporting was told about one unit, by day; `total`: how many events there are for the asker."""

    unit_id: UnitId
    unit_code: str
    unit_name: str
    simulated: bool
    events: list[UnitEvent]
    total: int = 0


class ReadUnitHistory(Query, subject="query.{keeper}.reporting.read_unit_history.v1", audience=OPEN):
    """The events about one unit: its own, its meetings, assignments, visits and ratings.

    Whoever holds a role on the unit, or on one above it, is shown the open ones; the board of the keeper all. The
    earliest come first, `limit` of them from `offset` on.
    """

    answer: ClassVar[type[UnitHistory]] = UnitHistory
    unit_code: Code
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
