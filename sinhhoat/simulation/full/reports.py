"""How the third quarter is reported: by a committee to the district and by the district to the city, closed at last."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from contracts.quarterly_reports import (
    ApproveReport,
    CloseQuarter,
    OfUnitsReport,
    OpenQuarter,
    ReadQuarterlyReport,
    ReturnReport,
    SubmitReport,
    WithdrawQuarterOpening,
    WithdrawReportApproval,
    WithdrawReportReturn,
    WithdrawReportSubmission,
)
from contracts.registry import ReportRoll
from sinhhoat.simulation.full.district import ROOT
from sinhhoat.simulation.full.foundation import LEADERS, counts_of
from sinhhoat.simulation.full.year import NODE, Act, Year
from sinhhoat.simulation.sending import SimulationFailed

CITY = "city"
PATIENCE = 240
"""Seconds in which a closed quarter is restated, on a busy machine."""


def month(year: Year, first: date) -> Iterator[Act]:
    """Opened in September and approved in October; closed when, in December, everything late has come in."""
    if first.month == 9:
        yield year.at(first.replace(day=15), 9, partial(_opened, year))
    if first.month == 10:
        yield year.at(first.replace(day=5), 9, partial(_judged, year))
    if first.month == 12:
        yield year.at(first.replace(day=28), 9, partial(_closed, year))
        yield year.at(first.replace(day=29), 9, partial(_restated, year))


async def _opened(year: Year, at: datetime) -> None:
    """The committee's was opened too early, and is opened again."""
    committee = _committee(year)
    await _say(year, at, OpenQuarter, committee, "early")
    await _say(year, at, WithdrawQuarterOpening, committee, reason="Chờ hướng dẫn của huyện ủy.")
    await _say(year, at, OpenQuarter, committee)
    await _say(year, at, OpenQuarter, ROOT)


async def _judged(year: Year, at: datetime) -> None:
    """Returned by mistake and approved; but late records are still coming in, so that all of it is taken back."""
    committee, judge = _committee(year), LEADERS[0]
    await _say(year, at, SubmitReport, committee, "october")
    await _say(year, at, ReturnReport, committee, by=judge, reason="Thiếu số liệu của một chi bộ.")
    await _say(year, at, WithdrawReportReturn, committee, by=judge, reason="Đọc nhầm báo cáo khác.")
    await _say(year, at, ApproveReport, committee, "october", by=judge)
    await _say(year, at, WithdrawReportApproval, committee, by=judge, reason="Còn số liệu ghi nhận muộn.")
    await _say(year, at, WithdrawReportSubmission, committee, reason="Còn số liệu ghi nhận muộn.")


async def _closed(year: Year, at: datetime) -> None:
    for unit, judge in ((_committee(year), {"by": LEADERS[0]}), (ROOT, {"roles_at": CITY})):
        await _say(year, at, SubmitReport, unit)
        await _say(year, at, ApproveReport, unit, **judge)
        await _say(year, at, CloseQuarter, unit, **judge)


async def _restated(year: Year, at: datetime) -> None:
    """A roll of September comes when the quarter is closed, and makes a revision of what the city has signed."""
    cell = year.district.settled()[0].cell
    counts = counts_of(cell.roll)
    more = counts.model_copy(update={"official": counts.official + 1})
    as_of = year.district.day((9, 30)) - timedelta(days=1)
    late = ReportRoll(command_id=year.id("late roll"), unit_id=cell.cell_id, as_of=as_of, counts=more)
    await year.one(at, late)
    client = await year.client()
    for _ in range(PATIENCE):
        report = await client.ask(year.keeper, ReadQuarterlyReport(quarter=_quarter(year)))
        if len(report.revisions) > 1:
            return
        await asyncio.sleep(1)
    raise SimulationFailed(f"{_quarter(year)} was not restated")


async def _say(
    year: Year,
    at: datetime,
    kind: type[OfUnitsReport],
    unit: str,
    which: str = "",
    *,
    by: str = NODE,
    roles_at: str | None = None,
    **told: Any,
) -> None:
    named = {"command_id": year.id(kind.__name__, unit, which), "unit_id": year.district.unit_id(unit)}
    command = kind.model_validate({**named, "quarter": _quarter(year), **told})
    await year.one(at, command, by, roles_at=roles_at)


def _committee(year: Year) -> str:
    return year.district.committees[1]


def _quarter(year: Year) -> str:
    return f"{year.district.year}-Q3"
