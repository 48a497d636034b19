"""A whole month's plan checked at once: either a plan without a mistake, or every mistake in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from sinhhoat.calendars.announcement import Announcement, Plan
from sinhhoat.calendars.csv_rows import Rows
from sinhhoat.calendars.events import Calendar
from sinhhoat.registers.findings import Finding, Findings, Place, Unfit, find, in_order

KINDS = (".csv", ".ics")
LARGEST_FILE = 8 * 1024 * 1024


def read_plan(
    files: Sequence[Path], month: date, cells: Collection[str], *, cell: str | None = None, place: str | None = None
) -> Plan | Findings:
    """The meetings of a month (its first day) that the files announce; `cells` are the codes of the cells there are.

    `cell` and `place` stand for what an event of an iCalendar file does not say itself.
    """
    told: list[Announcement] = []
    findings: list[Finding] = []
    left_out = 0
    for path in files:
        data = _bytes(path)
        if isinstance(data, Finding):
            findings.append(data)
            continue
        reader = Rows(path, month) if path.suffix.lower() == ".csv" else Calendar(path, month, cell, place)
        told += reader.read(data)
        findings += reader.findings
        left_out += reader.left_out if isinstance(reader, Calendar) else 0
    findings += [*_unknown(told, cells), *_double(told)]
    if findings:
        return in_order(findings, [path.name for path in files])
    return Plan(tuple(told), left_out)


def _bytes(path: Path) -> bytes | Finding:
    place = Place("calendar", path.name)
    if path.suffix.lower() not in KINDS:
        return find(place, path.suffix or path.name, Unfit("calendar_kind_unknown"))
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            return find(place, path.name, Unfit("file_too_large", size=size, limit=LARGEST_FILE))
        return path.read_bytes()
    except OSError as error:
        return find(place, path.name, Unfit("file_unreadable", reason=error.strerror))


def _unknown(told: Sequence[Announcement], cells: Collection[str]) -> Iterator[Finding]:
    known = {code.casefold(): code for code in cells}
    for one in told:
        if one.cell_code.casefold() not in known:
            nearest = next(iter(get_close_matches(one.cell_code.casefold(), list(known), n=1)), None)
            said = known[nearest] if nearest else None
            vi, en = (f" (gần nhất: {said})", f" (nearest: {said})") if said else ("", "")
            yield one.finding("cell_code", one.cell_code, "cell_unknown", nearest_vi=vi, nearest_en=en)


def _double(told: Sequence[Announcement]) -> Iterator[Finding]:
    first: dict[object, Announcement] = {}
    for one in told:
        before = first.setdefault(one.key, one)
        if before is not one:
            at = f"{before.where.file}:{before.where.line}"
            yield one.finding("starts_on", one.cell_code, "meeting_double", first=at)
