"""A register back into files, in the form in which it is read."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from sinhhoat.registers.columns import SHEETS
from sinhhoat.registers.rows import Register

Field = str | int | bool | date | None


def write_register(directory: Path, register: Register) -> None:
    """Writes a CSV file (UTF-8, comma, line feeds) for every sheet that has a row; dates as 2019-04-01."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, rows in _rows(register).items():
        if rows:
            write_csv(directory / f"{name}.csv", [column.name for column in SHEETS[name]], rows)


def write_csv(path: Path, heading: Sequence[str], rows: Iterable[Sequence[Field]]) -> None:
    """Writes one file; the same rows make the same bytes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows([_written(field) for field in row] for row in rows)


def _rows(register: Register) -> dict[str, list[list[Field]]]:
    """The fields of every sheet in the order of its columns, which is that of the row types."""
    return {
        "units": [list(vars(unit).values()) for unit in register.units],
        "rolls": [list(vars(roll).values()) for roll in register.rolls],
        "people": [list(vars(person).values()) for person in register.people],
        "notices": [[n.number, n.issuer_code, n.issued_on, n.unannounced] for n in register.notices],
        "assignments": [[n.number, *vars(pair).values()] for n in register.notices for pair in n.pairs],
    }


def _written(field: Field) -> str:
    if field is None:
        return ""
    if isinstance(field, bool):
        return "yes" if field else "no"
    return field.isoformat() if isinstance(field, date) else str(field)
