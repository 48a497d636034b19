"""The empty register to fill in: one workbook with a description, and the same as CSV files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sinhhoat.registers import values
from sinhhoat.registers.cell_types import cell_type, cell_types
from sinhhoat.registers.columns import SHEETS, Column
from sinhhoat.registers.values import Parse

WORKBOOK = "register.xlsx"
DESCRIPTION = "Mô tả - Description"
ROWS_WITH_LISTS = 5000
# A workbook carries the time of its making; a fixed one keeps the bytes equal.
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks know no zone
RULES = (
    ("Ngày viết 2019-04-01 hoặc 1/4/2019 (ngày/tháng/năm).", "Dates are 2019-04-01 or 1/4/2019 (day/month/year)."),
    ("Số lượng là số nguyên; 5.976 là 5976.", "Counts are whole; 5.976 means 5976."),
    ("Không dùng công thức.", "No formulas."),
    ("Bảng không cần thì để trống.", "Sheets that are not needed stay empty."),
)


def write_template(directory: Path) -> list[Path]:
    """Writes `register.xlsx` and five CSV files with headings only; FileExistsError if one of them is there already."""
    directory.mkdir(parents=True, exist_ok=True)
    files = [directory / WORKBOOK, *(directory / f"{name}.csv" for name in SHEETS)]
    for file in files:
        if file.exists():
            raise FileExistsError(file)
    _write_workbook(files[0])
    for file, columns in zip(files[1:], SHEETS.values(), strict=True):
        # With the mark, Excel knows the file as UTF-8 and saves it as such again.
        file.write_text(",".join(column.name for column in columns) + "\r\n", encoding="utf-8-sig", newline="")
    return files


def _write_workbook(path: Path) -> None:
    with Workbook(path, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        formats: dict[Parse, Format] = {
            values.day: book.add_format({"num_format": "dd/mm/yyyy"}),
            values.count: book.add_format({"num_format": "0"}),
        }
        as_text = book.add_format({"num_format": "@"})
        for name, columns in SHEETS.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.set_column(place, place, 18, formats.get(column.parse, as_text))
                sheet.write_string(0, place, column.name, heading)
                _offer_choices(sheet, place, column)
        _describe(book.add_worksheet(DESCRIPTION), heading)


def _offer_choices(sheet: Worksheet, place: int, column: Column) -> None:
    offered: dict[Parse, list[str]] = {
        values.unit_kind: ["committee", "cell"],
        values.yes_no: ["có", "không"],
        cell_type: [kind.token for kind in cell_types().types],
    }
    choices = offered.get(column.parse)
    if choices:
        # Only a hint: whoever writes the Vietnamese name of a type is understood as well.
        options = {"validate": "list", "source": choices, "error_type": "information"}
        sheet.data_validation(1, place, ROWS_WITH_LISTS, place, options)


def _describe(sheet: Worksheet, heading: Format) -> None:
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 4, 60)
    for line, (fields, is_heading) in enumerate(_description()):
        for place, field in enumerate(fields):
            sheet.write_string(line, place, field, heading if is_heading else None)


def _description() -> Iterator[tuple[tuple[str, ...], bool]]:
    yield ("sheet", "column", "Tiếng Việt", "English"), True
    for name, columns in SHEETS.items():
        for column in columns:
            vi, en = ("bắt buộc", "required") if column.required else ("có thể để trống", "may be empty")
            yield (name, column.name, f"{column.vi} ({vi})", f"{column.en} ({en})"), False
    yield ("cell_type", "", "Tiếng Việt", "English"), True
    for kind in cell_types().types:
        yield ("", kind.token, kind.name_vi, kind.name_en), False
    yield ("", "", "", ""), False
    for vi, en in RULES:
        yield ("", "", vi, en), False
