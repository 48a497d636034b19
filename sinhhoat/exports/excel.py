"""Excel by XlsxWriter: n and N as numbers, percentages as formulas over them, with what they give beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from sinhhoat.exports.document import Cell, Document, Grid, Heading, Paragraph, Part, Quotient, Row
from sinhhoat.exports.heads import head_of
from sinhhoat.exports.languages import NOTHING

PIECE = 30_000
"""Letters of the mark in one cell; Excel takes 32,767."""

LETTERS = 85
"""In a line of the summary."""

FIRST_ROW = 3
"""Of a table, counted from 0: above it stand its caption, the stamp and its heading."""

FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "bold": {"bold": True},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "small": {"font_size": 8, "font_color": "#555555"},
    "head": {
        "bold": True,
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": "#EBEBEB",
    },
    "part": {"bold": True, "border": 1, "bg_color": "#F7F7F7"},
    "text": {"border": 1, "text_wrap": True, "valign": "top"},
    "whole": {"border": 1, "valign": "top", "num_format": "#,##0"},
    "decimal": {"border": 1, "valign": "top", "num_format": "#,##0.00"},
    "ratio": {"border": 1, "valign": "top", "num_format": "0.00%"},
    "day": {"border": 1, "num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
}


def write(document: Document) -> bytes:
    """The whole file: a summary, a sheet for each table, and what it was made from."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    at = document.mark.instant.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": document.body.subject[:255], "created": at, "author": ""})
    formats = {name: book.add_format({"font_name": "Times New Roman", **how}) for name, how in FORMATS.items()}
    names = _names(document)
    _summary(_sheet(book, next(names), document), document, formats)
    for grid in document.grids:
        _table(_sheet(book, next(names), document), grid, document, formats)
    _source(_sheet(book, next(names), document), document, formats)
    book.close()
    return out.getvalue()


def _names(document: Document) -> Iterator[str]:
    """Names of sheets: at most 31 letters, none twice, without what Excel forbids."""
    taken: set[str] = set()
    say = document.language.say
    for caption in (say("summary"), *(grid.caption for grid in document.grids), say("source")):
        clean = "".join(" " if letter in "[]:*?/\\'" else letter for letter in caption)
        name, number = _whole_words(clean, 31), 2
        while name.casefold() in taken:
            name, number = f"{_whole_words(clean, 27)} ({number})", number + 1
        taken.add(name.casefold())
        yield name


def _whole_words(text: str, letters: int) -> str:
    """At most so many letters, up to the end of a word, or of what joins words."""
    words = text.split()
    kept = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    short = next((one for one in kept if len(one) <= letters), text[:letters])
    return short.rstrip(" ,;–-") or short


def _sheet(book: Workbook, name: str, document: Document) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=1.18, right=0.59, top=0.79, bottom=0.79)
    sheet.set_header("&C&P/&N")
    # Excel reads & as the beginning of a code, and takes 255 letters.
    # The space ends the size: a stamp that begins with a year would go on with it.
    sheet.set_footer("&C&7 " + "\n".join(document.stamp).replace("&", "&&")[:240])
    return sheet


def _summary(sheet: Worksheet, document: Document, formats: dict[str, Format]) -> None:
    head = head_of(document)
    lines = [
        *((words, "bold") for words in (head.party, head.above, head.body) if words),
        *((words, "text") for words in (head.number, head.place)),
        *((words, "title") for words in (document.body.title, document.body.subject)),
        *((words, "small") for words in document.stamp),
    ]
    for block in document.body.blocks:
        if isinstance(block, Heading | Paragraph):
            lines.append((block.text, "bold" if isinstance(block, Heading) else "wrapped"))
    sheet.set_column(0, 0, LETTERS)
    for number, (words, how) in enumerate(lines):
        if len(words) > LETTERS:
            # Not every program makes a row as high as its wrapped words.
            sheet.set_row(number, 15 * (1 + len(words) // (LETTERS - 10)))
        sheet.write_string(number, 0, words, formats["wrapped" if how == "text" else how])


def _table(sheet: Worksheet, grid: Grid, document: Document, formats: dict[str, Format]) -> None:
    sheet.write_string(0, 0, grid.caption, formats["title"])
    sheet.write_string(1, 0, " · ".join(document.stamp), formats["small"])
    for number, column in enumerate(grid.columns):
        sheet.set_column(number, number, 2.6 * column.share + 4)
        sheet.write_string(FIRST_ROW - 1, number, column.title, formats["head"])
    sheet.freeze_panes(FIRST_ROW, 0)
    sheet.repeat_rows(FIRST_ROW - 1)
    for number, row in enumerate(grid.rows, start=FIRST_ROW):
        if isinstance(row, Part):
            sheet.merge_range(number, 0, number, len(grid.columns) - 1, "", formats["part"])
            sheet.write_string(number, 0, row.title, formats["part"])
        else:
            _cells(sheet, number, row, formats)


def _cells(sheet: Worksheet, number: int, row: Row, formats: dict[str, Format]) -> None:
    for column, cell in enumerate(row):
        _cell(sheet, number, column, cell, formats)


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Format]) -> None:
    match cell:
        case Quotient():
            formula, value = formula_of(cell, row)
            sheet.write_formula(row, column, formula, formats["ratio" if cell.measure == "ratio" else "decimal"], value)
        case None:
            sheet.write_blank(row, column, None, formats["text"])
        case Decimal():
            sheet.write_number(row, column, float(cell), formats["decimal"])
        case date():
            sheet.write_datetime(row, column, cell, formats["day"])
        case int():
            sheet.write_number(row, column, cell, formats["whole"])
        case str():
            sheet.write_string(row, column, cell, formats["text"])


def formula_of(cell: Quotient, row: int) -> tuple[str, float | str]:
    """The formula over n and N of the row (counted from 0), and what it gives: both rounded half up."""
    over, under = (xl_rowcol_to_cell(row, column) for column in (cell.over, cell.under))
    decimals = 4 if cell.measure == "ratio" else 2
    formula = f'=IF(N({under})=0,"{NOTHING}",ROUND({over}/{under},{decimals}))'
    if cell.shown is None:
        return formula, NOTHING
    return formula, float(cell.shown / 100 if cell.measure == "ratio" else cell.shown)


def _source(sheet: Worksheet, document: Document, formats: dict[str, Format]) -> None:
    """Positions of the feeds, the hash, and the mark in pieces, which stand in the first column alone."""
    mark, say = document.mark, document.language.say
    sheet.set_column(0, 0, 60)
    sheet.write_string(0, 0, say("source"), formats["title"])
    for number, words in enumerate(document.stamp, start=1):
        sheet.write_string(number, 0, words, formats["small"])
    known = document.known
    for column, key in enumerate(("feed", "position")):
        sheet.write_string(4, column, say(key), formats["head"])
    for number, (feed, position) in enumerate(sorted(known.items()), start=5):
        sheet.write_string(number, 0, feed, formats["text"])
        sheet.write_number(number, 1, position, formats["whole"])
    below = 6 + len(known)
    sheet.write_string(below, 0, say("mark"), formats["bold"])
    pieces = [mark.packed[start : start + PIECE] for start in range(0, len(mark.packed), PIECE)]
    for number, piece in enumerate(pieces, start=below + 1):
        sheet.write_string(number, 0, piece, formats["small"])
