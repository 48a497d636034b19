"""What a register declares again: loading adds and never changes, so it must be what the system has."""

from collections.abc import Mapping
from datetime import date

from sinhhoat.registers.examination import Examination
from sinhhoat.registers.findings import Finding, shown
from sinhhoat.registers.parsed import Parsed
from sinhhoat.registers.values import Value


def check_known(exam: Examination) -> None:
    """Units and people of codes that the system has; a difference is reported once, with what the system has."""
    for row in exam.sound("units"):
        unit = exam.known.units.get(row.text("code") or "")
        exam.report(row, _difference(row, vars(unit)) if unit else None)
    for row in exam.sound("people"):
        person = exam.known.people.get(row.text("code") or "")
        if person is not None:
            ended = person.own_cell_code is not None and person.own_cell_code not in exam.known.units
            # A cell that is no more has no code to be compared with.
            exam.report(row, _difference(row, {"name": person.name} if ended else vars(person)))


def _difference(row: Parsed, known: Mapping[str, Value]) -> Finding | None:
    for column, has in known.items():
        if column in row.values and row.values[column] != has:
            return row.finding(column, "differs_from_known", known_vi=_told(has, "trống"), known_en=_told(has, "empty"))
    return None


def _told(value: Value, empty: str) -> object:
    if value is None:
        return empty
    return value if isinstance(value, date) else f"“{shown(value)}”"
