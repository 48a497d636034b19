"""Whoever reports in a fault run does nothing that the rules refuse: each refusal there is a finding."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from uuid import UUID

import pytest

from contracts import quarterly_reports as contract
from services.chassis.aggregate import TextRef, now
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.revision import ReportState
from services.reporting.domain.signed import Counted, Pin, Reported
from services.reporting.quarters import Quarter
from tests.chaos.bus_losses import STREAMS, StreamLost, drawn
from tests.chaos.reporter import JUDGED, MOVING, STILL, Act, Committee, life, reports
from tests.chaos.writers import FIRST_MONTH

TODAY = date(2026, 1, 5)
UNIT, REPORTS, JUDGES = UUID(int=1), UUID(int=2), UUID(int=3)
REASON = TextRef(UUID(int=4), "0" * 64)
COMMITTEES = [Committee(UUID(int=number), None) for number in (1, 2, 3)]  # type: ignore[arg-type]


def counted(numerator: int) -> Counted:
    return Counted(Pin("DU-1", {}, None, "0" * 64), [Reported("meetings", numerator, None)])


def carried_out(report: QuarterlyReport, act: Act, figures: Counted) -> None:
    """The act as the service would let the aggregate decide it."""
    by, day = JUDGES if act in JUDGED else REPORTS, Quarter.parse(report.quarter)
    terms = {"begins": day.first, "due_on": day.last + timedelta(days=10), "policy_version": "1"}
    {
        contract.OpenQuarter: lambda: report.open(today=TODAY, **terms),  # type: ignore[arg-type]
        contract.WithdrawQuarterOpening: lambda: report.withdraw_opening(REASON),
        contract.SubmitReport: lambda: report.submit(figures, by=by, today=TODAY, opens_on=day.opens_on(3)),
        contract.WithdrawReportSubmission: lambda: report.withdraw_submission(REASON),
        contract.ReturnReport: lambda: report.send_back(REASON, by=by, today=TODAY),
        contract.WithdrawReportReturn: lambda: report.withdraw_return(REASON, by=by),
        contract.ApproveReport: lambda: report.approve(None, by=by, today=TODAY),
        contract.WithdrawReportApproval: lambda: report.withdraw_approval(REASON, by=by),
        contract.CloseQuarter: lambda: report.close(figures, by=by, parked=0, today=TODAY, last=day.last),
    }[act]()


@pytest.mark.parametrize("closed", [True, False])
def test_no_step_of_any_life_is_refused_and_it_ends_closed_or_as_before(closed: bool) -> None:
    ended, acts = now.set(datetime(2026, 1, 5, tzinfo=UTC)), set[Act]()
    for seed in range(60):
        report = QuarterlyReport(UNIT, (STILL if closed else MOVING)[0])
        for turn in range(1 if closed else 2):
            for number, act in enumerate(life(Random(f"{seed}:{turn}"), closed=closed)):
                # What is still is counted as before; what moves is counted otherwise each time.
                carried_out(report, act, counted(0 if closed else number))
                acts.add(act)

            assert report.state is (ReportState.CLOSED if closed else ReportState.NONE)
    now.reset(ended)

    every = {
        kind for kind in vars(contract).values() if isinstance(kind, type) and issubclass(kind, contract.OfUnitsReport)
    }
    left_out = {contract.OfUnitsReport, contract.RestateQuarter} | (set() if closed else {contract.CloseQuarter})
    assert acts == every - left_out


def test_every_report_that_is_closed_is_on_a_quarter_before_all_that_is_written() -> None:
    drawn = list(islice(reports(COMMITTEES), 400))

    closed = [(one.committee, one.quarter) for one in drawn if one.closed]
    assert len(closed) == len(set(closed)) == len(STILL) * len(COMMITTEES)
    assert all(Quarter.parse(quarter).last < FIRST_MONTH for _, quarter in closed)
    assert all(Quarter.parse(one.quarter).first >= FIRST_MONTH for one in drawn if not one.closed)


def test_the_stream_of_reporting_is_struck_like_any_other() -> None:
    struck = {fault.stream for seed in range(100) if isinstance(fault := drawn(Random(seed)), StreamLost)}

    assert "EVT_REPORTING" in STREAMS
    assert struck == set(STREAMS)
