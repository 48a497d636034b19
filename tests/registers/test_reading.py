"""Files of every kind are read as they are meant, and what cannot be read is refused by name."""

import codecs
from datetime import date, datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import Workbook

from sinhhoat.registers import Finding, Findings, Register, read_register, read_sheets
from sinhhoat.registers.encodings import TCVN3, VISCII
from tests.registers.given import GOOD, good, write

# Excel's times have no zone.
MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001
SAMPLE = "code,name,own_cell_code\nA-1,Nguyễn thị Đào – chi bộ khu phố, Đảng ủy xã\n".replace("–", "-")


def only(outcome: Register | Findings) -> Finding:
    assert isinstance(outcome, Findings)
    assert len(outcome) == 1
    return outcome.items[0]


def by_table(text: str, table: str) -> bytes:
    return bytes(ord(char) if ord(char) < 0x80 else table.index(char) + 0x80 for char in text)


def in_1258(text: str) -> bytes:
    marks = "\u0300\u0301\u0303\u0309\u0323"
    split = "".join(
        part for char in text for part in (char if encodable(char) else recombined(normalize("NFD", char), marks))
    )
    return split.encode("cp1258")


def recombined(parts: str, marks: str) -> str:
    tone = next((char for char in parts if char in marks), "")
    return normalize("NFC", parts.replace(tone, "")) + tone


def encodable(char: str) -> bool:
    try:
        char.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SAMPLE.encode("utf-16"), "UTF-16"),
        (SAMPLE.encode("utf-16-le"), "UTF-16"),
        (SAMPLE.encode("utf-16-be"), "UTF-16"),
        (codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"), "UTF-32"),
        (in_1258(SAMPLE), "Windows-1258"),
        (by_table(SAMPLE, VISCII), "VISCII"),
        (by_table(SAMPLE, TCVN3), "TCVN3 (ABC)"),
        ("code,name,own_cell_code\n1,Café,\n".encode("cp1252"), "Windows-1252"),
        (b"code,name\n1,\x81\x8d\xff\n", "binary"),
        (SAMPLE.encode()[:-3] + b"\xff\n", "damaged UTF-8"),
        (b"PK\x03\x04 and so on", "Excel (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel 97-2003 (.xls)"),
    ],
)
def test_another_encoding_is_refused_by_its_name(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / "people.csv").write_bytes(data)

    finding = only(read_register([tmp_path]))

    assert (finding.code, finding.value) == ("encoding_not_utf8", name)
    assert name in finding.vi
    assert name in finding.en


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_separator_and_byte_order_mark_make_no_difference(tmp_path: Path, separator: str, mark: bytes) -> None:
    for name, text in GOOD.items():
        (tmp_path / f"{name}.csv").write_bytes(mark + text.replace(",", separator).replace("\n", "\r\n").encode())

    assert isinstance(read_register([tmp_path]), Register)


def test_a_sheet_is_known_by_the_end_of_its_file_name_or_by_its_columns(tmp_path: Path) -> None:
    (tmp_path / "hoc-mon-UNITS.csv").write_text(GOOD["units"], encoding="utf-8")
    (tmp_path / "đảng viên.csv").write_text(GOOD["rolls"], encoding="utf-8")

    sheets = read_sheets([tmp_path])

    assert not isinstance(sheets, Findings)
    assert [sheet.name for sheet in sheets] == ["units", "rolls"]


def test_a_file_that_is_named_beside_its_directory_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, good())

    assert isinstance(read_register([tmp_path, tmp_path / "units.csv"]), Register)


def test_a_file_that_is_no_sheet_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("this,and,that\n1,2,3\n", encoding="utf-8")

    assert only(read_register([tmp_path])).code == "sheet_unknown"


def test_a_line_number_counts_the_lines_of_quoted_fields_and_blank_ones(tmp_path: Path) -> None:
    text = 'code,name,own_cell_code\n\nA-1,"hai\r\ndòng",\nA-2,,\n'
    (tmp_path / "people.csv").write_bytes(text.encode())

    outcome = read_register([tmp_path])

    assert isinstance(outcome, Findings)
    assert [(finding.line, finding.code) for finding in outcome.items] == [(3, "several_lines"), (5, "empty")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("people.csv", b'code,name,own_cell_code\nA-1,"open', "csv_broken"),
        ("people.csv", b"", "file_empty"),
        ("people.csv", b"code,name,own_cell_code\nA-1," + b"x" * 10_000_000 + b",\n", "field_too_long"),
        ("people.xlsx", b"PK\x03\x04 but no archive", "file_unreadable"),
        ("people.xlsx", b"code,name\n", "file_unreadable"),
        ("people.ods", b"", "file_kind_unknown"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_finding(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)

    assert only(read_register([tmp_path / name])).code == code


def test_a_missing_file_and_an_empty_directory_are_findings(tmp_path: Path) -> None:
    assert only(read_register([tmp_path / "units.csv"])).code == "file_missing"
    assert only(read_register([tmp_path])).code == "no_files"


def test_text_is_composed_and_the_foreign_letter_eth_becomes_the_vietnamese_one(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "code,name,own_cell_code\nA-1,  \u00d0a\u0300o\u00a0 Hai ,\n", encoding="utf-8"
    )

    outcome = read_register([tmp_path])

    assert isinstance(outcome, Register)
    assert outcome.people[0].name == "\u0110\u00e0o Hai"


def workbook(directory: Path, *, changed: dict[str, Any] | None = None) -> Path:
    """The good register as a workbook; `changed` maps "sheet!A1" to what stands there."""
    book = Workbook()
    for name, rows in good().items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for place, value in (changed or {}).items():
        name, cell = place.split("!")
        book[name][cell] = value
    book.save(directory / "register.xlsx")
    return directory / "register.xlsx"


def test_a_workbook_reads_as_the_same_register_as_the_files(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()

    assert read_register([workbook(tmp_path)]) == read_register([write(tmp_path / "csv", good())])


@pytest.mark.parametrize("value", [MIDNIGHT, MIDNIGHT.date(), "1/1/2000"])
def test_a_date_of_excel_is_a_date(tmp_path: Path, value: object) -> None:
    outcome = read_register([workbook(tmp_path, changed={"units!G2": value})])

    assert isinstance(outcome, Register)
    assert outcome.units[0].established_on == date(2000, 1, 1)


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("rolls!C2", 5.5, "count_fractional"),
        ("rolls!C2", -1, "count_negative"),
        ("rolls!C2", True, "count_textual"),
        ("rolls!C2", "=10+10", "formula"),
        ("rolls!C2", "#REF!", "excel_error"),
        ("units!B3", "=A3", "formula"),
        ("units!G2", 36526, "date_unreadable"),
        ("units!G2", MIDNIGHT.replace(hour=8), "date_unreadable"),
        ("people!A4", date(2019, 1, 2), "not_text"),
    ],
)
def test_what_excel_makes_of_a_field_is_found_at_its_row(tmp_path: Path, place: str, value: object, code: str) -> None:
    outcome = read_register([workbook(tmp_path, changed={place: value})])

    assert isinstance(outcome, Findings)
    assert outcome.items[0].code == code
    assert f"{outcome.items[0].sheet}!" == place[: len(outcome.items[0].sheet) + 1]
    assert str(outcome.items[0].line) == place[-1]


def test_a_whole_number_of_excel_is_a_count_and_a_code(tmp_path: Path) -> None:
    changed: dict[str, Any] = {"rolls!C2": 20.0, "people!A4": 7, "assignments!B5": 7}

    outcome = read_register([workbook(tmp_path, changed=changed)])

    assert isinstance(outcome, Register)
    assert outcome.rolls[0].official == 20
    assert outcome.people[2].code == "7"
