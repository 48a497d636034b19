"""Duties and early warnings as tables: Vietnamese first, English beside."""

from __future__ import annotations

from datetime import date

from rich.markup import escape
from rich.table import Table

from contracts.duties import DutyCounts, DutyLine, DutyList, DutyState
from contracts.reporting import EvidenceItem
from contracts.warnings import WarningLine, WarningList
from sinhhoat.figures import whole
from sinhhoat.printing import headed, table_of

STATES: dict[DutyState, str] = {
    "open": "còn hạn / open",
    "overdue": "quá hạn / overdue",
    "late": "đã làm, trễ / late",
    "done": "đã làm / done",
    "exempt": "được miễn / exempt",
}
PERIODS = {"meeting": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


def duty_tables(found: DutyList) -> list[Table]:
    """How many of each kind, and the page of those that were asked for, if it has any."""
    title = f"Việc phải làm · {found.head.unit_name} · đến ngày {found.on:%d/%m/%Y} / duties"
    counts = table_of("Việc", "Duty", "Đã làm / phải làm", *STATES.values(), title=headed(title, found.head.simulated))
    for one in found.counts:
        counts.add_row(*_counted(one))
    if not found.lines:
        return [counts]
    lines = table_of("Việc / Duty", "Đơn vị / Unit", "Kỳ / Period", "Hạn / Due", "Tình trạng / State")
    lines.add_column(header="Sự kiện / Events", overflow="fold")
    kinds = {one.duty: one for one in found.counts}
    for line in found.lines:
        lines.add_row(*_listed(line, kinds[line.duty]))
    lines.caption = f"{whole(len(found.lines))} / {whole(found.total)}"
    return [counts, lines]


def warning_tables(found: WarningList) -> list[Table]:
    """How many of each kind, and the page of them with their signs."""
    title = f"Cảnh báo sớm · {found.head.unit_name} · đến ngày {found.on:%d/%m/%Y} / early warnings"
    kinds = table_of("Cảnh báo", "Warning", "Số / Found", "Nguồn / Source", title=headed(title, found.head.simulated))
    for one in found.kinds:
        kinds.add_row(one.name_vi, one.name_en, whole(one.found), one.source)
    if not found.lines:
        return [kinds]
    names = {one.warning: f"{one.name_vi}\n[dim]{one.name_en}[/dim]" for one in found.kinds}
    lines = table_of("Cảnh báo / Warning", "Đơn vị / Unit", "Số / Number")
    lines.add_column(header="Dấu hiệu / Signs", overflow="fold")
    for line in found.lines:
        lines.add_row(names[line.warning], _who(line), whole(line.number), "\n".join(map(_event, line.signs)))
    lines.caption = f"{whole(len(found.lines))} / {whole(found.total)}"
    return [kinds, lines]


def _counted(one: DutyCounts) -> tuple[str, ...]:
    numbers = (whole(getattr(one, state)) for state in STATES)
    return (one.name_vi, one.name_en, f"{whole(one.discharged)}/{whole(one.opened)}", *numbers)


def _listed(line: DutyLine, kind: DutyCounts) -> tuple[str, ...]:
    state = STATES[line.state] + (f" ({line.days} ngày / days)" if line.days else "")
    events = [line.opened_by, *([line.discharged_by] if line.discharged_by else [])]
    name = f"{kind.name_vi}\n[dim]{kind.name_en}[/dim]"
    period = _period(line.from_on, kind)
    return name, _who(line), period, f"{line.due_on:%d/%m/%Y}", state, "\n".join(map(_event, events))


def _who(line: DutyLine | WarningLine) -> str:
    unit = escape(f"{line.unit_code} {line.unit_name}")
    return f"{line.person_id} · {unit}" if line.person_id else unit


def _period(first: date, kind: DutyCounts) -> str:
    if kind.period == "quarter":
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return f"{first:{PERIODS[kind.period]}}"


def _event(item: EvidenceItem) -> str:
    return f"{item.day:%d/%m/%Y} {item.unit_code} {item.contract.split('.')[1]} {item.feed}:{item.position}"
