"""Whatever stands in a file, the answer is a register or findings, never a traceback."""

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from sinhhoat.registers import Findings, Register, check, read_register
from sinhhoat.registers.columns import SHEETS
from sinhhoat.registers.sheets import Table, as_sheet
from sinhhoat.registers.values import Raw
from tests.registers.given import GOOD

FIELD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["A-1", "A-2", "cell", "committee", "ấp", "1/1/2019", "5.976", "-1", "=1", "", "có", "\x00", "\ud800"]
    ),
)
NAMES = st.sampled_from(sorted(SHEETS))
RAW: st.SearchStrategy[Raw] = st.one_of(
    FIELD, st.none(), st.booleans(), st.integers(), st.floats(), st.datetimes(), st.dates(), st.times()
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answer(files: dict[str, bytes]) -> Register | Findings:
    with tempfile.TemporaryDirectory() as directory:
        for name, data in files.items():
            (Path(directory) / name).write_bytes(data)
        return read_register([Path(directory)])


def assert_sayable(outcome: Register | Findings) -> None:
    """Findings are never none, and every one can be printed and sent."""
    if isinstance(outcome, Register):
        return
    assert len(outcome) > 0
    for finding in outcome.items:
        assert json.dumps(vars(finding)).encode()
        said = "".join(str(part) for part in vars(finding).values())
        assert said.encode()
        assert said.isprintable()


@QUICK
@given(st.binary(max_size=300), NAMES)
def test_any_bytes_are_answered(data: bytes, name: str) -> None:
    assert_sayable(answer({f"{name}.csv": data}))


@QUICK
@given(st.binary(max_size=300), NAMES)
def test_any_bytes_below_a_right_heading_are_answered(data: bytes, name: str) -> None:
    heading = ",".join(column.name for column in SHEETS[name]).encode()

    assert_sayable(answer({f"{name}.csv": heading + b"\n" + data}))


@QUICK
@given(st.integers(0, 2000), st.binary(min_size=1, max_size=6))
def test_a_good_file_with_some_bytes_overwritten_is_answered(at: int, bytes_: bytes) -> None:
    files = {f"{name}.csv": text.encode() for name, text in GOOD.items()}
    units = files["units.csv"]
    place = at % len(units)

    assert_sayable(answer(files | {"units.csv": units[:place] + bytes_ + units[place + len(bytes_) :]}))


@QUICK
@given(st.dictionaries(NAMES, st.lists(st.lists(RAW, max_size=11), max_size=8)))
def test_any_rows_of_any_kind_are_answered(tables: dict[str, list[list[Raw]]]) -> None:
    sheets = [
        as_sheet(name, Table(name, "f.xlsx", [(1, [c.name for c in SHEETS[name]]), *enumerate(rows, start=2)]))
        for name, rows in tables.items()
    ]

    assert_sayable(check(sheets))


@QUICK
@given(st.lists(FIELD, max_size=9), st.lists(FIELD, max_size=9), NAMES)
def test_any_heading_is_answered(heading: list[str], row: list[str], name: str) -> None:
    assert_sayable(check([as_sheet(name, Table(name, "f.csv", [(1, heading), (2, row)]))]))


@pytest.mark.parametrize(
    "xml",
    [
        b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><worksheet>&b;</worksheet>",
        b"<worksheet><sheetData><row r='99999999999'><c r='A1'><v>x</v></c></row></sheetData></worksheet>",
        b"\x00\x01",
        b"",
    ],
)
def test_a_workbook_with_a_poisoned_sheet_is_answered(tmp_path: Path, xml: bytes) -> None:
    good = io.BytesIO()
    Workbook().save(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / "units.xlsx", "w") as target:
        for member in source.infolist():
            poisoned = member.filename == "xl/worksheets/sheet1.xml"
            target.writestr(member.filename, xml if poisoned else source.read(member))

    assert_sayable(read_register([tmp_path / "units.xlsx"]))


def test_a_workbook_that_unpacks_to_more_than_the_machine_holds_is_refused(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "units.xlsx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(257):
            member.write(bytes(1024 * 1024))

    outcome = read_register([tmp_path / "units.xlsx"])

    assert isinstance(outcome, Findings)
    assert [finding.code for finding in outcome.items] == ["file_too_large"]
