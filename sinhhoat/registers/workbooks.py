"""Excel workbooks: values as they stand in the cells, formulas as formulas."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from sinhhoat.registers.findings import Finding, Place, Unfit, find
from sinhhoat.registers.sheets import Table
from sinhhoat.registers.values import ExcelError, Formula, Raw, is_empty

# A small archive can unpack to more than the machine holds.
LARGEST_UNPACKED = 256 * 1024 * 1024
LAST_ROW, LAST_COLUMN = 1_048_576, 64


def read_workbook(path: Path, data: bytes) -> list[Table] | Finding:
    """A table per sheet that holds anything, or the one finding that keeps the file from being read."""
    try:
        _refuse_bombs(data)
        with warnings.catch_warnings():
            # What openpyxl warns of (styles, validations it does not keep) does not touch the values.
            warnings.simplefilter("ignore")
            return list(_tables(path.name, data))
    except Unfit as unfit:
        return find(Place(path.stem, path.name), path.name, unfit)
    except Exception as error:  # The library raises whatever a broken archive makes it stumble over.
        return find(Place(path.stem, path.name), path.name, Unfit("file_unreadable", reason=type(error).__name__))


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > LARGEST_UNPACKED:
        raise Unfit("file_too_large", size=size, limit=LARGEST_UNPACKED)


def _tables(file: str, data: bytes) -> Iterator[Table]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            # The dimensions written in the file may be wrong; reading goes by the cells.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN)
            numbered = ((line, [_raw(cell) for cell in row]) for line, row in enumerate(rows, start=1))
            yield Table(sheet.title, file, [(line, raws) for line, raws in numbered if not all(map(is_empty, raws))])
    finally:
        book.close()


def _raw(cell: object) -> Raw:
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    if isinstance(value, ArrayFormula | DataTableFormula):
        return Formula(str(getattr(value, "text", None) or value.ref))
    if kind == "f":
        return Formula(str(value))
    if kind == "e":
        return ExcelError(str(value))
    if value is None or isinstance(value, str | int | float | bool | datetime | date | time):
        return value
    return str(value)
