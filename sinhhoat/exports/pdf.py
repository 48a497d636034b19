"""PDF by typst, with the fonts that typst brings: the same document gives the same bytes on every machine."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import typst

from sinhhoat.exports.document import Bars, Document
from sinhhoat.exports.languages import Language
from sinhhoat.exports.mark import SIGN, Mark, unpacked
from sinhhoat.exports.pages import chart_of, page_of, source

ARCHIVED = "a-2b"
"""PDF/A-2b: fonts inside, nothing that a reader would have to fetch."""

DOTS_PER_INCH = 200
MARK = re.compile(rb"/Keywords\s*\(" + SIGN.encode() + rb":([A-Za-z0-9_=-]{1,1000000})\)")


def write(document: Document) -> bytes:
    """The whole file."""
    told = {"document": page_of(document)}
    try:
        [data] = _typeset("document.typ", told, format="pdf", pdf_standards=ARCHIVED)
    except typst.TypstError:
        # A name may have a letter that the font has not: PDF/A takes no such page, and a box is better than none.
        [data] = _typeset("document.typ", told, format="pdf")
    return data


def pictures(document: Document, dots_per_inch: int = 80) -> list[bytes]:
    """Its pages as PNG, to look at."""
    return _typeset("document.typ", {"document": page_of(document)}, format="png", ppi=dots_per_inch)


def picture(chart: Bars, language: Language) -> bytes:
    """One chart as PNG, as wide as the text of a page."""
    told = {"chart": json.dumps(chart_of(chart, language), ensure_ascii=False), "language": language.key}
    [data] = _typeset("picture.typ", told, format="png", ppi=DOTS_PER_INCH)
    return data


def mark_of(data: bytes) -> Mark | None:
    """The mark of a file of ours."""
    found = MARK.search(data)
    return unpacked(found[1].decode()) if found else None


def _typeset(name: str, told: Mapping[str, str], **wanted: Any) -> list[bytes]:
    """One file, or one for each page. What the machine has of fonts must not decide how a page looks."""
    made = typst.compile(source(name), sys_inputs=dict(told), ignore_system_fonts=True, **wanted)
    return made if isinstance(made, list) else [made]
