"""The template that ships is one that the reader takes, and its columns stand in the documentation."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from sinhhoat.registers import Register, cell_types, read_register
from sinhhoat.registers.columns import SHEETS
from sinhhoat.registers.templates import WORKBOOK, write_template
from tests.registers.given import good

DOCUMENT = Path(__file__).parents[2] / "docs" / "registers.md"


def test_the_empty_template_is_an_empty_register(tmp_path: Path) -> None:
    files = write_template(tmp_path)

    assert len(files) == 1 + len(SHEETS)
    assert read_register([files[0]]) == Register()
    assert read_register(files[1:]) == Register()


def test_a_filled_in_workbook_loads(tmp_path: Path) -> None:
    write_template(tmp_path)
    book = load_workbook(tmp_path / WORKBOOK)
    for name, rows in good().items():
        for row in rows[1:]:
            book[name].append(row)
    book.save(tmp_path / WORKBOOK)

    outcome = read_register([tmp_path / WORKBOOK])

    assert isinstance(outcome, Register)
    assert len(outcome.units) == 8


def test_a_template_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError):
        write_template(tmp_path)

    assert sorted(file.name for file in tmp_path.iterdir()) == ["people.csv"]


def test_the_same_template_has_the_same_bytes(tmp_path: Path) -> None:
    one, other = write_template(tmp_path / "one")[0], write_template(tmp_path / "other")[0]

    assert one.read_bytes() == other.read_bytes()


def test_the_documentation_names_every_column_and_every_cell_type() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    wanted = [column.name for columns in SHEETS.values() for column in columns]
    wanted += [kind.token for kind in cell_types().types] + [group.token for group in cell_types().groups]

    assert [name for name in wanted if f"`{name}`" not in text] == []
