"""Rows and sheets as they were read, before anything in them is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sinhhoat.registers.columns import SHEETS
from sinhhoat.registers.text import fold
from sinhhoat.registers.values import Raw, is_empty

# Sheets of a workbook under these names are for reading by people and hold no rows.
DESCRIPTIONS = ("mo ta", "description", "huong dan")


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, its fields by column, and what stood beyond the last column."""

    line: int
    fields: Mapping[str, Raw]
    surplus: tuple[Raw, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One table of one file; `columns` as headed, in their order, known or not."""

    name: str
    file: str
    heading_line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """Lines with their numbers, the first one the heading, under the name of a file or of a workbook's sheet."""

    title: str
    file: str
    lines: Sequence[tuple[int, Sequence[Raw]]]


def headed(raw: Raw) -> str:
    """A heading as a column name: lower case, spaces as underscores; "" where there is none."""
    return "" if is_empty(raw) else "_".join(str(raw).strip().lower().split())


def sheet_name(title: str, columns: Sequence[str]) -> str | None:
    """Which of the five sheets this is, by the end of its title or else by its columns; None if neither tells."""
    named = next((name for name in SHEETS if fold(title).endswith(name)), None)
    if named:
        return named
    likeness = {name: len({c.name for c in wanted} & set(columns)) / len(wanted) for name, wanted in SHEETS.items()}
    best = max(likeness, key=lambda name: likeness[name])
    return best if likeness[best] > 0.5 else None


def is_description(title: str) -> bool:
    """Whether a workbook's sheet only describes the others, as in the template."""
    return fold(title).startswith(DESCRIPTIONS)


def nearest_column(name: str, wanted: Sequence[str], likeness: float = 0.0) -> str | None:
    """The column that a misspelt heading probably means; None if nothing wanted is as like it as asked (0 to 1)."""
    return next(iter(get_close_matches(name[:100], wanted, n=1, cutoff=likeness)), None)


def as_sheet(name: str, table: Table) -> Sheet:
    """The table under its headings; rows in which nothing stands are left out."""
    heading_line, heading = table.lines[0]
    columns = tuple(headed(raw) for raw in heading)
    while columns and not columns[-1]:
        columns = columns[:-1]
    rows = tuple(_row(line, columns, fields) for line, fields in table.lines[1:] if not all(map(is_empty, fields)))
    return Sheet(name, table.file, heading_line, columns, rows)


def _row(line: int, columns: tuple[str, ...], fields: Sequence[Raw]) -> Row:
    # Of a column that stands twice the first one counts; the second is a finding of its own.
    by_name = dict(reversed(list(zip(columns, fields, strict=False))))
    surplus = tuple(raw for raw in fields[len(columns) :] if not is_empty(raw))
    return Row(line, by_name, surplus)
