"""Quarterly reports of units as tables: where they stand, and the revisions of a closed one with their causes."""

from __future__ import annotations

from datetime import date

from rich.markup import escape
from rich.table import Table

from contracts.quarterly_reports import (
    QuarterlyReport,
    QuarterlyReports,
    ReadQuarterlyReport,
    ReportRevision,
    ReportState,
)
from services.chassis.messaging import Client
from services.chassis.messaging.serving import LOCAL
from sinhhoat.figures import whole
from sinhhoat.printing import headed, table_of

STATES: dict[ReportState, str] = {
    "none": "chưa mở / not opened",
    "open": "đã mở / open",
    "submitted": "đã gửi / submitted",
    "returned": "bị trả lại / returned",
    "approved": "đã duyệt / approved",
    "closed": "đã chốt / closed",
}
SHORT = 12
"""So many digits of a hash tell two of one report apart; the JSON has all."""


async def with_all_revisions(client: Client, keeper: str, query: ReadQuarterlyReport) -> QuarterlyReport:
    """The report, asked for page by page. One that was restated meanwhile has the newer ones, too."""
    report = await client.ask(keeper, query)
    revisions = list(report.revisions)
    while len(revisions) < report.total:
        page = await client.ask(keeper, query.model_copy(update={"offset": len(revisions)}))
        revisions += page.revisions
        if not page.revisions:
            break
    return report.model_copy(update={"revisions": revisions})


def revisions_tables(report: QuarterlyReport) -> list[Table]:
    """Where the report stands, and its revisions; `report diff` shows what each has moved."""
    return [_stands(report), *([_revisions(report)] if report.revisions else [])]


def reports_table(reports: QuarterlyReports) -> Table:
    """One line for each unit that reports."""
    late = reports.counts.get("late", 0)
    title = f"Báo cáo quý {reports.quarter} · {reports.keeper}: quá hạn {late} / quarterly reports, {late} late"
    table = table_of(
        "Đơn vị / Unit",
        "Gửi / To",
        "Trạng thái / State",
        "Hạn / Due",
        "Ngày gửi / Submitted",
        "Bản / Rev.",
        title=title,
    )
    for one in reports.reports:
        state = STATES[one.state] + ("  QUÁ HẠN / LATE" if one.late else "")
        to = "thành phố / city" if one.to_city else escape(one.above_code or "cấp trên / above")
        table.add_row(
            escape(f"{one.unit_code} {one.unit_name}"),
            to,
            state,
            _day(one.due_on),
            _day(one.submitted_on),
            str(one.revision or "–"),
        )
    if len(reports.reports) < reports.total:
        table.caption = f"{len(reports.reports)} / {reports.total} đơn vị / units"
    return table


def _stands(report: QuarterlyReport) -> Table:
    words = f"Báo cáo quý {report.quarter} · {report.unit_code} {report.unit_name} / quarterly report"
    table = table_of("Mục / Item", "Nội dung / Value", title=headed(words, report.simulated))
    table.add_row("Trạng thái / State", STATES[report.state])
    table.add_row("Hạn / Due", _day(report.due_on))
    table.add_row("Gửi lần / Submission", f"{report.submission} ({_day(report.submitted_on)})")
    table.add_row("Duyệt / Approved", _day(report.approved_on))
    table.add_row("Chốt / Closed", _day(report.closed_on))
    table.add_row("Số chỉ tiêu / Figures", whole(len(report.figures)))
    table.add_row("SHA-256", report.sha256 or "–")
    return table


def _revisions(report: QuarterlyReport) -> Table:
    table = table_of(
        "Bản / Rev.", "Ngày / Day", "Biết đến / Known at", "SHA-256", "Nguyên nhân / Cause", "Chỉ tiêu / Figures"
    )
    for one in report.revisions:
        at = f"{one.known_at.astimezone(LOCAL):%d/%m/%Y %H:%M:%S}" if one.known_at else "–"
        table.add_row(str(one.revision), _day(one.on), at, one.sha256[:SHORT], _cause(one), _moved(one))
    return table


def _cause(one: ReportRevision) -> str:
    if one.cause is None:
        return "chốt quý / the closing"
    more = f" (+{one.cause.events - 1})" if one.cause.events > 1 else ""
    also = f", cùng {len(one.cause.also)} nguyên nhân khác / other causes" if one.cause.also else ""
    return f"{one.cause.contract} {one.cause.feed}:{one.cause.position}{more}, {one.cause.actor}{also}"


def _moved(one: ReportRevision) -> str:
    return ", ".join(moved.key for moved in one.diff)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "–"
