"""Revisions of closed reports on a terminal: what moved, because of what, and what the city signed otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from contracts.quarterly_reports import ReportedFigure
from contracts.reporting import Figure
from contracts.restatements import CauseEvent, Restatements, RevisionDiff, SignedRevision
from services.chassis.messaging.serving import LOCAL
from sinhhoat.figures import shown, whole
from sinhhoat.printing import headed, table_of


class Told(NamedTuple):
    """`who` are codes by person id, `reasons` words by text id; what has none is shown by its id."""

    who: Mapping[str, str] = {}
    reasons: Mapping[str, str] = {}


def diff_tables(diff: RevisionDiff, told: Told) -> list[Table]:
    """The figures that moved, the restatements between the two revisions, and the events behind them."""
    return [_figures(diff), _restatements(diff, told), _events(diff, told)]


def short(diff: RevisionDiff) -> list[Table | Text]:
    """What the quarter was closed with, by which events it became another one, and the figures that moved."""
    lines = [_pinned("Chốt / closed", diff.old), *(_event(one) for one in diff.events), _pinned("Bản / now", diff.new)]
    return [*map(Text, lines), _figures(diff)]


def _pinned(words: str, one: SignedRevision) -> str:
    known = " ".join(f"{feed.split('.')[1]} {position}" for feed, position in one.known.items())
    return f"{words}: {one.revision} · {one.made_on:%d/%m/%Y} · sha256 {one.sha256[:12]} · {known}"


def _event(one: CauseEvent) -> str:
    at = one.recorded_at.astimezone(LOCAL)
    about = "".join(f" {words}" for words in (one.unit_code, one.day and f"{one.day:%d/%m/%Y}") if words)
    return f"  vì / because of: {one.contract}{about}, {one.feed}:{one.position}, {at:%d/%m/%Y %H:%M}"


def restatements_table(found: Restatements, told: Told) -> Table:
    """One line for each revision, the newest first."""
    title = f"Sửa đổi sau khi chốt / Restated since closed: {found.total}"
    headings = ("Keeper", "Quý / Quarter", "Bản / Revision", "Ngày / On", "Vì / Because of", "Ai / By whom")
    table = table_of(*headings, "Lý do / Reason", "Chỉ tiêu / Figures", title=title)
    for one in found.restatements:
        moved = ", ".join(f"{move.key} {_pair(move.old)} → {_pair(move.new)}" for move in one.diff)
        because = f"{one.cause.contract} {one.cause.feed}:{one.cause.position} ({one.cause.events})"
        row = (one.keeper, one.quarter, str(one.revision), one.restated_on.isoformat(), because)
        table.add_row(*row, *_said(told, one.cause.actor, one.cause.reason), moved)
    if found.total > len(found.restatements):
        table.caption = f"{whole(len(found.restatements))} / {whole(found.total)}"
    return table


def _said(told: Told, actor: str, reason: UUID | None) -> tuple[str, Text]:
    """By whom and why something was told."""
    return told.who.get(actor, actor), Text(told.reasons.get(str(reason), str(reason or "")))


def _figures(diff: RevisionDiff) -> Table:
    words = f"{diff.unit_code} · {diff.quarter} · bản / revision {diff.old.revision} → {diff.new.revision}"
    table = table_of("Chỉ tiêu / Figure", "Trước / Old", "Sau / New", title=headed(words, diff.simulated))
    for one in diff.figures:
        table.add_row(f"{one.name_vi} / {one.name_en}", _shown(one.old), _shown(one.new))
    return table


def _restatements(diff: RevisionDiff, told: Told) -> Table:
    table = table_of("Bản / Revision", "Ngày / On", "Nguyên nhân / Cause", "Sự kiện / Events", "Người / Actor")
    for one in diff.restatements:
        if one.cause is not None:
            causes = "\n+ ".join(map(str, (one.cause.cause_id, *one.cause.also)))
            cause = (causes, str(one.cause.events), told.who.get(one.cause.actor, one.cause.actor))
            table.add_row(str(one.revision), one.made_on.isoformat(), *cause)
    return table


def _events(diff: RevisionDiff, told: Told) -> Table:
    title = f"{len(diff.events)} / {diff.total} sự kiện / events"
    table = table_of("Sự kiện / Event", "Vị trí / Position", "Đơn vị / Unit", "Ngày / Day", title=title)
    for header in ("Ghi lúc / Recorded", "Ai / By whom", "Lý do / Reason"):
        table.add_column(overflow="fold", header=header)
    for one in diff.events:
        recorded = one.recorded_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
        day = one.day.isoformat() if one.day else ""
        unit = escape(one.unit_code or str(one.unit_id or ""))
        told_by = _said(told, one.actor, one.reason)
        table.add_row(one.contract, f"{one.feed}:{one.position}", unit, day, recorded, *told_by)
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
