"""Questions to reporting about what became of reports after they were closed: what moved, because of which events."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.labels import Code
from contracts.message import BOARD, OPEN, Part, Query
from contracts.quarterly_reports import FigureMoved, RestatementCause
from contracts.reporting import Figure, QuarterName

Revision = Annotated[int, Field(ge=1)]


class MovedFigure(Part):
    """A figure in two revisions of a report; None where a revision has no such figure."""

    key: str
    name_vi: str
    name_en: str
    old: Figure | None
    new: Figure | None


class SignedRevision(Part):
    """A revision of a report: known at these positions by feed, with this hash; `cause` is None for the closing."""

    revision: int
    made_on: date
    known: dict[str, int]
    known_at: datetime | None
    sha256: str
    cause: RestatementCause | None = None


class CauseEvent(Part):
    """An event that may have moved figures, and the cause that it belongs to; `reason` is the text that says why.

    `unit_code` is that of the quarter's last day, or as near to it as the unit was there; None where no unit is named,
    or none is known any more.
    """

    feed: str
    position: int
    contract: str
    cause_id: UUID
    actor: str
    recorded_at: datetime
    unit_id: UUID | None
    day: date | None
    reason: UUID | None
    unit_code: str | None = None


class RevisionDiff(Part):
    """What differs between two revisions of one report: every figure that does, and no other.

    `restatements` are those by which one became the other, in their order; `events` a page of what they rest on.
    """

    keeper: str
    unit_code: str
    quarter: str
    simulated: bool
    old: SignedRevision
    new: SignedRevision
    figures: list[MovedFigure]
    restatements: list[SignedRevision]
    events: list[CauseEvent]
    total: int


class ReadRevisionDiff(Query, subject="query.{keeper}.reporting.read_revision_diff.v1", audience=OPEN):
    """What moved between two revisions of a unit's report; without a unit, that of the keeper's own committee.

    `new` is the newest where it is not named. A number stands for the same cause in all reports on the quarter: where
    this one has none of that number, the one before it is meant.
    """

    answer: ClassVar[type[RevisionDiff]] = RevisionDiff
    quarter: QuarterName
    unit_code: Code | None = None
    old: Revision = 1
    new: Revision | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500


class Restatement(Part):
    """A revision that a keeper's report to the city has got since it was closed."""

    keeper: str
    unit_code: str
    quarter: str
    revision: int
    restated_on: date
    recorded_at: datetime
    cause: RestatementCause
    diff: list[FigureMoved]


class Restatements(Part):
    """A page of restatements, the newest first."""

    restatements: list[Restatement]
    total: int


class ListRestatements(Query, subject="query.{keeper}.reporting.list_restatements.v1", audience=BOARD):
    """What keepers have told the city otherwise since it signed; asked at the keeper `city`, of a quarter or of all."""

    answer: ClassVar[type[Restatements]] = Restatements
    quarter: QuarterName | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100
