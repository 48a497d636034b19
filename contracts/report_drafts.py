"""Questions of an observer to assignments: a draft of his report, and what became of what he raised."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from contracts.findings import FindingHeading
from contracts.labels import MeetingId, UnitId, VisitId
from contracts.message import BOARD, OPEN, Part, Query
from contracts.observer_reports import QuarterName, ReportHeading


class DraftFinding(Part):
    """A finding as its observer reads it; `text` is None once it was erased."""

    finding_id: UUID
    heading: FindingHeading
    topic: str | None
    text: str | None


class RaisedIssue(Part):
    """An issue that an observer raised because of a visit, and what became of it.

    The words of the answer are the meetings service's, under `answer_text_id`.
    """

    issue_id: UUID
    visit_id: VisitId
    unit_id: UnitId
    theme: str
    raised_on: date
    due_on: date
    state: Literal["open", "answered", "resolved"]
    at_unit_id: UnitId
    answered_on: date | None
    answer_text_id: UUID | None
    resolved_on: date | None


class RaisedIssues(Part):
    """Issues, those answered last first; then those without an answer, by the day on which they are due."""

    issues: list[RaisedIssue]


class ReadAnswers(Query, subject="query.{keeper}.assignments.read_answers.v1", audience=OPEN):
    """What became of the issues that the asking observer raised because of his visits.

    With `since`, only of those answered or settled since that day.
    """

    answer: ClassVar[type[RaisedIssues]] = RaisedIssues
    since: date | None = None


class DraftVisit(Part):
    """A visit of the quarter with what was found there and what was raised because of it."""

    visit_id: VisitId
    cell_id: UnitId
    cell_name: str | None
    meeting_id: MeetingId
    visited_on: date
    findings: list[DraftFinding]
    issues: list[RaisedIssue]


class DraftSection(Part):
    """One part of a report as a draft: what was filed under the headings that belong to it, a line for each."""

    heading: ReportHeading
    text: str


class QuarterlyDraft(Part):
    """What the asking observer's report on a quarter would rest on, and a draft of its words.

    `months_without_visit` are those of the quarter in which he was assigned and attended nothing; `state` is that of
    a report already there, with the reason of a return where it went back.
    """

    quarter: str
    issuer_id: UnitId
    due_on: date
    assigned_cells: list[UUID]
    visits: list[DraftVisit]
    months_without_visit: list[date]
    sections: list[DraftSection]
    state: Literal["none", "submitted", "returned", "accepted", "withdrawn"]
    report_id: UUID | None = None
    returned_because: str | None = None


class DraftQuarterlyReport(Query, subject="query.{keeper}.assignments.draft_quarterly_report.v1", audience=BOARD):
    """The asking observer's report on a quarter, as far as his visits and findings make it."""

    answer: ClassVar[type[QuarterlyDraft]] = QuarterlyDraft
    quarter: QuarterName
    issuer_id: UnitId
