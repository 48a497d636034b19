"""Analyses on a terminal: a row for each line and quarter, or the events behind one line."""

from __future__ import annotations

from collections.abc import Mapping

from rich.markup import escape
from rich.table import Table

from contracts.analyses import (
    Analysis,
    LineOfAnalysis,
    OfAnalysis,
    PeriodOfLine,
    ReadCityComparison,
    ReadClasses,
    ReadComparison,
    ReadDivergence,
    ReadPredictability,
    ReadQuestions,
    ReadSurveys,
    ReadTimeliness,
    ReadUnitTimeliness,
)
from contracts.reporting import EvidenceItem
from services.chassis.messaging.serving import LOCAL
from sinhhoat.figures import decimal, shown
from sinhhoat.printing import table_of, title

QUESTIONS: Mapping[str, type[OfAnalysis]] = {
    "divergence": ReadDivergence,
    "predictability": ReadPredictability,
    "timeliness": ReadTimeliness,
    "unit-timeliness": ReadUnitTimeliness,
    "questions": ReadQuestions,
    "surveys": ReadSurveys,
    "classes": ReadClasses,
    "comparison": ReadComparison,
    "city": ReadCityComparison,
}
KEEPERS: Mapping[str, str] = {"city": "city"}
"""At which keeper an analysis is asked, where it is not the district of the node."""

HEADINGS: Mapping[str, tuple[str, str]] = {
    "divergence": ("Chênh lệch giữa các điểm chấm", "divergence of scores"),
    "predictability": ("Độ bao phủ và khả năng đoán trước lượt dự", "coverage and predictability of visits"),
    "timeliness": ("Mức đầy đủ và kịp thời", "completeness and timeliness"),
    "unit-timeliness": ("Mức đầy đủ và kịp thời", "completeness and timeliness"),
    "questions": ("Những điều nên hỏi", "questions to ask"),
    "surveys": ("Kết quả khảo sát", "what surveys came to"),
    "classes": ("Xếp loại so với hạn mức", "classification against quota"),
    "comparison": ("So sánh các đơn vị và các quý", "units and quarters compared"),
    "city": ("So sánh các phường và các quý", "keepers and quarters compared"),
}
TOO_FEW = "chưa đủ / too few"


def tables(answer: Analysis, name: str) -> list[Table]:
    """The lines; of one line that was asked for also its events."""
    vi, en = HEADINGS[name]
    table = table_of("Dòng / Line", "Quý / Quarter", "Số liệu / Figures", title=title(answer.head, vi, en))
    for header in ("Thay đổi / Change", "Sự kiện / Events"):
        table.add_column(header=header, justify="right")
    for line in answer.lines:
        for number, period in enumerate(line.periods):
            table.add_row("" if number else _named(line), *_period(period))
        table.add_section()
    table.caption = f"{len(answer.items) or len(answer.lines)} / {answer.total} · {answer.policy_version}"
    return [table, _events(answer)] if answer.items else [table]


def _named(line: LineOfAnalysis) -> str:
    unit = [escape(f"{line.unit_code} {line.unit_name}")] if line.unit_code else []
    asked = [f"❓ {escape(line.question.vi)}", _dim(line.question.en)] if line.question else []
    return "\n".join([*unit, escape(line.name.vi), _dim(line.name.en), *asked, _dim(line.key)])


def _dim(words: str) -> str:
    return f"[dim]{escape(words)}[/dim]"


def _period(period: PeriodOfLine) -> tuple[str, ...]:
    figures = [f"{escape(one.name_vi)} {_dim(f'/ {one.name_en}')}: {shown(one)}" for one in period.figures]
    change = "–" if period.change is None else f"{'+' if period.change > 0 else ''}{decimal(period.change)}"
    words = "\n".join([*figures, *([TOO_FEW] if period.too_few else [])])
    return period.quarter, words, change, str(period.events)


def _events(answer: Analysis) -> Table:
    table = table_of("Ngày / Day", "Đơn vị / Unit", "Sự kiện / Event", "Vị trí / Position", "n", "N")
    table.add_column(overflow="fold", header="Ghi lúc / Recorded")
    for item in answer.items:
        table.add_row(*_event(item))
    return table


def _event(item: EvidenceItem) -> tuple[str, ...]:
    what, where = item.contract.split(".")[1], f"{item.feed}:{item.position}"
    at = f"{item.recorded_at.astimezone(LOCAL):%d/%m/%Y %H:%M}"
    unit = escape(f"{item.unit_code} {item.unit_name}")
    return f"{item.day:%d/%m/%Y}", unit, what, where, str(item.numerator), str(item.denominator), at
