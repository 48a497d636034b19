"""A Word file read back: its mark, and every line, cell and picture that it shows, for comparing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Line

from sinhhoat.exports.mark import SIGN, Mark, unpacked

PLAIN = frozenset(
    qn(f"w:{name}") for name in ("document", "body", "hdr", "ftr", "tbl", "tr", "tc", "p", "hyperlink", "smartTag", "r")
)
"""Elements in which words stand as they are read back: not in an insertion, a control, a box, a drawing."""

NOT_WORDS = (
    *("wp:anchor", "w:pict", "w:object", "w:sym"),
    *("w:footnoteReference", "w:endnoteReference", "w:commentReference"),
)
"""What shows something on a page, and is no word of it."""


def mark_of(data: bytes) -> Mark | None:
    """The mark of a file of ours, also after Word has saved it again."""
    with ZipFile(io.BytesIO(data)) as archive:
        told = archive.read("docProps/custom.xml").decode() if "docProps/custom.xml" in archive.namelist() else ""
    start = told.find(f"{SIGN}:")
    letters = told[start + len(SIGN) + 1 :].partition("<")[0]
    return unpacked(letters) if start >= 0 else None


def contents(data: bytes) -> Iterator[tuple[str, str]]:
    """Every line and cell with its place, and what each picture is, for comparing."""
    read = docx.Document(io.BytesIO(data))
    for number, line in enumerate(read.paragraphs, start=1):
        yield f"¶{number}", line.text
    for number, table in enumerate(read.tables, start=1):
        for row, cells in enumerate(table.rows, start=1):
            for column, cell in enumerate(cells.cells, start=1):
                yield f"table {number}, {row}:{column}", cell.text
    for name, edge in _edges(read):
        yield name, "\n".join(map(_without_results, edge.paragraphs))
    for number, told in enumerate(_elsewhere(read), start=1):
        yield f"elsewhere {number}", told
    for number, shape in enumerate(read.inline_shapes, start=1):
        # The picture itself, for the program that saved the file may have renamed it.
        embedded = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        yield f"picture {number}", read.part.related_parts[embedded].sha1


def _edges(read: Docx) -> Iterator[tuple[str, Any]]:
    """What stands above and below the pages, of every kind that the file has."""
    kinds = ["", "first_page_", *(["even_page_"] if read.settings.odd_and_even_pages_header_footer else [])]
    for number, section in enumerate(read.sections, start=1):
        for name in (f"{kind}{edge}" for edge in ("header", "footer") for kind in kinds):
            yield f"{name} {number}", getattr(section, name)


def _without_results(line: Line) -> str:
    """The words of a line, and in the place of each field its code: which page it is, a program may have worked out.

    Each field has its braces: one without a code, or one that is locked, shows whatever somebody has put into it.
    """
    said, depth = [], 0
    for element in line._p.iter(qn("w:t"), qn("w:instrText"), qn("w:fldChar")):
        if element.tag == qn("w:fldChar"):
            kind = element.get(qn("w:fldCharType"))
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            said.append({"begin": "{", "end": "}"}.get(kind, "") + ("locked " if element.get(qn("w:fldLock")) else ""))
        elif element.tag == qn("w:instrText"):
            said.append((element.text or "").strip())
        elif not depth:
            said.append(element.text or "")
    return "".join(said)


def _elsewhere(read: Docx) -> Iterator[str]:
    """What a page shows and no line or cell says, and the other way round: we write none of it."""
    # Tables are read back from the body alone, and no tables within them.
    for element, tables in ((read.element.body, 1), *((edge._element, 0) for _, edge in _edges(read))):
        for text in element.iter(qn("w:t")):
            within = [one.tag for one in text.iterancestors()]
            shows = next(text.getparent().iter(qn("w:vanish")), None) is None
            if not shows or within.count(qn("w:tbl")) > tables or not PLAIN.issuperset(within):
                yield text.text or ""
        # Pictures are compared in the body alone.
        for name in (*NOT_WORDS, *(() if tables else ("wp:inline",))):
            yield from (name for _ in element.iter(qn(name)))
