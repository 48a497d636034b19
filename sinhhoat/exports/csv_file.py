"""CSV that Excel opens with a double click: in Vietnamese with semicolons, decimal commas and the mark of UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from sinhhoat.exports.document import Cell, Document, Part
from sinhhoat.exports.languages import Language
from sinhhoat.exports.mark import SIGN, Mark, unpacked
from sinhhoat.exports.pages import words_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with, or Excel would compute what somebody called his unit."""


def write(document: Document) -> bytes:
    """The whole file: what it is, its tables one below the other, and its mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=document.language.of(";", ","), lineterminator="\r\n")
    for row in _rows(document):
        writer.writerow(row)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def mark_of(data: bytes) -> Mark | None:
    """The mark of a file of ours, with whichever separator it was saved."""
    text = data.decode("utf-8-sig", errors="replace")
    start = text.rfind(f"{SIGN}:")
    letters = text[start + len(SIGN) + 1 :]
    end = next((at for at, letter in enumerate(letters) if not (letter.isalnum() or letter in "-_=")), len(letters))
    return unpacked(letters[:end]) if start >= 0 else None


def contents(data: bytes) -> Iterator[tuple[str, str]]:
    """Every field with its line and column."""
    text = data.decode("utf-8-sig", errors="replace")
    first = text.splitlines()[0] if text else ""
    delimiter = max(";,\t", key=first.count)
    for line, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        for column, field in enumerate(row, start=1):
            if field:
                yield f"{line}:{column}", field


def _rows(document: Document) -> Iterator[list[str]]:
    # The first line tells the separator to whoever reads the file back.
    yield [document.body.title, _safe(document.body.subject), _safe(document.unit)]
    for line in document.stamp:
        yield [line]
    for grid in document.grids:
        yield []
        yield [_safe(grid.caption)]
        yield [column.title for column in grid.columns]
        for row in grid.rows:
            yield ([_safe(row.title)] if isinstance(row, Part) else [_field(cell, document.language) for cell in row])
    yield []
    yield [document.mark.packed]


def _field(cell: Cell, language: Language) -> str:
    """As it is printed, but without dots between thousands: they would be read as decimals elsewhere."""
    match cell:
        case str():
            return _safe(cell)
        case int():
            return str(cell)
        case Decimal():
            return f"{cell:.2f}".replace(".", language.of(",", "."))
    return words_of(cell, language)


def _safe(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words
