"""Word by python-docx, in the same layout as the PDF; the same document gives the same bytes."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line

from sinhhoat.exports import pdf
from sinhhoat.exports.document import Bars, Block, Column, Document, Grid, Heading, Paragraph, Part, Row
from sinhhoat.exports.heads import Head, head_of
from sinhhoat.exports.pages import unbroken
from sinhhoat.exports.word_parts import (
    bordered,
    custom_property,
    field,
    fixed_widths,
    kept_whole,
    narrow_margins,
    repeated,
    shaded,
)

FONT = "Times New Roman"
CELLS, CROWDED = 10, 8.5
"""Points: of tables, and of tables with more than eight columns."""

ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}

TEXT_WIDTH = 165
"""Millimetres between the margins."""


def write(document: Document) -> bytes:
    """The whole file."""
    made = docx.Document()
    head = head_of(document)
    _page(made, document)
    _properties(made, document)
    _heading(made, document, head)
    for block in document.body.blocks:
        _block(made, block, document)
    _ending(made, head)
    custom_property(made, document.mark.packed)
    packed = io.BytesIO()
    made.save(packed)
    return same_bytes(packed.getvalue())


def same_bytes(packed: bytes) -> bytes:
    """The same archive with its members in order, none of which says when it was written."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(packed)) as read, ZipFile(out, "w", ZIP_DEFLATED) as written:
        names = sorted(read.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            member = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = ZIP_DEFLATED
            member.create_system = 0
            written.writestr(member, read.read(name))
    return out.getvalue()


def _page(made: Docx, document: Document) -> None:
    [section] = made.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, (20, 15, 22, 30))
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(number, "PAGE")
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        bordered(line, "top")
        _say(line, "\n".join(document.stamp), size=7.5)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    # An empty cell is as high as its style: in the size of the text every empty cell would make its row higher.
    for size in (CELLS, CROWDED):
        cells = made.styles.add_style(f"Cells {size}", WD_STYLE_TYPE.PARAGRAPH)
        cells.base_style, cells.font.size = style, Pt(size)
        cells.paragraph_format.space_before = cells.paragraph_format.space_after = Pt(1.5)


def _properties(made: Docx, document: Document) -> None:
    """The instant is the one up to which all was known, as everywhere in the file."""
    core, at = made.core_properties, document.mark.instant.replace(tzinfo=None, microsecond=0)
    core.title, core.author, core.comments = f"{document.body.title} {document.body.subject}"[:255], "", ""
    core.created = core.modified = at
    core.language, core.last_modified_by = document.language.key, ""


def _heading(made: Docx, document: Document, head: Head) -> None:
    left, right = _two(made, (88, 77))
    if head.above:
        _centred(left, head.above.upper())
    _centred(left, head.body.upper(), bold=True)
    _centred(left, "*")
    _centred(left, head.number)
    bordered(_centred(right, head.party, bold=True), "bottom")
    _centred(right, head.place, italic=True)
    if document.mark.simulated:
        _centred(right, document.language.say("simulated"), bold=True)
    for cell in (left, right):
        cell._element.remove(cell.paragraphs[0]._element)
    made.add_paragraph()
    for words, size in ((document.body.title, 16), (document.body.subject, 13)):
        _centred(made, words, bold=True, size=size)
    _centred(made, "-----")


def _block(made: Docx, block: Block, document: Document) -> None:
    line = None
    match block:
        case Heading(text):
            line = made.add_paragraph()
            _say(line, text, bold=True)
            line.paragraph_format.keep_with_next = True
        case Paragraph(text):
            line = made.add_paragraph()
            _say(line, text)
            line.paragraph_format.first_line_indent = Mm(10)
            line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        case Grid():
            _table(made, block, document)
        case Bars():
            line = made.add_paragraph()
            drawn = line.add_run().add_picture(io.BytesIO(pdf.picture(block, document.language)), width=Mm(TEXT_WIDTH))
            drawn._inline.docPr.set("descr", block.caption)
    if line is not None:
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(6)


def _table(made: Docx, grid: Grid, document: Document) -> None:
    table = made.add_table(rows=0, cols=len(grid.columns), style="Table Grid")
    whole = sum(column.share for column in grid.columns)
    fixed_widths(table, [TEXT_WIDTH * column.share / whole for column in grid.columns])
    size = CROWDED if len(grid.columns) > 8 else CELLS
    if size == CROWDED:
        narrow_margins(table, 0.8)
    titles = table.add_row()
    repeated(titles)
    kept_whole(titles)
    for cell, column in zip(titles.cells, grid.columns, strict=True):
        shaded(cell, "EBEBEB")
        _filled(cell, column.title, "center", size, bold=True)
    for row in grid.rows:
        _row(table, row, grid.columns, document, size)


def _row(table: Any, row: Row | Part, columns: tuple[Column, ...], document: Document, size: float) -> None:
    added = table.add_row()
    kept_whole(added)
    cells = list(added.cells)
    if isinstance(row, Part):
        across = cells[0].merge(cells[-1])
        shaded(across, "F7F7F7")
        _filled(across, row.title, "left", size, bold=True)
        return
    for cell, value, column in zip(cells, row, columns, strict=True):
        _filled(cell, unbroken(value, document.language), "left" if column.text else "right", size)


def _ending(made: Docx, head: Head) -> None:
    made.add_paragraph()
    left, right = _two(made, (82, 83))
    _say(left.paragraphs[0], head.recipients_title, underline=True)
    for number, one in enumerate(head.recipients, start=1):
        _say(left.add_paragraph(), f"- {one}{'.' if number == len(head.recipients) else ','}", size=11)
    _centred(right, head.on_behalf_of, bold=True)
    _centred(right, head.signs, bold=True)
    right._element.remove(right.paragraphs[0]._element)
    for _ in range(4):
        right.add_paragraph()


def _two(made: Docx, widths: tuple[float, float]) -> tuple[_Cell, _Cell]:
    """Two cells without borders side by side, which no page cuts."""
    table = made.add_table(rows=1, cols=2)
    fixed_widths(table, widths)
    kept_whole(table.rows[0])
    left, right = table.rows[0].cells
    return left, right


def _filled(cell: _Cell, words: str, where: str, size: float, *, bold: bool = False) -> None:
    line = cell.paragraphs[0]
    line.style = f"Cells {size}"
    line.alignment = ALIGNED[where]
    line.add_run(words).bold = bold or None


def _centred(where: Any, words: str, **how: Any) -> Line:
    """A line of its own in a cell or in the document."""
    line: Line = where.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(line, words, **how)
    return line


def _say(
    line: Line, words: str, *, bold: bool = False, italic: bool = False, underline: bool = False, size: float = 13
) -> None:
    run = line.add_run(words)
    run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
    run.font.size = Pt(size)
