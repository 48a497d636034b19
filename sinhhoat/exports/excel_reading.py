"""An Excel file read back: its mark, and every cell with what makes a sheet show something else, for comparing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook

from sinhhoat.exports.mark import SIGN, Mark, unpacked

CONDITIONS = re.compile(r"\[[^\]]*\]|;@$")
LITERAL = re.compile(r'["1-9;]|\\\w')
"""What shows another number than the cell holds, in a form of numbers without its locale; none of ours has it."""


def mark_of(data: bytes) -> Mark | None:
    """The mark of a file of ours, also after Excel has saved it again."""
    book = load_workbook(io.BytesIO(data), read_only=True)
    try:
        pieces = [str(row[0]) for row in book.worksheets[-1].iter_rows(max_col=1, values_only=True) if row[0]]
    finally:
        book.close()
    starts = [number for number, piece in enumerate(pieces) if piece.startswith(f"{SIGN}:")]
    return unpacked("".join(pieces[starts[0] :]).removeprefix(f"{SIGN}:")) if starts else None


def contents(data: bytes) -> Iterator[tuple[str, str]]:
    """Every cell with its place: formulas, and what they give; and whatever makes a sheet show something else."""
    with ZipFile(io.BytesIO(data)) as archive:
        yield from ((name, "") for name in archive.namelist() if name.startswith("xl/drawings/"))
    for what, computed in (("", False), ("=", True)):
        book = load_workbook(io.BytesIO(data), data_only=computed)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        yield f"{sheet.title}!{cell.coordinate}{what}", _plain(cell.value)
                    if not computed and cell.comment:
                        yield f"{sheet.title}!{cell.coordinate}, comment", cell.comment.text
                    if not computed and LITERAL.search(CONDITIONS.sub("", cell.number_format)):
                        yield f"{sheet.title}!{cell.coordinate}, form", cell.number_format
            if not computed:
                for name, one in (*sheet.row_dimensions.items(), *sheet.column_dimensions.items()):
                    if one.hidden:
                        yield f"{sheet.title}!{name}, hidden", "hidden"
                yield f"{sheet.title}, state", sheet.sheet_state
                yield from _edges(sheet)


def _edges(sheet: Any) -> Iterator[tuple[str, str]]:
    """What is printed above and below a sheet, on every kind of page that there is."""
    kinds = ["odd", *(["even"] if sheet.HeaderFooter.differentOddEven else [])]
    for kind in (*kinds, *(["first"] if sheet.HeaderFooter.differentFirst else [])):
        for edge in ("Header", "Footer"):
            for side in ("left", "center", "right"):
                if text := getattr(getattr(sheet, f"{kind}{edge}"), side).text:
                    yield f"{sheet.title}, {kind} {edge.lower()}, {side}", text


def _plain(value: object) -> str:
    """Numbers as numbers, whether a program wrote 1 or 1.0."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.10g}"
    return str(value)
