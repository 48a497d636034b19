"""Messages of the assignments service.

Directives, notices and their pairs, visits, what was found there, observers' reports, inspections; plans of visits
are sealed.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from contracts.labels import AssignmentId, Count, FreeText, Key, Label, MeetingId, NoticeId, PersonId, UnitId, VisitId
from contracts.message import BOARD, OPEN, SEALED, Command, Event, Part, Query, Refusal
from contracts.texts import TextRef

QuarterName = Annotated[str, StringConstraints(pattern=r"^(19|20)\d\d-Q[1-4]$")]
"""A quarter of a year: 2019-Q1."""

DirectiveKind = Literal[
    "notice",
    "plan",
    "project",
    "thematic_paper",
    "letter",
    "directive",
    "resolution",
    "regulation",
    "guidance",
    "programme",
    "other",
]
"""Kinds of documents that direct, as registers count them."""


class Basis(Part):
    """What a document carries out: one of the same register, or one from elsewhere as people cite it."""

    directive_id: UUID | None = None
    cited_as: Label | None = None


class IssueDirective(Command, subject="cmd.{keeper}.assignments.issue_directive.v1", audience=OPEN):
    """Enter a document into the register of its issuer.

    `effective_until` is its last day, None where it names none. Those in `replaces` are in force no more from the day
    on which this one is.
    """

    kind: DirectiveKind
    number: Label
    title: Label
    issuer_id: UnitId
    issued_on: date
    effective_from: date
    effective_until: date | None = None
    implements: Annotated[list[Basis], Field(max_length=20)] = []
    replaces: Annotated[list[UUID], Field(max_length=20)] = []


class DirectiveIssued(Event, subject="evt.{keeper}.assignments.DirectiveIssued.v1", audience=OPEN):
    """A document stands in the register."""

    directive_id: UUID
    kind: Key
    number: str
    title: str
    issuer_id: UnitId
    issued_on: date
    effective_from: date
    effective_until: date | None
    implements: list[Basis]


class DirectiveReplaced(Event, subject="evt.{keeper}.assignments.DirectiveReplaced.v1", audience=OPEN):
    """A document is in force no more from a day on, because another takes its place."""

    directive_id: UUID
    issuer_id: UnitId
    replaced_by: UUID
    replaced_on: date


class WithdrawDirective(Command, subject="cmd.{keeper}.assignments.withdraw_directive.v1", audience=OPEN):
    """Take back a document that was entered wrongly; it may be entered again.

    What it had replaced is in force again.
    """

    directive_id: UUID
    issuer_id: UnitId
    reason: FreeText


class DirectiveWithdrawn(Event, subject="evt.{keeper}.assignments.DirectiveWithdrawn.v1", audience=OPEN):
    """A document counts no more, as if it had never been entered."""

    directive_id: UUID
    issuer_id: UnitId
    issued_on: date
    reason: TextRef


class DirectiveReinstated(Event, subject="evt.{keeper}.assignments.DirectiveReinstated.v1", audience=OPEN):
    """A document is in force as before, because the one that had replaced it was taken back."""

    directive_id: UUID
    issuer_id: UnitId
    withdrawn_id: UUID


class DirectiveEntry(Part):
    """A document as the register shows it; `replaced_by` and `replaced_on` where another took its place."""

    directive_id: UUID
    kind: Key
    number: str
    title: str
    issuer_id: UnitId
    issued_on: date
    effective_from: date
    effective_until: date | None
    replaced_by: UUID | None = None
    replaced_on: date | None = None
    implements: list[Basis] = []


class DirectiveRegister(Part):
    """Documents by day of issue and number, and how many there are of each kind."""

    directives: list[DirectiveEntry]
    counts: dict[str, int]
    total: int


class ReadDirectives(Query, subject="query.{keeper}.assignments.read_directives.v1", audience=OPEN):
    """The documents issued in a period, both days included; of one issuer where it is named.

    At most `limit` are listed; `counts` and `total` are of all.
    """

    answer: ClassVar[type[DirectiveRegister]] = DirectiveRegister
    from_on: date
    until_on: date
    issuer_id: UnitId | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 500


class Pair(Part):
    """Who is to attend which cell, and when. `own_cell_id` is the observer's cell as the issuing board declares it.

    So is `sits_on`: the committees of which he is a member. Both are checked and not kept.
    """

    person_id: PersonId
    own_cell_id: UnitId | None = None
    cell_id: UnitId
    from_on: date
    until_on: date
    sits_on: Annotated[list[UnitId], Field(max_length=20)] = []


class IssueNotice(Command, subject="cmd.{keeper}.assignments.issue_notice.v1", audience=OPEN):
    """Issue the notice with all its pairs at once; the rules are checked over the whole list."""

    number: Label
    issuer_id: UnitId
    issued_on: date
    unannounced: bool = True
    pairs: Annotated[list[Pair], Field(min_length=1, max_length=5000)]


class NoticeIssued(Event, subject="evt.{keeper}.assignments.NoticeIssued.v1", audience=OPEN):
    """A notice is in force; each of its pairs follows as ObserverAssigned."""

    notice_id: NoticeId
    number: str
    issuer_id: UnitId
    issued_on: date
    unannounced: bool
    pairs: int


class ObserverAssigned(Event, subject="evt.{keeper}.assignments.ObserverAssigned.v1", audience=OPEN):
    """An official is assigned to attend a cell from a day until a day, both included."""

    assignment_id: AssignmentId
    notice_id: NoticeId
    person_id: PersonId
    cell_id: UnitId
    from_on: date
    until_on: date


class NoticeWarning(Part):
    """What a notice would better look like: the rule, where it comes from, its counts, and the cases (200 at most)."""

    rule: Key
    source: str
    policy_version: str
    numbers: dict[str, int]
    shown: list[dict[str, str | int]]


class NoticeCheck(Part):
    """What would be refused of a notice, pair by pair, and what would be warned of; the notice is free to issue if
    nothing would be refused."""

    refused: list[Refusal]
    warnings: list[NoticeWarning]


class CheckNotice(Query, subject="query.{keeper}.assignments.check_notice.v1", audience=OPEN):
    """What would become of a notice with these pairs; nothing is stored."""

    answer: ClassVar[type[NoticeCheck]] = NoticeCheck
    issuer_id: UnitId
    issued_on: date
    pairs: Annotated[list[Pair], Field(min_length=1, max_length=5000)]


class WithdrawNotice(Command, subject="cmd.{keeper}.assignments.withdraw_notice.v1", audience=OPEN):
    """Take back a notice that was issued wrongly, with all its pairs; its number may be issued again."""

    notice_id: NoticeId
    issuer_id: UnitId
    reason: FreeText


class NoticeWithdrawn(Event, subject="evt.{keeper}.assignments.NoticeWithdrawn.v1", audience=OPEN):
    """A notice and all its assignments count no more, as if they had never been."""

    notice_id: NoticeId
    issuer_id: UnitId
    issued_on: date
    reason: TextRef


class ReleaseObserver(Command, subject="cmd.{keeper}.assignments.release_observer.v1", audience=OPEN):
    """End an assignment early; `released_on` is the first day on which it is no longer in force."""

    notice_id: NoticeId
    assignment_id: AssignmentId
    released_on: date
    reason: FreeText


class ObserverReleased(Event, subject="evt.{keeper}.assignments.ObserverReleased.v1", audience=OPEN):
    """An assignment is no longer in force from a day on."""

    assignment_id: AssignmentId
    notice_id: NoticeId
    person_id: PersonId
    cell_id: UnitId
    released_on: date
    reason: TextRef


class ReplaceObserver(Command, subject="cmd.{keeper}.assignments.replace_observer.v1", audience=OPEN):
    """Put another observer in the place of one who can attend no more; `replaced_on` is the other's first day.

    `own_cell_id` and `sits_on` are the other's, as the issuing board declares them.
    """

    notice_id: NoticeId
    assignment_id: AssignmentId
    replaced_on: date
    person_id: PersonId
    own_cell_id: UnitId | None = None
    sits_on: Annotated[list[UnitId], Field(max_length=20)] = []
    reason: FreeText


class AssignmentRepaired(Event, subject="evt.{keeper}.assignments.AssignmentRepaired.v1", audience=OPEN):
    """An assignment was put right: it goes on under another observer.

    ObserverReleased and ObserverAssigned come before it; this names the one that took the place of the other.
    """

    assignment_id: AssignmentId
    former_assignment_id: AssignmentId
    notice_id: NoticeId
    cell_id: UnitId
    former_person_id: PersonId
    person_id: PersonId
    from_on: date


class NotifyObserver(Command, subject="cmd.{keeper}.assignments.notify_observer.v1", audience=OPEN):
    """What the service tells itself when a meeting is announced anew, moved or called off."""

    assignment_id: AssignmentId
    notice_id: NoticeId
    meeting_id: MeetingId
    change: Literal["rescheduled", "cancelled"]
    former_starts_at: AwareDatetime
    starts_at: AwareDatetime | None
    place: Label | None


class ObserverNotified(Event, subject="evt.{keeper}.assignments.ObserverNotified.v1", audience=OPEN):
    """An assigned observer was told that a meeting of one of his cells moved or was called off."""

    assignment_id: AssignmentId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    change: Literal["rescheduled", "cancelled"]
    former_starts_at: AwareDatetime
    starts_at: AwareDatetime | None
    place: str | None


class MakeVisit(Command, subject="cmd.{keeper}.assignments.make_visit.v1", audience=OPEN):
    """The observer records that he attended a meeting, planned or not."""

    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    arrived_at: AwareDatetime | None = None
    left_at: AwareDatetime | None = None


class VisitMade(Event, subject="evt.{keeper}.assignments.VisitMade.v1", audience=OPEN):
    """An observer attended a meeting of a cell."""

    visit_id: VisitId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    arrived_at: AwareDatetime | None
    left_at: AwareDatetime | None
    unannounced: bool


class WithdrawVisit(Command, subject="cmd.{keeper}.assignments.withdraw_visit.v1", audience=OPEN):
    """Take back a visit that was recorded wrongly; it may be recorded again."""

    visit_id: VisitId
    reason: FreeText


class VisitWithdrawn(Event, subject="evt.{keeper}.assignments.VisitWithdrawn.v1", audience=OPEN):
    """A recorded visit counts no more."""

    visit_id: VisitId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    reason: TextRef


FindingHeading = Literal["course", "informed", "opinion", "difficulty", "good_practice", "proposal"]
"""Course of the meeting, what the observer told the cell, opinions received, difficulties, good practice, proposals."""


class FindingToFile(Part):
    """One thing found at a visit; `topic` is a label to sort by.

    In a correction, `finding_id` is the finding that this one says anew; without it, it is another.
    """

    heading: FindingHeading
    topic: Label | None = None
    text: FreeText
    finding_id: UUID | None = None


FindingsToFile = Annotated[list[FindingToFile], Field(min_length=1, max_length=60)]


class FileFindings(Command, subject="cmd.{keeper}.assignments.file_findings.v1", audience=BOARD):
    """The observer files what he found at a visit that he made."""

    visit_id: VisitId
    findings: FindingsToFile


class Finding(Part):
    """One thing found. An issue that is raised because of it names `finding_id`."""

    finding_id: UUID
    heading: FindingHeading
    topic: str | None
    text: TextRef


class VisitFindingsFiled(Event, subject="evt.{keeper}.assignments.VisitFindingsFiled.v1", audience=BOARD):
    """What an observer found at a meeting."""

    visit_id: VisitId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    findings: list[Finding]


class CorrectFindings(Command, subject="cmd.{keeper}.assignments.correct_findings.v1", audience=BOARD):
    """File other findings in the place of all those of a visit, with the reason."""

    visit_id: VisitId
    findings: FindingsToFile
    reason: FreeText


class VisitFindingsCorrected(Event, subject="evt.{keeper}.assignments.VisitFindingsCorrected.v1", audience=BOARD):
    """The findings of a visit are these now."""

    visit_id: VisitId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    findings: list[Finding]
    reason: TextRef


class WithdrawFindings(Command, subject="cmd.{keeper}.assignments.withdraw_findings.v1", audience=BOARD):
    """Take back the findings of a visit; others may be filed."""

    visit_id: VisitId
    reason: FreeText


class VisitFindingsWithdrawn(Event, subject="evt.{keeper}.assignments.VisitFindingsWithdrawn.v1", audience=BOARD):
    """The findings of a visit count no more; the visit does."""

    visit_id: VisitId
    person_id: PersonId
    cell_id: UnitId
    meeting_id: MeetingId
    visited_on: date
    reason: TextRef


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


class SubmittedSection(Part):
    """One part of a submitted report."""

    heading: ReportHeading
    text: TextRef


class QuarterlyObserverReportSubmitted(
    Event, subject="evt.{keeper}.assignments.QuarterlyObserverReportSubmitted.v1", audience=BOARD
):
    """An observer has reported on a quarter; `revision` counts how often. `due_on` is the last day in time.

    `visits` are those that it rests on, and `findings` how many were filed of them under each heading.
    """

    report_id: UUID
    person_id: PersonId
    issuer_id: UnitId
    quarter: str
    revision: int
    submitted_on: date
    due_on: date
    visits: list[UUID]
    cells: int
    assigned_cells: int
    findings: dict[str, int]
    sections: list[SubmittedSection]


class ReturnQuarterlyReport(Command, subject="cmd.{keeper}.assignments.return_quarterly_report.v1", audience=BOARD):
    """Send a report back to its author, with what it lacks."""

    report_id: UUID
    issuer_id: UnitId
    reason: FreeText


class QuarterlyObserverReportReturned(
    Event, subject="evt.{keeper}.assignments.QuarterlyObserverReportReturned.v1", audience=BOARD
):
    """A report went back to its author, who is to submit it again."""

    report_id: UUID
    person_id: PersonId
    issuer_id: UnitId
    quarter: str
    revision: int
    reason: TextRef


class AcceptQuarterlyReport(Command, subject="cmd.{keeper}.assignments.accept_quarterly_report.v1", audience=BOARD):
    """Accept a submitted report; from then on it stays as it is."""

    report_id: UUID
    issuer_id: UnitId


class QuarterlyObserverReportAccepted(
    Event, subject="evt.{keeper}.assignments.QuarterlyObserverReportAccepted.v1", audience=BOARD
):
    """A report was accepted."""

    report_id: UUID
    person_id: PersonId
    issuer_id: UnitId
    quarter: str
    revision: int


class WithdrawQuarterlyReport(Command, subject="cmd.{keeper}.assignments.withdraw_quarterly_report.v1", audience=BOARD):
    """The author takes his report back, as long as it is not accepted; he may submit it again."""

    report_id: UUID
    reason: FreeText


class QuarterlyObserverReportWithdrawn(
    Event, subject="evt.{keeper}.assignments.QuarterlyObserverReportWithdrawn.v1", audience=BOARD
):
    """A submitted or returned report counts no more."""

    report_id: UUID
    person_id: PersonId
    issuer_id: UnitId
    quarter: str
    revision: int
    reason: TextRef


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


class ObserverReportEntry(Part):
    """Where one observer's report on a quarter stands; `due` where he has none."""

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


class ObserverReports(Part):
    """One entry for each observer and assigning committee with an assignment in force in the quarter."""

    reports: list[ObserverReportEntry]
    counts: dict[str, int]


class ListObserverReports(Query, subject="query.{keeper}.assignments.list_observer_reports.v1", audience=BOARD):
    """Which observers have reported on a quarter and which have not; to one committee where it is named."""

    answer: ClassVar[type[ObserverReports]] = ObserverReports
    quarter: QuarterName
    issuer_id: UnitId | None = None


class RecordInspection(Command, subject="cmd.{keeper}.assignments.record_inspection.v1", audience=BOARD):
    """Record that a committee inspected or supervised a unit below it: how it keeps the regime, or its members.

    `members_supervised` counts members and is of `members` alone; so is `members_with_shortcomings`, None where nobody
    counted them. `shortcomings` counts what the unit is to mend, None where nobody counted.
    """

    unit_id: UnitId
    inspector_id: UnitId
    kind: Literal["inspection", "supervision"]
    subject_matter: Literal["regime", "members"]
    from_on: date
    held_on: date
    members_supervised: Count = 0
    members_with_shortcomings: Count | None = None
    shortcomings: Count | None = None
    directive_id: UUID | None = None
    findings: FreeText


class InspectionHeld(Event, subject="evt.{keeper}.assignments.InspectionHeld.v1", audience=BOARD):
    """A committee inspected or supervised a unit below it, from a day until the day on which it was concluded."""

    inspection_id: UUID
    unit_id: UnitId
    inspector_id: UnitId
    kind: Literal["inspection", "supervision"]
    subject_matter: Literal["regime", "members"]
    from_on: date
    held_on: date
    members_supervised: int
    members_with_shortcomings: int | None
    shortcomings: int | None
    directive_id: UUID | None
    findings: TextRef


class WithdrawInspection(Command, subject="cmd.{keeper}.assignments.withdraw_inspection.v1", audience=BOARD):
    """Take back an inspection that was recorded wrongly; it may be recorded again."""

    inspection_id: UUID
    inspector_id: UnitId
    reason: FreeText


class InspectionWithdrawn(Event, subject="evt.{keeper}.assignments.InspectionWithdrawn.v1", audience=BOARD):
    """A recorded inspection counts no more."""

    inspection_id: UUID
    unit_id: UnitId
    inspector_id: UnitId
    held_on: date
    reason: TextRef


class PlanVisit(Command, subject="sealed.cmd.{keeper}.assignments.plan_visit.v1", audience=SEALED):
    """The observer plans to attend a cell on a day; nobody below can learn of it."""

    cell_id: UnitId
    planned_on: date


class VisitPlanned(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanned.v1", audience=SEALED):
    """A visit is planned."""

    plan_id: UUID
    person_id: PersonId
    cell_id: UnitId
    planned_on: date


class CancelVisitPlan(Command, subject="sealed.cmd.{keeper}.assignments.cancel_visit_plan.v1", audience=SEALED):
    """The observer drops a plan."""

    plan_id: UUID


class VisitPlanCancelled(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanCancelled.v1", audience=SEALED):
    """A plan was dropped."""

    plan_id: UUID
    person_id: PersonId
    cell_id: UnitId


class CloseVisitPlan(Command, subject="sealed.cmd.{keeper}.assignments.close_visit_plan.v1", audience=SEALED):
    """What the service tells itself once a planned visit was made."""

    plan_id: UUID
    visit_id: VisitId


class VisitPlanClosed(Event, subject="sealed.evt.{keeper}.assignments.VisitPlanClosed.v1", audience=SEALED):
    """A planned visit was made."""

    plan_id: UUID
    person_id: PersonId
    cell_id: UnitId
    visit_id: VisitId


class PlannedVisit(Part):
    """A plan of the observer who asks."""

    plan_id: UUID
    cell_id: UnitId
    planned_on: date
    state: Literal["planned", "cancelled", "closed"]


class PlannedVisits(Part):
    """The plans of the observer who asks, by day."""

    plans: list[PlannedVisit]


class ListVisitPlans(Query, subject="sealed.query.{keeper}.assignments.list_visit_plans.v1", audience=SEALED):
    """The asking observer's own plans."""

    answer: ClassVar[type[PlannedVisits]] = PlannedVisits


class CalendarEntry(Part):
    """A meeting of one of the observer's cells; `starts_at` and `place` are None where nobody announced it.

    `own_meeting_at` is when his own cell meets, where that is at the same hours.
    """

    meeting_id: MeetingId
    cell_id: UnitId
    starts_at: AwareDatetime | None
    place: str | None
    state: Literal["scheduled", "cancelled", "held"]
    held_on: date | None = None
    own_meeting_at: AwareDatetime | None = None


class Calendar(Part):
    """Meetings of the cells assigned to an observer, by day and time."""

    meetings: list[CalendarEntry]


class ReadCalendar(Query, subject="query.{keeper}.assignments.read_calendar.v1", audience=OPEN):
    """The whole calendar of the asking observer's cells in a month.

    Who names his own cell is told where it meets at the same hours.
    """

    answer: ClassVar[type[Calendar]] = Calendar
    month: date
    own_cell_id: UnitId | None = None
