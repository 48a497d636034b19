"""A small district's committees report on the first quarter: late, returned, taken back, and by days of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from contracts import quarterly_reports as contract
from tests.reporting.busy import busy_district
from tests.reporting.given import REASON
from tests.reporting.history import History, an_id

QUARTER = "2019-Q1"
APRIL = {day: date(2019, 4, day) for day in range(1, 31)}


def whose(unit: str) -> dict[str, Any]:
    return {"report_id": an_id("report", unit), "unit_id": an_id(unit), "quarter": QUARTER}


def opened(unit: str, due_on: date = APRIL[10]) -> contract.QuarterOpened:
    days = {"opened_on": date(2019, 3, 1), "due_on": due_on, "policy_version": "1"}
    return contract.QuarterOpened.model_validate(whose(unit) | days)


def submitted(unit: str, on: date, number: int = 1, first: date | None = None) -> contract.ReportSubmitted:
    pin = {"unit_code": unit, "known": {}, "known_at": datetime(2019, 4, 1, tzinfo=UTC), "sha256": "00" * 32}
    days = {"submitted_on": on, "first_submitted_on": first or on, "due_on": APRIL[10]}
    by = {"submission": number, "submitted_by": an_id("author"), "figures": []}
    return contract.ReportSubmitted.model_validate(whose(unit) | pin | days | by)


def returned(unit: str, number: int = 1) -> contract.ReportReturned:
    return contract.ReportReturned.model_validate(
        whose(unit) | {"submission": number, "returned_on": APRIL[14], "reason": REASON}
    )


def taken_back(kind: type[contract.OfReportedQuarter], unit: str, number: int = 1) -> contract.OfReportedQuarter:
    return kind.model_validate(whose(unit) | {"submission": number, "reason": REASON})


def reporting_district(keeper: str) -> History:
    """The busy district. The whole is late, and later still since it went back; A was due sooner, and came between the
    two days; that it went back is taken back; B was opened by mistake."""
    history = busy_district(keeper)
    history.tell(opened("HU"), submitted("HU", APRIL[12]), returned("HU"), submitted("HU", APRIL[20], 2, APRIL[12]))
    history.tell(opened("A", APRIL[8]), submitted("A", APRIL[9]), returned("A"))
    history.tell(taken_back(contract.ReportReturnWithdrawn, "A"))
    history.tell(opened("B"), taken_back(contract.QuarterOpeningWithdrawn, "B"))
    return history
