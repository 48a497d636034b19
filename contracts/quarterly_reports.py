"""Messages of reporting about the life of a unit's quarterly report: opened, submitted, judged, closed, restated.

A report goes from a committee, at any depth, to the unit above it, and from a keeper's own committee to the city. What
is signed are figures as known at positions of the four feeds that they are counted from; `sha256` is
`contracts.report_content`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.labels import Code, FreeText, UnitId
from contracts.message import BOARD, OPEN, Command, Event, Part, Query
from contracts.reporting import FeedName, Known, Position, QuarterName
from contracts.texts import TextRef

ReportState = Literal["none", "open", "submitted", "returned", "approved", "closed"]
"""Where a report stands; `none` where nobody has opened it, or the opening was taken back."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ReportedFigure(Part):
    """One figure of a report in whole numbers; the denominator of a count is None. Keys are those of the catalogue."""

    key: str
    numerator: int
    denominator: int | None = None


class FigureMoved(Part):
    """A figure that a cause has made another one; None where the report has, or had, no such figure."""

    key: str
    old: ReportedFigure | None
    new: ReportedFigure | None


class RestatementCause(Part):
    """Why a closed report says something else now: what one command, or one batch of commands, has told.

    `cause_id` is the batch's or command's. `events` are those of them that tell of the unit that reports or of one
    below it; where none does, those that tell of one above, or of none. Those for the board alone are among them only
    where there are no others. `position` and `contract` are those of the first of them, by `actor`; `recorded_at` is
    when the last one was recorded. `reason` is the text that says why, where the event has one; the service that owns
    the feed keeps it. `also`: other causes that wrote at the same time, whose part in this report is told here, and
    under no number of theirs.
    """

    cause_id: UUID
    feed: FeedName
    position: Position
    contract: str
    events: Annotated[int, Field(ge=1)]
    actor: str
    recorded_at: AwareDatetime
    reason: UUID | None = None
    also: list[UUID] = []


class OfUnitsReport(Command):
    """What every command about a report names: the unit that reports, and the quarter."""

    unit_id: UnitId
    quarter: QuarterName


class OpenQuarter(OfUnitsReport, subject="cmd.{keeper}.reporting.open_quarter.v1", audience=OPEN):
    """Open a unit's report on a quarter that has begun; the day on which it is due follows from the policy."""


class SubmitReport(OfUnitsReport, subject="cmd.{keeper}.reporting.submit_report.v1", audience=OPEN):
    """Submit the quarter as it is known now, or submit it again; the figures are counted at this very moment."""


class ReturnReport(OfUnitsReport, subject="cmd.{keeper}.reporting.return_report.v1", audience=OPEN):
    """Send a submitted report back with what is to be put right, by the level above."""

    reason: FreeText


class ApproveReport(OfUnitsReport, subject="cmd.{keeper}.reporting.approve_report.v1", audience=OPEN):
    """Approve a submitted report, by the level above; `sha256` says which one was read, if it is to be held to that."""

    sha256: Sha256 | None = None


class CloseQuarter(OfUnitsReport, subject="cmd.{keeper}.reporting.close_quarter.v1", audience=OPEN):
    """Close an approved report whose figures are still those that were approved; it is never opened again.

    What is told later makes revisions of it.
    """


class WithdrawQuarterOpening(
    OfUnitsReport, subject="cmd.{keeper}.reporting.withdraw_quarter_opening.v1", audience=OPEN
):
    """Take back that a report was opened, before it was submitted."""

    reason: FreeText


class WithdrawReportSubmission(
    OfUnitsReport, subject="cmd.{keeper}.reporting.withdraw_report_submission.v1", audience=OPEN
):
    """Take a submitted report back, before it was returned or approved."""

    reason: FreeText


class WithdrawReportReturn(OfUnitsReport, subject="cmd.{keeper}.reporting.withdraw_report_return.v1", audience=OPEN):
    """Take back that a report was returned, before it was submitted again; it waits to be judged again."""

    reason: FreeText


class WithdrawReportApproval(
    OfUnitsReport, subject="cmd.{keeper}.reporting.withdraw_report_approval.v1", audience=OPEN
):
    """Take back that a report was approved, before it was closed; it waits to be judged again."""

    reason: FreeText


class RestateQuarter(OfUnitsReport, subject="cmd.{keeper}.reporting.restate_quarter.v1", audience=BOARD):
    """Add a revision to a closed report, because of one cause; sent by the service itself.

    The figures are counted as known at `known`, which names all four feeds and lies nowhere before the newest revision.
    `revision` is the number that the cause has in all reports on the quarter: it may leave out numbers of this one.
    """

    known: Known
    cause: RestatementCause
    revision: Annotated[int, Field(ge=2)] | None = None


class OfReportedQuarter(Event):
    """What every event about a report names."""

    report_id: UUID
    unit_id: UnitId
    quarter: str


class Pinned(OfReportedQuarter):
    """Figures of a unit as known at these positions; the last of what was known was recorded at `known_at`."""

    unit_code: str
    known: dict[str, int]
    known_at: datetime | None
    sha256: str


class QuarterOpened(OfReportedQuarter, subject="evt.{keeper}.reporting.QuarterOpened.v1", audience=OPEN):
    """A unit is to report on a quarter by a day."""

    opened_on: date
    due_on: date
    policy_version: str


class ReportSubmitted(Pinned, subject="evt.{keeper}.reporting.ReportSubmitted.v1", audience=BOARD):
    """A unit has reported; `submission` counts how often. The day of the first one decides whether it came in time."""

    submission: int
    submitted_on: date
    first_submitted_on: date
    due_on: date
    submitted_by: UUID
    figures: list[ReportedFigure]


class ReportReturned(OfReportedQuarter, subject="evt.{keeper}.reporting.ReportReturned.v1", audience=OPEN):
    """A report went back to the unit, which is to submit it again."""

    submission: int
    returned_on: date
    reason: TextRef


class ReportApproved(OfReportedQuarter, subject="evt.{keeper}.reporting.ReportApproved.v1", audience=OPEN):
    """The level above has approved what was submitted with this hash."""

    submission: int
    approved_on: date
    sha256: str


class QuarterClosed(Pinned, subject="evt.{keeper}.reporting.QuarterClosed.v1", audience=BOARD):
    """A report is closed with the figures that were approved, as known at the positions read when it was closed."""

    revision: int
    closed_on: date
    figures: list[ReportedFigure]


class QuarterRestated(Pinned, subject="evt.{keeper}.reporting.QuarterRestated.v1", audience=BOARD):
    """A closed report has a further revision, of one cause; `diff` names every figure that moved, and no other."""

    revision: int
    restated_on: date
    cause: RestatementCause
    diff: list[FigureMoved]


class QuarterOpeningWithdrawn(
    OfReportedQuarter, subject="evt.{keeper}.reporting.QuarterOpeningWithdrawn.v1", audience=OPEN
):
    """A report was not to be opened; it may be opened again."""

    reason: TextRef


class ReportSubmissionWithdrawn(
    OfReportedQuarter, subject="evt.{keeper}.reporting.ReportSubmissionWithdrawn.v1", audience=OPEN
):
    """A report counts as not submitted; it is open."""

    submission: int
    reason: TextRef


class ReportReturnWithdrawn(
    OfReportedQuarter, subject="evt.{keeper}.reporting.ReportReturnWithdrawn.v1", audience=OPEN
):
    """A report was not returned; it is submitted, as it was."""

    submission: int
    reason: TextRef


class ReportApprovalWithdrawn(
    OfReportedQuarter, subject="evt.{keeper}.reporting.ReportApprovalWithdrawn.v1", audience=OPEN
):
    """A report was not approved; it is submitted, as it was."""

    submission: int
    reason: TextRef


class ReportRevision(Part):
    """A closed report as it stood from one revision on: 1 is the closing, each further one has a cause and a diff."""

    revision: int
    on: date
    known: dict[str, int]
    known_at: datetime | None
    sha256: str
    cause: RestatementCause | None = None
    diff: list[FigureMoved] = []


class QuarterlyReport(Part):
    """One unit's report on one quarter: where it stands, what was signed, and a page of its revisions, `total` in all.

    `figures` are those of the newest revision, or of the last submission where it is not closed. `returned_because` is
    the text that says what is to be put right.
    """

    keeper: str
    report_id: UUID
    unit_id: UnitId
    unit_code: str
    unit_name: str
    quarter: str
    simulated: bool
    state: ReportState
    due_on: date | None
    submission: int
    submitted_on: date | None
    first_submitted_on: date | None
    in_time: bool | None
    sha256: str | None
    returned_because: UUID | None
    approved_on: date | None
    closed_on: date | None
    revisions: list[ReportRevision]
    figures: list[ReportedFigure]
    total: int = 0


class ReadQuarterlyReport(Query, subject="query.{keeper}.reporting.read_quarterly_report.v1", audience=OPEN):
    """A unit's report on a quarter; without a unit that of the keeper's own committee.

    For whoever reads of the unit, and for the city of a keeper's own committee. Figures for the board are told to the
    board alone. Revisions come from the closing on, `limit` of them from `offset` on.
    """

    answer: ClassVar[type[QuarterlyReport]] = QuarterlyReport
    quarter: QuarterName
    unit_code: Code | None = None
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500


class QuarterlyReportEntry(Part):
    """Where the report of one unit stands; `late` where it is due, not submitted, and the day has passed.

    It goes to the committee `above_code`, or to the city.
    """

    unit_id: UnitId
    unit_code: str
    unit_name: str
    to_city: bool
    report_id: UUID
    state: ReportState
    due_on: date
    submitted_on: date | None
    in_time: bool | None
    late: bool
    revision: int
    sha256: str | None
    above_code: str | None = None


class QuarterlyReports(Part):
    """A page of the units that report on the quarter, an entry for each; `total`: how many the asker may read of.

    `counts` are of all of these, whatever the page: by state, and how many are `late`.
    """

    keeper: str
    quarter: str
    reports: list[QuarterlyReportEntry]
    counts: dict[str, int]
    total: int = 0


class ListQuarterlyReports(Query, subject="query.{keeper}.reporting.list_quarterly_reports.v1", audience=OPEN):
    """Whose reports on a quarter are there, and whose are missing: the keeper's own committee, and all those below it.

    Each committee stands before those that report to it, however deep the tree is; `limit` of them from `offset` on.
    """

    answer: ClassVar[type[QuarterlyReports]] = QuarterlyReports
    quarter: QuarterName
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=5000)] = 500
