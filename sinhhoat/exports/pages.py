"""Documents and charts as typst is told of them: every number and day in words, nothing that it would run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sinhhoat.exports.document import Bars, Block, Cell, Document, Grid, Heading, Paragraph, Part, Quotient, Row
from sinhhoat.exports.heads import head_of
from sinhhoat.exports.languages import Language

FOLDER = Path(__file__).parent


def source(name: str) -> bytes:
    """A typst file of ours with the charts in the place where it asks for them."""
    charts = FOLDER.joinpath("charts.typ").read_text("utf-8")
    return FOLDER.joinpath(name).read_text("utf-8").replace("#include-charts\n", charts).encode()


def page_of(document: Document) -> str:
    """The document as JSON."""
    mark, head = document.mark, head_of(document)
    at = mark.instant
    told = {
        "language": document.language.key,
        "title": document.body.title,
        "subject": document.body.subject,
        "mark": mark.packed,
        "stamp": document.stamp,
        "simulated": document.language.say("simulated") if mark.simulated else None,
        "written": {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "head": {name.replace("_", "-"): value for name, value in head._asdict().items()},
        "blocks": [block_of(block, document.language) for block in document.body.blocks],
    }
    return json.dumps(told, ensure_ascii=False)


def block_of(block: Block, language: Language) -> Mapping[str, Any]:
    """One block in words."""
    match block:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Grid(caption, columns, rows):
            named = [{"title": one.title, "share": one.share, "text": one.text} for one in columns]
            return {"kind": "grid", "caption": caption, "columns": named, "rows": [_row(row, language) for row in rows]}
        case Bars():
            return {"kind": "bars", **chart_of(block, language)}


def chart_of(chart: Bars, language: Language) -> Mapping[str, Any]:
    """A chart: where each bar ends (0 to 100) and what stands beside it."""
    bars = [
        {"name": name, "shares": [{"at": float(share or 0), "shown": language.percent(share)} for share in shares]}
        for name, shares in chart.bars
    ]
    return {"caption": chart.caption, "series": chart.series, "bars": bars}


def words_of(cell: Cell, language: Language) -> str:
    """A cell as it is printed."""
    match cell:
        case None:
            return ""
        case Quotient(measure="ratio"):
            return language.percent(cell.shown)
        case Quotient():
            return language.mean(cell.shown)
        case Decimal():
            return language.decimal(cell)
        case date():
            return language.day(cell)
        case int():
            return language.whole(cell)
    return cell


def unbroken(cell: Cell, language: Language) -> str:
    """The same in a table on a page, where a day is not to end one line and begin the next."""
    words = words_of(cell, language)
    return words.replace(" ", "\N{NO-BREAK SPACE}") if isinstance(cell, date) else words


def _row(row: Row | Part, language: Language) -> Mapping[str, Any]:
    if isinstance(row, Part):
        return {"part": row.title}
    return {"cells": [unbroken(cell, language) for cell in row]}
