"""From the events of a calendar to the meetings of a month: which are cell meetings, whose, of what kind, and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from services.chassis.messaging.serving import LOCAL
from sinhhoat.calendars.announcement import Announcement, Kind
from sinhhoat.calendars.content_lines import BrokenAt, Entry, entries
from sinhhoat.calendars.recurrence import days_of, read_rule
from sinhhoat.calendars.times import Moment, moment_of, read_moment
from sinhhoat.registers import text
from sinhhoat.registers.encodings import decode
from sinhhoat.registers.findings import Finding, Place, Unfit, find

OF_A_CELL = re.compile(r"\s*\[([^\]]{1,100})\]\s*(.*)", re.DOTALL)
MEETING_WORDS = ("sinh hoat", "hop chi bo")
THEMATIC_WORDS = "chuyen de"


class Calendar:
    """One file; `cell` and `place` stand for what its events do not name themselves."""

    def __init__(self, path: Path, month: date, cell: str | None, place: str | None) -> None:
        self._path, self._month, self._cell, self._place = path, month, cell, place
        self.findings: list[Finding] = []
        self.left_out = 0

    def read(self, data: bytes) -> list[Announcement]:
        """The meetings of the month; what is wrong is noted as findings."""
        try:
            found = _newest(entries(decode(data)))
        except Unfit as unfit:
            self.findings.append(find(self._at(0), unfit.facts.get("encoding", ""), unfit))
            return []
        except BrokenAt as broken:
            self.findings.append(find(self._at(broken.line), "", broken.unfit))
            return []
        moved = _moved(found)
        told = [one for entry in found for one in self._announced(entry, moved)]
        return _numbered(told)

    def _announced(self, entry: Entry, moved: set[tuple[str, datetime]]) -> Iterator[Announcement]:
        """The times within the month at which an event is a cell meeting."""
        try:
            instants = [
                instant for instant in _instants(entry, self._month, moved) if _month_of(instant) == self._month
            ]
        except Unfit as unfit:
            if _is_meeting(entry):
                self._note(entry, _property_of(entry, unfit), unfit)
            return
        if not instants or entry.text("STATUS").strip().upper() == "CANCELLED":
            return
        if not _is_meeting(entry):
            self.left_out += 1
            return
        try:
            yield from (self._announcement(entry, instant) for instant in instants)
        except Unfit as unfit:
            self._note(entry, str(unfit.facts.get("property", "SUMMARY")), unfit)

    def _announcement(self, entry: Entry, instant: datetime) -> Announcement:
        cell, title = _titled(entry)
        cell = cell or self._cell
        if cell is None:
            raise Unfit("cell_not_named")
        if "DTSTART" in entry.properties and moment_of(entry.properties["DTSTART"]).at is None:
            raise Unfit("all_day", property="DTSTART")
        kind, theme = _kind_of(title)
        place = entry.text("LOCATION").strip() or self._place
        if not place:
            raise Unfit("place_missing", property="LOCATION")
        code, label = text.code(cell), text.label(_one_line(place))
        where = self._at(entry.line)
        return Announcement(code, kind, self._month, theme, 1, instant, label, where)

    def _note(self, entry: Entry, name: str, unfit: Unfit) -> None:
        told = entry.properties.get(name)
        place = Place("calendar", self._path.name, told.line if told else entry.line, name)
        self.findings.append(find(place, told.text if told else "", unfit))

    def _at(self, line: int) -> Place:
        return Place("calendar", self._path.name, line)


def _property_of(entry: Entry, unfit: Unfit) -> str:
    """Where the time stands that cannot be read."""
    if unfit.code != "recurrence_unread":
        return "DTSTART"
    part = str(unfit.facts.get("part"))
    return part if part in entry.properties else "RRULE"


def _newest(found: Sequence[Entry]) -> list[Entry]:
    """Of an event that stands there in several editions, the last one: what was exported twice is one event."""
    last: dict[tuple[str, str], Entry] = {}
    for entry in found:
        key = entry.text("UID") or f"line {entry.line}", entry.text("RECURRENCE-ID")
        former = last.get(key)
        if former is None or _edition(entry) >= _edition(former):
            last[key] = entry
    return [entry for entry in found if entry in last.values()]


def _edition(entry: Entry) -> int:
    written = entry.text("SEQUENCE").strip()
    return int(written) if re.fullmatch("[0-9]{1,9}", written) else 0


def _moved(found: Sequence[Entry]) -> set[tuple[str, datetime]]:
    """The times of recurring events that have an event of their own: those replace them."""
    moved = set()
    for entry in found:
        told = entry.properties.get("RECURRENCE-ID")
        if told is not None:
            try:
                moved.add((entry.text("UID"), moment_of(told).instant))
            except Unfit:
                continue  # It names no time, so it replaces none; the event itself is judged like any other.
    return moved


def _instants(entry: Entry, month: date, moved: set[tuple[str, datetime]]) -> list[datetime]:
    """When the event takes place around the month; Unfit for what cannot be read."""
    start = entry.properties.get("DTSTART")
    if start is None:
        raise Unfit("ics_time_unreadable")
    moment = moment_of(start)
    for unread in ("RDATE", "EXRULE"):
        if unread in entry.properties:
            raise Unfit("recurrence_unread", part=unread)
    if "RRULE" not in entry.properties or "RECURRENCE-ID" in entry.properties:
        return [moment.instant]
    # A day more on both sides: the day in another zone need not be the day here.
    first, last = month - timedelta(days=1), (month + timedelta(days=32)).replace(day=1)
    excluded = {instant for told in entry.excluded for instant in _excluded(told.value, told.parameters.get("TZID"))}
    days = days_of(read_rule(entry.properties["RRULE"].value), moment, first, last)
    uid = entry.text("UID")
    return [
        instant
        for instant in map(moment.on, days)
        if not {instant, _whole_day(instant)} & excluded and (uid, instant) not in moved
    ]


def _excluded(values: str, zone: str | None) -> Iterator[datetime]:
    for value in values.split(","):
        yield read_moment(value.strip(), zone).instant


def _whole_day(instant: datetime) -> datetime:
    """The beginning of the day here, which is what an exclusion of a whole day is read as."""
    return Moment(instant.astimezone(LOCAL).date(), None, LOCAL).instant


def _month_of(instant: datetime) -> date:
    return instant.astimezone(LOCAL).date().replace(day=1)


def _titled(entry: Entry) -> tuple[str | None, str]:
    """The code that stands in brackets before the title, and the title."""
    summary = entry.text("SUMMARY")
    named = OF_A_CELL.fullmatch(summary)
    return (named[1], named[2]) if named else (None, summary)


def _is_meeting(entry: Entry) -> bool:
    cell, title = _titled(entry)
    folded = text.fold(title[: text.LONGEST_LABEL])
    return cell is not None or any(words in folded for words in (*MEETING_WORDS, THEMATIC_WORDS))


def _kind_of(title: str) -> tuple[Kind, str | None]:
    """A thematic meeting says its theme behind a colon."""
    before, colon, theme = title.partition(":")
    if THEMATIC_WORDS not in text.fold(before[: text.LONGEST_LABEL]):
        return "regular", None
    if not colon or not theme.strip():
        raise Unfit("theme_not_named")
    return "thematic", text.label(_one_line(theme))


def _one_line(written: str) -> str:
    return " ".join(written.split())


def _numbered(told: Sequence[Announcement]) -> list[Announcement]:
    """Several themes of a cell in one month are numbered in the order of their times."""
    counted: Counter[str] = Counter()
    numbers: dict[int, int] = {}
    for one in sorted(told, key=lambda one: one.starts_at):
        if one.kind == "thematic":
            counted[one.cell_code.casefold()] += 1
            numbers[id(one)] = counted[one.cell_code.casefold()]
    return [replace(one, number=numbers.get(id(one), 1)) for one in told]
