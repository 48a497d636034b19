"""What an observer's quarterly report is: submitted, returned with a reason, accepted, or taken back by its author."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.assignments.domain.issued import NAMESPACE
from services.assignments.domain.quarter import Quarter
from services.assignments.domain.reported import Grounds, Judgement, ReportState, Section
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused


class ObserverReport(Aggregate):
    """One observer's report on one quarter to the committee that has assigned him."""

    TOPIC = "assignments.ObserverReport"

    class Opened(Aggregate.Event, Created):
        TOPIC = "assignments.ObserverReport.Opened"
        keeper: str
        person_id: UUID
        issuer_id: UUID
        quarter: str

    class Submitted(Aggregate.Event):
        """Version 2 says when it was submitted first: that day decides whether it came in time."""

        TOPIC = "assignments.ObserverReport.Submitted"
        class_version = 2
        person_id: UUID
        issuer_id: UUID
        quarter: str
        revision: int
        submitted_on: date
        due_on: date
        grounds: Grounds
        sections: list[Section]
        first_submitted_on: date | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["first_submitted_on"] = None

    class Returned(Aggregate.Event):
        TOPIC = "assignments.ObserverReport.Returned"
        person_id: UUID
        issuer_id: UUID
        quarter: str
        revision: int
        reason: TextRef

    class Accepted(Aggregate.Event):
        TOPIC = "assignments.ObserverReport.Accepted"
        person_id: UUID
        issuer_id: UUID
        quarter: str
        revision: int

    class JudgementWithdrawn(Aggregate.Event):
        TOPIC = "assignments.ObserverReport.JudgementWithdrawn"
        person_id: UUID
        issuer_id: UUID
        quarter: str
        revision: int
        judgement: Judgement
        submitted_on: date
        first_submitted_on: date
        due_on: date
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "assignments.ObserverReport.Withdrawn"
        person_id: UUID
        issuer_id: UUID
        quarter: str
        revision: int
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str, person_id: UUID, issuer_id: UUID, quarter: str) -> None:
        self.person_id, self.issuer_id, self.quarter = person_id, issuer_id, quarter
        self.state, self.revision = ReportState.OPEN, 0
        self.grounds: Grounds | None = None
        self.sections: list[Section] = []
        self.returned_because: TextRef | None = None
        self.submitted_on: date | None = None
        self.first_submitted_on: date | None = None
        self.due_on: date | None = None

    @staticmethod
    def create_id(keeper: str, person_id: UUID, issuer_id: UUID, quarter: str) -> UUID:
        """The natural key: an observer owes each committee that has assigned him one report a quarter."""
        return uuid5(uuid5(NAMESPACE, keeper), f"report:{issuer_id}:{person_id}:{quarter}")

    def submit(self, grounds: Grounds, sections: list[Section], *, today: date, opens_on: date, due_on: date) -> None:
        """Submit, or submit again what went back or was taken back; reports are taken from `opens_on` on."""
        if self.state is ReportState.ACCEPTED:
            raise Refused("report_already_accepted", field="quarter")
        if self.state is ReportState.SUBMITTED:
            raise Refused("report_already_submitted", field="quarter")
        if today < (begins := Quarter(self.quarter).first):
            raise Refused("quarter_not_begun", field="quarter", begins=begins.isoformat())
        if today < opens_on:
            raise Refused("report_too_early", field="quarter", opens_on=opens_on.isoformat())
        if grounds.assigned_cells == 0:
            raise Refused("nobody_assigned_in_quarter", field="issuer_id")
        whose = (self.person_id, self.issuer_id, self.quarter)
        first = self.first_submitted_on or today
        self._submitted(*whose, self.revision + 1, today, due_on, grounds, sections, first)

    def send_back(self, reason: TextRef, *, by: UUID) -> None:
        self._require_submitted(by)
        self._returned(self.person_id, self.issuer_id, self.quarter, self.revision, reason)

    def accept(self, *, by: UUID) -> None:
        self._require_submitted(by)
        self._accepted(self.person_id, self.issuer_id, self.quarter, self.revision)

    def withdraw_judgement(self, reason: TextRef, *, by: UUID) -> None:
        """Take back what was judged last, if nothing came after it; the report waits to be judged again."""
        if by == self.person_id:
            raise Refused("own_report", field="report_id")
        judged = {ReportState.ACCEPTED: Judgement.ACCEPTED, ReportState.RETURNED: Judgement.RETURNED}
        if self.state not in judged:
            raise Refused("report_not_judged", field="report_id")
        assert self.submitted_on is not None
        assert self.first_submitted_on is not None
        assert self.due_on is not None
        whose = (self.person_id, self.issuer_id, self.quarter, self.revision, judged[self.state])
        self._judgement_withdrawn(*whose, self.submitted_on, self.first_submitted_on, self.due_on, reason)

    def withdraw(self, reason: TextRef) -> None:
        if self.state is ReportState.ACCEPTED:
            raise Refused("report_already_accepted", field="report_id")
        if self.state not in (ReportState.SUBMITTED, ReportState.RETURNED):
            raise Refused("report_not_submitted", field="report_id")
        self._withdrawn(self.person_id, self.issuer_id, self.quarter, self.revision, reason)

    def _require_submitted(self, by: UUID) -> None:
        """Nobody judges his own report."""
        if by == self.person_id:
            raise Refused("own_report", field="report_id")
        if self.state is ReportState.ACCEPTED:
            raise Refused("report_already_accepted", field="report_id")
        if self.state is not ReportState.SUBMITTED:
            raise Refused("report_not_submitted", field="report_id")

    # Replaying history runs the methods below again, so they check nothing.

    @event(Submitted)
    def _submitted(
        self,
        person_id: UUID,
        issuer_id: UUID,
        quarter: str,
        revision: int,
        submitted_on: date,
        due_on: date,
        grounds: Grounds,
        sections: list[Section],
        first_submitted_on: date | None,
    ) -> None:
        self.state, self.revision = ReportState.SUBMITTED, revision
        self.grounds, self.sections, self.returned_because = grounds, sections, None
        self.submitted_on, self.due_on = submitted_on, due_on
        self.first_submitted_on = first_submitted_on or self.first_submitted_on or submitted_on

    @event(Returned)
    def _returned(self, person_id: UUID, issuer_id: UUID, quarter: str, revision: int, reason: TextRef) -> None:
        self.state, self.returned_because = ReportState.RETURNED, reason

    @event(Accepted)
    def _accepted(self, person_id: UUID, issuer_id: UUID, quarter: str, revision: int) -> None:
        self.state = ReportState.ACCEPTED

    @event(JudgementWithdrawn)
    def _judgement_withdrawn(
        self,
        person_id: UUID,
        issuer_id: UUID,
        quarter: str,
        revision: int,
        judgement: Judgement,
        submitted_on: date,
        first_submitted_on: date,
        due_on: date,
        reason: TextRef,
    ) -> None:
        self.state, self.returned_because = ReportState.SUBMITTED, None

    @event(Withdrawn)
    def _withdrawn(self, person_id: UUID, issuer_id: UUID, quarter: str, revision: int, reason: TextRef) -> None:
        # Its author says that he had not reported: what he submits next is the first.
        self.state, self.first_submitted_on = ReportState.WITHDRAWN, None
