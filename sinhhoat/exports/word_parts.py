"""What python-docx has no word for: repeated headings, rows that no page cuts, borders, shades, fields, a property."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

PROPERTY = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"\
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">\
<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="sinhhoat">\
<vt:lpwstr>{value}</vt:lpwstr></property></Properties>"""
CUSTOM = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def custom_property(made: Any, value: str) -> None:
    """Keep a value in the file's own properties, which Word and LibreOffice keep when they save it again."""
    package = made.part.package
    blob = PROPERTY.format(value=escape(value)).encode()
    package.relate_to(Part(PackURI("/docProps/custom.xml"), CUSTOM, blob, package), RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def repeated(row: Any) -> None:
    """The row stands at the head of the table on every page."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def kept_whole(row: Any) -> None:
    """No page cuts the row."""
    row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))


def shaded(cell: Any, colour: str) -> None:
    """Fill the cell, such as with EBEBEB."""
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def bordered(line: Any, side: str) -> None:
    """Draw a line above or below a paragraph: `top`, `bottom`."""
    borders = _element("w:pBdr")
    borders.append(_element(f"w:{side}", val="single", sz="4", space="1", color="auto"))
    line._p.get_or_add_pPr().append(borders)


def field(line: Any, code: str) -> None:
    """A field that Word computes, such as PAGE."""
    run = line.add_run()._r
    for kind in ("begin", "end"):
        run.append(_element("w:fldChar", fldCharType=kind))
        if kind == "begin":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = code
            run.append(told)


def fixed_widths(table: Any, widths: Sequence[float]) -> None:
    """Columns of these widths in millimetres, whatever stands in them."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def narrow_margins(table: Any, width: float) -> None:
    """So many millimetres between the words of a cell and the lines beside it, instead of the usual 1.9."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(round(width * 56.7)), type="dxa"))
    # Their place among the properties is laid down; what the library makes ends with this one.
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made
