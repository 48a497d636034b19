"""People, notices and the pairs that a notice assigns."""

from datetime import date

from sinhhoat.registers.examination import Examination
from sinhhoat.registers.findings import Finding
from sinhhoat.registers.parsed import Parsed


def check_people(exam: Examination) -> None:
    """A person's own cell is a cell that exists."""
    for row in exam.sound("people"):
        exam.report(row, _wrong_cell(exam, row, "own_cell_code"))


def check_notices(exam: Examination) -> None:
    """A notice is issued by a committee that exists, and assigns somebody."""
    named = {pair.bare("notice_number") for pair in exam.rows["assignments"]}
    tells = ("assignments", "notice_number") not in exam.missing
    for row in exam.sound("notices"):
        issuer = row.text("issuer_code")
        if issuer is not None and exam.unit_kind(issuer) == "cell":
            exam.report(row, row.finding("issuer_code", "issuer_is_cell"))
        else:
            exam.report(
                row,
                exam.dangling(row, "issuer_code", "units", "unit_unknown")
                or exam.too_early(row, "issued_on", row.day("issued_on"), issuer)
                or (_empty_notice(row, named) if tells else None),
            )


def check_assignments(exam: Examination) -> None:
    """Every pair on its own, then against the others of its notice."""
    seen: dict[tuple[str | None, ...], Parsed] = {}
    for row in exam.sound("assignments"):
        if exam.report(row, _wrong_pair(exam, row)):
            continue
        pair = (row.text("notice_number"), row.text("person_code"), row.text("cell_code"))
        first = seen.setdefault(pair, row) if None not in pair else row
        if first is not row:
            exam.report(row, row.finding("cell_code", "pair_double", place=first.at()))


def own_cell(exam: Examination, person: str) -> str | None:
    """The code of a person's own cell, from the register or else from the system."""
    row, known = exam.codes["people"].rows.get(person), exam.known.people.get(person)
    if row is not None:
        return row.text("own_cell_code")
    return known.own_cell_code if known else None


def _empty_notice(row: Parsed, named: set[str]) -> Finding | None:
    # A notice is issued at once with all its pairs, so one without any can never be.
    if row.text("number") is None or row.bare("number") in named:
        return None
    return row.finding("number", "notice_without_pairs")


def _wrong_pair(exam: Examination, row: Parsed) -> Finding | None:
    return (
        exam.dangling(row, "notice_number", "notices", "notice_unknown")
        or exam.dangling(row, "person_code", "people", "person_unknown")
        or _wrong_cell(exam, row, "cell_code")
        or _own(exam, row)
        or _backwards(exam, row)
        or exam.too_early(row, "from", row.day("from") or issued_on(exam, row), row.text("cell_code"))
    )


def _wrong_cell(exam: Examination, row: Parsed, column: str) -> Finding | None:
    code = row.text(column)
    if code is not None and exam.unit_kind(code) == "committee":
        return row.finding(column, "not_a_cell")
    return exam.dangling(row, column, "units", "cell_unknown")


def _own(exam: Examination, row: Parsed) -> Finding | None:
    person, cell = row.text("person_code"), row.text("cell_code")
    if person is None or cell is None or exam.cannot_judge("people", person) or own_cell(exam, person) != cell:
        return None
    return row.finding("cell_code", "own_cell")


def _backwards(exam: Examination, row: Parsed) -> Finding | None:
    begin, end = row.day("from") or issued_on(exam, row), row.day("until")
    if begin is None or end is None or end >= begin:
        return None
    return row.finding("until", "end_before_begin", begin=begin)


def issued_on(exam: Examination, pair: Parsed) -> date | None:
    """The day on which the notice of a pair was issued, which an empty `from` means; None for a wrong notice."""
    row = exam.codes["notices"].rows.get(pair.text("notice_number") or "")
    return row.day("issued_on") if row is not None and exam.is_sound(row) else None
