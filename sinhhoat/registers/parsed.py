"""Rows whose fields have been read on their own, before they are held against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sinhhoat.registers import values
from sinhhoat.registers.columns import SHEETS, Column
from sinhhoat.registers.findings import Finding, Place, Unfit, find, shown
from sinhhoat.registers.sheets import Row, Sheet, nearest_column
from sinhhoat.registers.text import bare
from sinhhoat.registers.values import Raw, Value

# From this likeness on a heading is taken for a misspelt one.
MISSPELT = 0.7


@dataclass(frozen=True)
class Parsed:
    """One row: what could be read, and the first thing that could not."""

    place: Place
    raw: Mapping[str, Raw]
    values: Mapping[str, Value]
    mistake: tuple[str, Unfit] | None

    def text(self, column: str) -> str | None:
        """The text of a column, None where it is empty, unreadable or its column missing."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def day(self, column: str) -> date | None:
        """The date of a column, None like `text`."""
        value = self.values.get(column)
        return value if isinstance(value, date) else None

    def count(self, column: str) -> int:
        """The count of a column, 0 where there is none."""
        value = self.values.get(column)
        return value if isinstance(value, int) else 0

    def bare(self, column: str) -> str:
        """What is left of a field as it was written, for comparing codes that were not readable."""
        written = self.text(column) or self.raw.get(column)
        return bare(written) if isinstance(written, str) and len(written) < 1000 else ""

    def at(self) -> str:
        """The place in words: file and line."""
        return f"{shown(self.place.file)}:{self.place.line}"

    def finding(self, column: str, code: str, **facts: object) -> Finding:
        """What is wrong with this row, in this column."""
        place = Place(self.place.sheet, self.place.file, self.place.line, column)
        return find(place, self.raw.get(column), Unfit(code, **facts))


def heading_findings(sheet: Sheet) -> list[Finding]:
    """What is wrong with the columns of a sheet; its rows are read all the same."""
    wanted = [column.name for column in SHEETS[sheet.name]]
    missing = [name for name in wanted if name not in sheet.columns]
    findings = []
    for number, name in enumerate(sheet.columns):
        if name in sheet.columns[:number]:
            findings.append(_of_heading(sheet, name, "column_double"))
        elif name not in wanted:
            # A misspelt heading is one mistake: the column that it means is not reported as missing as well.
            meant = nearest_column(name, missing, likeness=MISSPELT)
            missing = [column for column in missing if column != meant]
            nearest = meant or nearest_column(name, missing or wanted)
            findings.append(_of_heading(sheet, name, "column_unknown", nearest=nearest))
    return findings + [_of_heading(sheet, name, "column_missing") for name in missing]


def parse(sheet: Sheet) -> list[Parsed]:
    """All rows of a sheet, each field read by its column."""
    columns = [column for column in SHEETS[sheet.name] if column.name in sheet.columns]
    return [_parse_row(Place(sheet.name, sheet.file, row.line), row, columns) for row in sheet.rows]


def _of_heading(sheet: Sheet, name: str, code: str, **facts: object) -> Finding:
    return find(Place(sheet.name, sheet.file, sheet.heading_line, name), name, Unfit(code, **facts))


def _parse_row(place: Place, row: Row, columns: Sequence[Column]) -> Parsed:
    read: dict[str, Value] = {}
    mistake: tuple[str, Unfit] | None = ("", Unfit("too_many_fields")) if row.surplus else None
    for column in columns:
        try:
            read[column.name] = _parse_field(row.fields.get(column.name), column)
        except Unfit as unfit:
            mistake = mistake or (column.name, unfit)
    return Parsed(place, row.fields, read, mistake)


def _parse_field(raw: Raw, column: Column) -> Value:
    if values.is_empty(raw):
        if column.required:
            raise Unfit("empty")
        return None
    return values.read(raw, column.parse)
