"""Reports of units on the quarter: how they stand after all events, and which are owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from contracts.quarterly_reports import (
    QuarterOpened,
    QuarterOpeningWithdrawn,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSubmissionWithdrawn,
    ReportSubmitted,
)
from sinhhoat.recount.asked import Asked
from sinhhoat.recount.owed import Owed


class Reports:
    """How units' own reports stand after all events: by which day each is due, and what of it counts as submitted."""

    def __init__(self) -> None:
        self.due: dict[tuple[UUID, str], date] = {}
        self.sent: dict[tuple[UUID, str], ReportSubmitted] = {}
        self._sent_back: dict[tuple[UUID, str], ReportSubmitted] = {}

    def apply(self, event: Any) -> None:
        match event:
            case QuarterOpened():
                self.due[event.unit_id, event.quarter] = event.due_on
            case QuarterOpeningWithdrawn():
                del self.due[event.unit_id, event.quarter]
            case ReportSubmitted():
                self.sent[event.unit_id, event.quarter] = event
            case ReportReturned() | ReportSubmissionWithdrawn():
                of = event.unit_id, event.quarter
                self._sent_back[of] = self.sent.pop(of)
            case ReportReturnWithdrawn():
                self.sent[event.unit_id, event.quarter] = self._sent_back[event.unit_id, event.quarter]


def reports_owed(asked: Asked) -> Iterator[Owed]:
    """Every committee reports to the one above it, or to the city."""
    reports, quarter = asked.state(Reports), asked.quarter
    for unit_id in asked.district.unit_ids:
        unit = asked.raw.district.on(unit_id, quarter.last)
        if unit is not None and unit["kind"] == "committee" and asked.counts(unit_id, quarter.last):
            of = unit_id, quarter.name
            sent, days = reports.sent.get(of), (quarter.first, quarter.last)
            done, first = (sent.submitted_on, sent.first_submitted_on) if sent else (None, None)
            yield Owed("quarterly_report", unit_id, None, *days, done, first, reports.due.get(of))
