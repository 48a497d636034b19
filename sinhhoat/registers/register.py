"""From rows without a mistake to the register they make."""

from datetime import date
from typing import cast

from sinhhoat.registers.examination import Examination
from sinhhoat.registers.notice_checks import issued_on
from sinhhoat.registers.parsed import Parsed
from sinhhoat.registers.rows import NoticeRow, PairRow, PersonRow, Register, RollRow, UnitKind, UnitRow
from sinhhoat.registers.unit_checks import parents_first

COUNTS = (
    "official", "probationary", "exempt", "temporarily_away", "temporarily_here", "special_duty", "in_post", "admitted",
)  # fmt: skip


def build(exam: Examination) -> Register:
    """The register of an examination that found nothing; what is required is therefore there."""
    return Register(
        units=tuple(_unit(row) for row in parents_first(exam.rows["units"])),
        rolls=tuple(_roll(row) for row in exam.rows["rolls"]),
        people=tuple(_person(row) for row in exam.rows["people"]),
        notices=tuple(_notices(exam)),
    )


def _unit(row: Parsed) -> UnitRow:
    return UnitRow(
        code=_text(row, "code"),
        name=_text(row, "name"),
        kind=cast(UnitKind, _text(row, "kind")),
        level=row.text("level"),
        cell_type=row.text("cell_type"),
        parent_code=row.text("parent_code"),
        established_on=_day(row, "established_on"),
    )


def _roll(row: Parsed) -> RollRow:
    counts = {name: row.count(name) for name in COUNTS}
    return RollRow(unit_code=_text(row, "unit_code"), as_of=_day(row, "as_of"), **counts)


def _person(row: Parsed) -> PersonRow:
    return PersonRow(_text(row, "code"), _text(row, "name"), row.text("own_cell_code"))


def _notices(exam: Examination) -> list[NoticeRow]:
    pairs: dict[str, list[PairRow]] = {}
    for row in exam.rows["assignments"]:
        pairs.setdefault(_text(row, "notice_number"), []).append(_pair(exam, row))
    return [_notice(row, pairs.get(_text(row, "number"), [])) for row in exam.rows["notices"]]


def _notice(row: Parsed, pairs: list[PairRow]) -> NoticeRow:
    unannounced = row.values["unannounced"] is not False
    return NoticeRow(_text(row, "number"), _text(row, "issuer_code"), _day(row, "issued_on"), unannounced, tuple(pairs))


def _pair(exam: Examination, row: Parsed) -> PairRow:
    begin = cast(date, row.day("from") or issued_on(exam, row))
    # Notices are issued for a year; what names no end lasts as long as that.
    until = row.day("until") or date(begin.year, 12, 31)
    return PairRow(_text(row, "person_code"), _text(row, "cell_code"), begin, until)


def _text(row: Parsed, column: str) -> str:
    return cast(str, row.values[column])


def _day(row: Parsed, column: str) -> date:
    return cast(date, row.values[column])
