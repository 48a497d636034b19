"""Rolls: their unit, their sums, and one a day for each unit."""

from datetime import date

from sinhhoat.registers.examination import Examination
from sinhhoat.registers.findings import Finding
from sinhhoat.registers.parsed import Parsed


def check_rolls(exam: Examination) -> None:
    """Every roll on its own, then against the others of its unit."""
    seen: dict[tuple[str | None, date | None], Parsed] = {}
    for row in exam.sound("rolls"):
        if (
            exam.report(row, _wrong_day(exam, row) or _wrong_sum(row))
            or row.text("unit_code") is None
            or row.day("as_of") is None
        ):
            continue
        first = seen.setdefault((row.text("unit_code"), row.day("as_of")), row)
        if first is not row:
            exam.report(row, row.finding("as_of", "roll_double", place=first.at()))


def _wrong_day(exam: Examination, row: Parsed) -> Finding | None:
    as_of, unit = row.day("as_of"), row.text("unit_code")
    if exam.today and as_of and as_of > exam.today:
        return row.finding("as_of", "in_the_future", today=exam.today)
    return exam.dangling(row, "unit_code", "units", "unit_unknown") or exam.too_early(row, "as_of", as_of, unit)


def _wrong_sum(row: Parsed) -> Finding | None:
    if not {"official", "probationary"} <= row.values.keys():
        return None
    members = row.count("official") + row.count("probationary")
    if row.count("exempt") > members:
        return row.finding("exempt", "exempt_above_members", members=members)
    # Those expected at a meeting are what is left of all who belong there; nobody can expect fewer than none.
    absent = row.count("exempt") + row.count("temporarily_away") + row.count("special_duty")
    there = members + row.count("temporarily_here")
    if absent > there:
        return row.finding("temporarily_away", "absent_above_members", absent=absent, members=there)
    return None
