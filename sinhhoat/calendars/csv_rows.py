"""A month's plan as a table: one row for each meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import get_args

from services.chassis.messaging.serving import LOCAL
from sinhhoat.calendars.announcement import Announcement, Kind
from sinhhoat.registers import text, values
from sinhhoat.registers.csv_files import read_csv
from sinhhoat.registers.findings import Finding, Place, Unfit, find
from sinhhoat.registers.sheets import headed, nearest_column
from sinhhoat.registers.values import Parse, Value

CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?::|h|g|giờ)([0-5][0-9])?(?::00)?", re.IGNORECASE)
MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})")
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("regular", "thuong ky", "dinh ky", "sinh hoat thuong ky", "sinh hoat dinh ky"), "regular"),
    **dict.fromkeys(("thematic", "chuyen de", "sinh hoat chuyen de"), "thematic"),
}
MOST_THEMES = 9
SPOKEN: Mapping[str, str] = {
    **dict.fromkeys(("ma chi bo", "chi bo"), "cell_code"),
    **dict.fromkeys(("loai", "loai sinh hoat"), "kind"),
    **dict.fromkeys(("ngay", "ngay sinh hoat"), "starts_on"),
    **dict.fromkeys(("gio", "gio sinh hoat", "thoi gian"), "starts_at"),
    **dict.fromkeys(("dia diem", "noi sinh hoat"), "place"),
    "chuyen de": "theme",
    "so chuyen de": "theme_number",
    "thang": "month",
}
"""What secretaries call the columns, without tone marks."""


@dataclass(frozen=True)
class Column:
    """One column of the table; an optional one may be missing as a whole."""

    name: str
    parse: Parse
    required: bool = True


def _kind(raw: values.Raw) -> Value:
    found = KINDS.get(text.fold(values.plain_text(values.written(raw))))
    if found is None:
        raise Unfit("kind_of_meeting_unknown", kinds=", ".join(get_args(Kind)))
    return found


def _clock(raw: values.Raw) -> Value:
    found = CLOCK.fullmatch(values.plain_text(values.written(raw)).replace(" ", ""))
    if found is None:
        raise Unfit("time_of_day_unreadable")
    return f"{int(found[1]):02}:{found[2] or '00'}"


def _month(raw: values.Raw) -> Value:
    found = MONTH.fullmatch(values.plain_text(values.written(raw)))
    if found is None:
        raise Unfit("month_unreadable")
    year, month = int(found[1] or found[4]), int(found[2] or found[3])
    if not (1970 <= year <= 2200 and 1 <= month <= 12):
        raise Unfit("month_unreadable")
    return date(year, month, 1)


def _number(raw: values.Raw) -> Value:
    number = values.count(raw)
    if not isinstance(number, int) or not 1 <= number <= MOST_THEMES:
        raise Unfit("theme_number_out_of_range", most=MOST_THEMES)
    return number


COLUMNS = (
    Column("cell_code", values.code),
    Column("kind", _kind),
    Column("starts_on", values.day),
    Column("starts_at", _clock),
    Column("place", values.label),
    Column("theme", values.label, required=False),
    Column("theme_number", _number, required=False),
    Column("month", _month, required=False),
)
"""`month` is the month that the meeting is for; left out, it is the one of its day."""


class Rows:
    """One file."""

    def __init__(self, path: Path, month: date) -> None:
        self._path, self._month = path, month
        self.findings: list[Finding] = []

    def read(self, data: bytes) -> list[Announcement]:
        """The meetings of the rows that are right; what is wrong is noted as findings, one for each row."""
        table = read_csv(self._path, data)
        if isinstance(table, Finding):
            self.findings.append(table)
            return []
        if not table.lines:
            self._note(0, "", self._path.name, Unfit("file_empty"))
            return []
        line, heading = table.lines[0]
        columns = [SPOKEN.get(text.fold(headed(raw)), headed(raw)) for raw in heading]
        self._check_heading(line, columns)
        if self.findings:
            return []
        told = [self._row(number, columns, [str(field) for field in fields]) for number, fields in table.lines[1:]]
        return [one for one in told if one is not None]

    def _check_heading(self, line: int, columns: list[str]) -> None:
        known = [column.name for column in COLUMNS]
        for name in columns:
            if name not in known:
                nearest = nearest_column(name, known)
                self._note(line, name, name, Unfit("column_unknown", nearest=nearest))
            elif columns.count(name) > 1:
                self._note(line, name, name, Unfit("column_double"))
        for column in COLUMNS:
            if column.required and column.name not in columns:
                self._note(line, column.name, column.name, Unfit("column_missing"))

    def _row(self, line: int, columns: list[str], fields: list[str]) -> Announcement | None:
        if len(fields) > len(columns):
            self._note(line, "", "", Unfit("too_many_fields"))
            return None
        raw = dict(zip(columns, fields, strict=False))
        read: dict[str, Value] = {}
        for column in COLUMNS:
            try:
                read[column.name] = _value(raw.get(column.name), column)
            except Unfit as unfit:
                self._note(line, column.name, raw.get(column.name), unfit)
                return None
        return self._announcement(line, raw, read)

    def _announcement(self, line: int, raw: Mapping[str, str], read: Mapping[str, Value]) -> Announcement | None:
        day, at, theme, number = read["starts_on"], read["starts_at"], read["theme"], read["theme_number"]
        assert isinstance(day, date)
        kind: Kind = "thematic" if read["kind"] == "thematic" else "regular"
        month = read["month"] if isinstance(read["month"], date) else day.replace(day=1)
        if (kind == "thematic") != (theme is not None):
            code = "theme_not_named" if theme is None else "theme_of_a_regular_meeting"
            self._note(line, "theme", raw.get("theme"), Unfit(code))
            return None
        if month != self._month:
            self._note(line, "month", raw.get("month"), Unfit("other_month", month=f"{self._month:%Y-%m}"))
            return None
        return Announcement(
            cell_code=str(read["cell_code"]),
            kind=kind,
            month=month,
            theme=str(theme) if theme is not None else None,
            number=number if isinstance(number, int) else 1,
            starts_at=datetime.combine(day, time.fromisoformat(str(at)), LOCAL).astimezone(UTC),
            place=str(read["place"]),
            where=Place("calendar", self._path.name, line),
        )

    def _note(self, line: int, column: str, value: object, unfit: Unfit) -> None:
        self.findings.append(find(Place("calendar", self._path.name, line, column), value, unfit))


def _value(raw: str | None, column: Column) -> Value:
    if values.is_empty(raw):
        if column.required:
            raise Unfit("empty")
        return None
    return values.read(raw, column.parse)
