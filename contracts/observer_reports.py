"""Messages of assignments about observers' quarterly reports; kept from the observed side."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from contracts.labels import FreeText, PersonId, UnitId, plain_digits
from contracts.message import BOARD, Command, Event, Part, Query
from contracts.texts import TextRef

QuarterName = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-Q[1-4]$"), AfterValidator(plain_digits)]
"""A quarter of a year: 2019-Q1."""


ReportHeading = Literal["results", "good_practice", "difficulties", "proposals", "other"]
"""What an observer reports on, each quarter."""


class ReportSection(Part):
    """One part of a report, in words."""

    heading: ReportHeading
    text: FreeText


class SubmitQuarterlyReport(Command, subject="cmd.{keeper}.assignments.submit_quarterly_report.v1", audience=BOARD):
    """The observer reports to the committee that has assigned him.

    His visits of the quarter go with it by themselves.
    """

    quarter: QuarterName
    issuer_id: UnitId
    sections: Annotated[list[ReportSection], Field(min_length=1, max_length=20)]


class OfReport(Event):
    """What every event about a report names; `revision` counts how often it was submitted."""

    report_id: UUID
    person_id: PersonId
    issuer_id: UnitId
    quarter: str
    revision: int


class SubmittedSection(Part):
    """One part of a submitted report."""

    heading: ReportHeading
    text: TextRef


class QuarterlyObserverReportSubmitted(
    OfReport, subject="evt.{keeper}.assignments.QuarterlyObserverReportSubmitted.v1", audience=BOARD
):
    """An observer has reported on a quarter; `revision` counts how often. `due_on` is the last day in time.

    The day on which it was first submitted decides whether it came in time, also where it went back since; None in what
    was stored before that day was told. `visits` are those that it rests on, and `findings` how many were filed of them
    under each heading.
    """

    submitted_on: date
    due_on: date
    visits: list[UUID]
    cells: int
    assigned_cells: int
    findings: dict[str, int]
    sections: list[SubmittedSection]
    first_submitted_on: date | None = None


class ReturnQuarterlyReport(Command, subject="cmd.{keeper}.assignments.return_quarterly_report.v1", audience=BOARD):
    """Send a report back to its author, with what it lacks."""

    report_id: UUID
    issuer_id: UnitId
    reason: FreeText


class QuarterlyObserverReportReturned(
    OfReport, subject="evt.{keeper}.assignments.QuarterlyObserverReportReturned.v1", audience=BOARD
):
    """A report went back to its author, who is to submit it again."""

    reason: TextRef


class AcceptQuarterlyReport(Command, subject="cmd.{keeper}.assignments.accept_quarterly_report.v1", audience=BOARD):
    """Accept a submitted report; from then on it stays as it is."""

    report_id: UUID
    issuer_id: UnitId


class QuarterlyObserverReportAccepted(
    OfReport, subject="evt.{keeper}.assignments.QuarterlyObserverReportAccepted.v1", audience=BOARD
):
    """A report was accepted."""


class WithdrawReportJudgement(Command, subject="cmd.{keeper}.assignments.withdraw_report_judgement.v1", audience=BOARD):
    """Take back that a report was accepted, or that it was returned, where that was wrong; it waits again."""

    report_id: UUID
    issuer_id: UnitId
    reason: FreeText


class ReportJudgementWithdrawn(
    OfReport, subject="evt.{keeper}.assignments.ReportJudgementWithdrawn.v1", audience=BOARD
):
    """A report was neither accepted nor returned; it is submitted, as it was, and waits to be judged."""

    judgement: Literal["accepted", "returned"]
    submitted_on: date
    first_submitted_on: date
    due_on: date
    reason: TextRef


class WithdrawQuarterlyReport(Command, subject="cmd.{keeper}.assignments.withdraw_quarterly_report.v1", audience=BOARD):
    """The author takes his report back, as long as it is not accepted; he may submit it again."""

    report_id: UUID
    reason: FreeText


class QuarterlyObserverReportWithdrawn(
    OfReport, subject="evt.{keeper}.assignments.QuarterlyObserverReportWithdrawn.v1", audience=BOARD
):
    """A submitted or returned report counts no more."""

    reason: TextRef


class ObserverReportEntry(Part):
    """Where one observer's report on a quarter stands; `due` where he has none.

    `submitted_on` is the day of its latest revision; `in_time` goes by the day on which it was first submitted.
    """

    person_id: PersonId
    issuer_id: UnitId
    state: Literal["due", "submitted", "returned", "accepted", "withdrawn"]
    report_id: UUID | None
    revision: int
    submitted_on: date | None
    due_on: date
    in_time: bool | None
    visits: int
    assigned_cells: int
    first_submitted_on: date | None = None


class ObserverReports(Part):
    """One entry for each observer and assigning committee with an assignment in force in the quarter."""

    reports: list[ObserverReportEntry]
    counts: dict[str, int]


class ListObserverReports(Query, subject="query.{keeper}.assignments.list_observer_reports.v1", audience=BOARD):
    """Which observers have reported on a quarter and which have not; to one committee where it is named."""

    answer: ClassVar[type[ObserverReports]] = ObserverReports
    quarter: QuarterName
    issuer_id: UnitId | None = None
