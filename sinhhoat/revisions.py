"""Revisions of closed reports on a terminal: what moved, because of what, and what the city signed otherwise."""

from __future__ import annotations

from rich.table import Table

from contracts.quarterly_reports import ReportedFigure
from contracts.reporting import Figure
from contracts.restatements import Restatements, RevisionDiff
from services.chassis.messaging.serving import LOCAL
from sinhhoat.figures import shown, whole
from sinhhoat.printing import headed, table_of


def diff_tables(diff: RevisionDiff) -> list[Table]:
    """The figures that moved, the restatements between the two revisions, and the events behind them."""
    return [_figures(diff), _restatements(diff), _events(diff)]


def restatements_table(found: Restatements) -> Table:
    """One line for each revision, the newest first."""
    title = f"Sửa đổi sau khi chốt / Restated since closed: {found.total}"
    table = table_of(
        "Keeper", "Quý / Quarter", "Bản / Revision", "Ngày / On", "Vì / Because of", "Chỉ tiêu / Figures", title=title
    )
    for one in found.restatements:
        moved = ", ".join(f"{move.key} {_pair(move.old)} → {_pair(move.new)}" for move in one.diff)
        because = f"{one.cause.contract} {one.cause.feed}:{one.cause.position} ({one.cause.events})"
        table.add_row(one.keeper, one.quarter, str(one.revision), one.restated_on.isoformat(), because, moved)
    return table


def _figures(diff: RevisionDiff) -> Table:
    words = f"{diff.unit_code} · {diff.quarter} · bản / revision {diff.old.revision} → {diff.new.revision}"
    table = table_of("Chỉ tiêu / Figure", "Trước / Old", "Sau / New", title=headed(words, diff.simulated))
    for one in diff.figures:
        table.add_row(f"{one.name_vi} / {one.name_en}", _shown(one.old), _shown(one.new))
    return table


def _restatements(diff: RevisionDiff) -> Table:
    table = table_of("Bản / Revision", "Ngày / On", "Nguyên nhân / Cause", "Sự kiện / Events", "Người / Actor")
    for one in diff.restatements:
        if one.cause is not None:
            cause = (str(one.cause.cause_id), str(one.cause.events), one.cause.actor)
            table.add_row(str(one.revision), one.made_on.isoformat(), *cause)
    return table


def _events(diff: RevisionDiff) -> Table:
    title = f"{len(diff.events)} / {diff.total} sự kiện / events"
    table = table_of(
        "Sự kiện / Event", "Vị trí / Position", "Ngày / Day", "Ghi lúc / Recorded", "Lý do / Reason", title=title
    )
    for one in diff.events:
        recorded = one.recorded_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
        day, reason = one.day.isoformat() if one.day else "", str(one.reason or "")
        table.add_row(one.contract, f"{one.feed}:{one.position}", day, recorded, reason)
    return table


def _shown(figure: Figure | None) -> str:
    return shown(figure) if figure else "–"


def _pair(figure: ReportedFigure | None) -> str:
    if figure is None:
        return "–"
    return (
        whole(figure.numerator)
        if figure.denominator is None
        else f"{whole(figure.numerator)}/{whole(figure.denominator)}"
    )
