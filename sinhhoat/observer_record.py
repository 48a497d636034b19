"""The record of one observer as a table: Vietnamese first, English beside."""

from __future__ import annotations

from rich.table import Table

from contracts.observer_record import ObserverRecord, RecordedFigure
from contracts.reporting import EvidenceItem
from sinhhoat.figures import shown
from sinhhoat.printing import headed, table_of


def record_table(record: ObserverRecord, name: str, *, with_evidence: bool) -> Table:
    """One line for each figure; `name` is what the observer was asked for by, for reporting knows no names."""
    words = f"Kết quả dự sinh hoạt năm {record.year} · {name} / observer's record"
    replay = f" · bản dựng lại / replay {record.replay}" if record.replay else ""
    table = table_of("Chỉ tiêu", "Figure", "Số liệu / Value", title=headed(words + replay, record.simulated))
    if with_evidence:
        table.add_column(header="Sự kiện / Events", overflow="fold")
    for one in record.figures:
        row = (one.figure.name_vi, one.figure.name_en, shown(one.figure))
        table.add_row(*row, *([_events(one)] if with_evidence else []))
    return table


def _events(one: RecordedFigure) -> str:
    """A line for each; where they are a page of more, how many of how many."""
    cut = [f"{len(one.evidence)} / {one.total}"] if len(one.evidence) < one.total else []
    return "\n".join([*map(_event, one.evidence), *cut])


def _event(item: EvidenceItem) -> str:
    return f"{item.day:%d/%m/%Y} {item.unit_code} {item.contract.split('.')[1]} {item.feed}:{item.position}"
