"""Published beside computed, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rich.table import Table
from rich.text import Text

from sinhhoat.documents.checking import Checked, Line
from sinhhoat.documents.computing import Numbers
from sinhhoat.documents.document import Document, Printed
from sinhhoat.figures import percent, whole
from sinhhoat.printing import headed, table_of


def as_json(checked: Sequence[Checked]) -> dict[str, Any]:
    """All documents with the keys that scripts rely on; `good` where only known misprints are mismatches."""
    return {
        "good": all(one.good for one in checked),
        "simulated": True,
        "documents": [_document(one) for one in checked],
    }


def _document(checked: Checked) -> dict[str, Any]:
    source = checked.document.source
    return {
        "name": checked.document.name,
        "source": source.source,
        "as_of": source.as_of,
        "as_of_is": source.as_of_is,
        "as_of_printed": source.as_of_printed,
        "good": checked.good,
        "failed": checked.failed,
        "figures": [_figure(line) for line in checked.lines],
    }


def _figure(line: Line) -> dict[str, Any]:
    numerator, denominator = line.published.numbers()
    return {
        "key": line.published.key,
        "line": line.published.line,
        "published": {"numerator": numerator, "denominator": denominator, "percent": line.published.percent},
        "computed": dict(zip(("numerator", "denominator"), line.computed, strict=True))
        | {"percent": _share(line.computed)},
        "asked": line.asked,
        "mismatch": line.mismatch,
        "misprint": line.published.misprint,
    }


def table(checked: Checked) -> Table:
    """One document; without lines where it could not be carried out."""
    made = table_of("Số liệu / Figure", "Dòng / Line", "Đã công bố / Published", "Tính được / Computed", "",
                    "Hỏi / Asked", title=headed(_title(checked.document), simulated=True))  # fmt: skip
    for line in checked.lines:
        where = "suy ra / derived" if line.published.line is None else str(line.published.line)
        made.add_row(
            line.published.key,
            where,
            _as_published(line.published),
            _as_computed(line),
            _verdict(line),
            Text(line.asked),
        )
    return made


def _title(document: Document) -> str:
    source = document.source
    day = source.as_of if source.as_of_is == "stated" else f"{source.as_of} (giả định / assumed)"
    printed = f", in / printed {source.as_of_printed}" if source.as_of_printed else ""
    return f"{document.name} · {source.source} · {day}{printed}"


def _verdict(line: Line) -> Text:
    if not line.mismatch:
        return Text("khớp / equal", style="green")
    known = " (in sai, đã biết / known misprint)" if line.published.misprint else ""
    return Text(f"LỆCH / MISMATCH{known}", style="yellow" if known else "bold red")


def _as_published(printed: Printed) -> str:
    told = _numbers(printed.numbers())
    return f"{told} ({printed.percent.replace('.', ',')}%)" if printed.percent else told


def _as_computed(line: Line) -> str:
    share = _share(line.computed)
    return _numbers(line.computed) + (f" ({percent(share)})" if share is not None else "")


def _numbers(numbers: Numbers) -> str:
    return "/".join(whole(number) for number in numbers if number is not None)


def _share(numbers: Numbers) -> float | None:
    """In percent with two decimals, rounded half up; None where there is nothing to divide by."""
    numerator, denominator = numbers
    if not denominator:
        return None
    return float((Decimal(100 * numerator) / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP))
