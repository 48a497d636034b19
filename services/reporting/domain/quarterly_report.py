"""What a quarterly report is: opened, submitted, returned or approved, closed for good, and restated ever after."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.reporting.domain.revision import ReportState, Revision, check_settled, standing
from services.reporting.domain.signed import Cause, Counted, Moved, Pin, Reported, restated


class QuarterlyReport(Aggregate):
    """One unit's report on one quarter to the unit above it, or to the city."""

    TOPIC = "reporting.QuarterlyReport"

    class Begun(Aggregate.Event, Created):
        TOPIC = "reporting.QuarterlyReport.Begun"
        unit_id: UUID
        quarter: str

    class Opened(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.Opened"
        unit_id: UUID
        quarter: str
        opened_on: date
        due_on: date
        policy_version: str

    class Submitted(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.Submitted"
        unit_id: UUID
        quarter: str
        submission: int
        submitted_on: date
        first_submitted_on: date
        due_on: date
        submitted_by: UUID
        pin: Pin
        figures: list[Reported]

    class Returned(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.Returned"
        unit_id: UUID
        quarter: str
        submission: int
        returned_on: date
        reason: TextRef

    class Approved(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.Approved"
        unit_id: UUID
        quarter: str
        submission: int
        approved_on: date
        sha256: str

    class Closed(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.Closed"
        unit_id: UUID
        quarter: str
        revision: int
        closed_on: date
        pin: Pin
        figures: list[Reported]

    class Restated(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.Restated"
        unit_id: UUID
        quarter: str
        revision: int
        restated_on: date
        pin: Pin
        cause: Cause
        diff: list[Moved]

    class OpeningWithdrawn(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.OpeningWithdrawn"
        unit_id: UUID
        quarter: str
        reason: TextRef

    class SubmissionWithdrawn(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.SubmissionWithdrawn"
        unit_id: UUID
        quarter: str
        submission: int
        reason: TextRef

    class ReturnWithdrawn(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.ReturnWithdrawn"
        unit_id: UUID
        quarter: str
        submission: int
        reason: TextRef

    class ApprovalWithdrawn(Aggregate.Event):
        TOPIC = "reporting.QuarterlyReport.ApprovalWithdrawn"
        unit_id: UUID
        quarter: str
        submission: int
        reason: TextRef

    @event(Begun)
    def __init__(self, unit_id: UUID, quarter: str) -> None:
        self.unit_id, self.quarter = unit_id, quarter
        self.state, self.submission = ReportState.NONE, 0
        self.opened_on: date | None = None
        self.due_on: date | None = None
        self.submitted_on: date | None = None
        self.first_submitted_on: date | None = None
        self.submitted_by: UUID | None = None
        self.approved_on: date | None = None
        self.returned_because: TextRef | None = None
        self.pin: Pin | None = None
        self.figures: list[Reported] = []
        self.revisions: list[Revision] = []

    @staticmethod
    def create_id(unit_id: UUID, quarter: str) -> UUID:
        """The natural key: a unit reports once on a quarter."""
        return uuid5(unit_id, f"report:{quarter}")

    def open(self, *, today: date, begins: date, due_on: date, policy_version: str) -> None:
        """Open it, or open again what was opened by mistake; `begins` is the first day of the quarter."""
        if self.state is not ReportState.NONE:
            raise Refused("quarter_already_open", field="quarter", state=self.state.value)
        if today < begins:
            raise Refused("quarter_not_begun", field="quarter", begins=begins.isoformat())
        self._opened(self.unit_id, self.quarter, today, due_on, policy_version)

    def submit(self, counted: Counted, *, by: UUID, today: date, opens_on: date) -> None:
        """Submit, or submit again what went back or was taken back; reports are taken from `opens_on` on."""
        self._require_under_way()
        if self.state is not ReportState.OPEN and self.state is not ReportState.RETURNED:
            raise Refused("quarter_already_submitted", field="quarter", state=self.state.value)
        if today < opens_on:
            raise Refused("quarterly_report_too_early", field="quarter", opens_on=opens_on.isoformat())
        assert self.due_on is not None
        days = (today, self.first_submitted_on or today, self.due_on)
        number = self.submission + 1
        self._submitted(self.unit_id, self.quarter, number, *days, by, counted.pin, counted.figures)

    def send_back(self, reason: TextRef, *, by: UUID, today: date) -> None:
        self._require_submitted(by)
        self._returned(self.unit_id, self.quarter, self.submission, today, reason)

    def approve(self, sha256: str | None, *, by: UUID, today: date) -> None:
        """Approve what was submitted; where its hash is named, nothing else than that."""
        self._require_submitted(by)
        assert self.pin is not None
        if sha256 not in (None, self.pin.sha256):
            raise Refused("submitted_again_since", field="sha256", submission=self.submission)
        self._approved(self.unit_id, self.quarter, self.submission, today, self.pin.sha256)

    def close(self, counted: Counted, *, by: UUID, parked: int, today: date, last: date) -> None:
        """Close it for good with what is known now, where that is what was approved; `last`: the quarter's last day."""
        self._require_under_way()
        if self.state is not ReportState.APPROVED:
            raise Refused("quarter_not_approved", field="quarter", state=self.state.value)
        self._require_another(by)
        if today <= last:
            raise Refused("quarter_not_over", field="quarter", last=last.isoformat())
        check_settled(self.figures, counted, parked=parked)
        self._closed(self.unit_id, self.quarter, 1, today, counted.pin, counted.figures)

    def restate(self, counted: Counted, cause: Cause, *, today: date, number: int | None = None) -> None:
        """Add a revision, where the cause has moved any figure: the next, or one that other reports have of it too."""
        former = self.newest
        diff = former.moved_by(self.figures, counted)
        revision = max(former.revision + 1, number or 0)
        self._restated(self.unit_id, self.quarter, revision, today, counted.pin, cause, diff)

    def withdraw_opening(self, reason: TextRef) -> None:
        self._require_under_way()
        if self.state is not ReportState.OPEN:
            raise Refused("quarter_already_submitted", field="quarter", state=self.state.value)
        self._opening_withdrawn(self.unit_id, self.quarter, reason)

    def withdraw_submission(self, reason: TextRef) -> None:
        self._require_state(ReportState.SUBMITTED)
        self._submission_withdrawn(self.unit_id, self.quarter, self.submission, reason)

    def withdraw_return(self, reason: TextRef, *, by: UUID) -> None:
        self._require_state(ReportState.RETURNED)
        self._require_another(by)
        self._return_withdrawn(self.unit_id, self.quarter, self.submission, reason)

    def withdraw_approval(self, reason: TextRef, *, by: UUID) -> None:
        self._require_state(ReportState.APPROVED)
        self._require_another(by)
        self._approval_withdrawn(self.unit_id, self.quarter, self.submission, reason)

    @property
    def newest(self) -> Revision:
        """The newest revision. Refused `quarter_not_closed`."""
        if not self.revisions:
            raise Refused("quarter_not_closed", field="quarter", quarter=self.quarter)
        return standing(self.revisions)

    def _require_under_way(self) -> None:
        if self.state is ReportState.NONE:
            raise Refused("quarter_not_open", field="quarter", quarter=self.quarter)
        if self.state is ReportState.CLOSED:
            raise Refused("quarter_closed", field="quarter", revisions=self.revisions[-1].revision)

    def _require_state(self, wanted: ReportState) -> None:
        self._require_under_way()
        if self.state is not wanted:
            raise Refused("report_stands_elsewhere", field="quarter", state=self.state.value, wanted=wanted.value)

    def _require_submitted(self, by: UUID) -> None:
        self._require_state(ReportState.SUBMITTED)
        self._require_another(by)

    def _require_another(self, by: UUID) -> None:
        """Nobody judges what he has submitted himself."""
        if by == self.submitted_by:
            raise Refused("own_quarterly_report", field="quarter")

    # Replaying history runs the methods below again, so they check nothing.

    @event(Opened)
    def _opened(self, unit_id: UUID, quarter: str, opened_on: date, due_on: date, policy_version: str) -> None:
        self.state, self.opened_on, self.due_on = ReportState.OPEN, opened_on, due_on

    @event(Submitted)
    def _submitted(
        self,
        unit_id: UUID,
        quarter: str,
        submission: int,
        submitted_on: date,
        first_submitted_on: date,
        due_on: date,
        submitted_by: UUID,
        pin: Pin,
        figures: list[Reported],
    ) -> None:
        self.state, self.submission, self.returned_because = ReportState.SUBMITTED, submission, None
        self.submitted_on, self.first_submitted_on, self.submitted_by = submitted_on, first_submitted_on, submitted_by
        self.pin, self.figures = pin, figures

    @event(Returned)
    def _returned(self, unit_id: UUID, quarter: str, submission: int, returned_on: date, reason: TextRef) -> None:
        self.state, self.returned_because = ReportState.RETURNED, reason

    @event(Approved)
    def _approved(self, unit_id: UUID, quarter: str, submission: int, approved_on: date, sha256: str) -> None:
        self.state, self.approved_on = ReportState.APPROVED, approved_on

    @event(Closed)
    def _closed(
        self, unit_id: UUID, quarter: str, revision: int, closed_on: date, pin: Pin, figures: list[Reported]
    ) -> None:
        self.state, self.pin, self.figures = ReportState.CLOSED, pin, figures
        self.revisions = [Revision(revision, closed_on, pin)]

    @event(Restated)
    def _restated(
        self,
        unit_id: UUID,
        quarter: str,
        revision: int,
        restated_on: date,
        pin: Pin,
        cause: Cause,
        diff: list[Moved],
    ) -> None:
        self.pin, self.figures = pin, restated(self.figures, diff)
        self.revisions = [*self.revisions, Revision(revision, restated_on, pin, cause, diff)]

    @event(OpeningWithdrawn)
    def _opening_withdrawn(self, unit_id: UUID, quarter: str, reason: TextRef) -> None:
        self.state, self.opened_on, self.due_on = ReportState.NONE, None, None

    @event(SubmissionWithdrawn)
    def _submission_withdrawn(self, unit_id: UUID, quarter: str, submission: int, reason: TextRef) -> None:
        # The unit says that it had not reported: what it submits next is the first.
        self.state, self.first_submitted_on, self.submitted_on = ReportState.OPEN, None, None
        self.submitted_by, self.pin, self.figures = None, None, []

    @event(ReturnWithdrawn)
    def _return_withdrawn(self, unit_id: UUID, quarter: str, submission: int, reason: TextRef) -> None:
        self.state, self.returned_because = ReportState.SUBMITTED, None

    @event(ApprovalWithdrawn)
    def _approval_withdrawn(self, unit_id: UUID, quarter: str, submission: int, reason: TextRef) -> None:
        self.state, self.approved_on = ReportState.SUBMITTED, None
