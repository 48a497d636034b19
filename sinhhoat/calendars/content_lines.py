"""iCalendar (RFC 5545) as far as a calendar of meetings needs it: folded lines, properties, events; no more.

docs/decisions/calendars-are-read-by-us.md says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sinhhoat.registers.findings import Unfit

LONGEST_LINE = 20_000
MOST_EVENTS = 5_000
DEEPEST = 8
READ = frozenset(
    {
        *("BEGIN", "END", "UID", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION"),
        *("DTSTART", "RRULE", "RDATE", "EXRULE", "EXDATE", "RECURRENCE-ID"),
    }
)
"""Properties that are read; of every other one, such as a picture that is attached, only its beginning is kept."""
NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
PARAMETER = re.compile(r';([A-Za-z0-9-]{1,64})=("[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*')
ESCAPED = {"n": " ", "N": " ", ",": ",", ";": ";", "\\": "\\"}


class BrokenAt(Exception):
    """From this line on the file cannot be read."""

    def __init__(self, line: int, unfit: Unfit) -> None:
        super().__init__(unfit.code)
        self.line, self.unfit = line, unfit


@dataclass(frozen=True)
class Property:
    """One property with its line; `parameters` by their names in capitals."""

    name: str
    parameters: Mapping[str, str]
    value: str
    line: int

    @property
    def text(self) -> str:
        """The value as people read it."""
        return re.sub(r"\\(.)", lambda found: ESCAPED.get(found[1], found[1]), self.value)


@dataclass
class Entry:
    """A VEVENT: its properties by name, of a name that stands twice the first; `excluded` are all its EXDATEs."""

    line: int
    properties: dict[str, Property] = field(default_factory=dict)
    excluded: list[Property] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a property, "" where there is none."""
        return self.properties[name].text if name in self.properties else ""


def entries(text: str) -> list[Entry]:
    """The events of a calendar. BrokenAt where its parts do not close, or a line is none."""
    opened: list[str] = []
    found: list[Entry] = []
    last = 1
    for last, line in unfolded(text):
        part = _property(last, line)
        if part.name == "BEGIN":
            _open(opened, part, found)
        elif part.name == "END":
            if not opened or opened.pop() != part.value.strip().upper():
                raise BrokenAt(last, Unfit("ics_broken"))
        elif not opened:
            raise BrokenAt(last, Unfit("ics_broken"))
        elif opened[-1] == "VEVENT" and part.name == "EXDATE":
            found[-1].excluded.append(part)
        elif opened[-1] == "VEVENT":
            found[-1].properties.setdefault(part.name, part)
    if opened or not text.strip():
        raise BrokenAt(last, Unfit("ics_broken"))
    return found


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with the number of the first of those that they were folded over; empty ones are left out."""
    begun, parts, length = 0, list[str](), 0
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        continues = raw[:1] in (" ", "\t") and bool(parts)
        if not continues and parts:
            yield begun, "".join(parts)
            parts, length = [], 0
        if continues or raw.strip():
            begun = begun if parts else number
            parts.append((raw[1:] if continues else raw) if length <= LONGEST_LINE else "")
            length += len(raw)
        if length > LONGEST_LINE and _is_read(parts[0]):
            raise BrokenAt(begun, Unfit("field_too_long", limit=LONGEST_LINE))
    if parts:
        yield begun, "".join(parts)


def _is_read(line: str) -> bool:
    name = NAME.match(line)
    return name is None or name[0].upper() in READ


def _open(opened: list[str], part: Property, found: list[Entry]) -> None:
    kind = part.value.strip().upper()
    if (not opened) != (kind == "VCALENDAR") or len(opened) >= DEEPEST:
        raise BrokenAt(part.line, Unfit("ics_broken"))
    opened.append(kind)
    if kind == "VEVENT":
        found.append(Entry(part.line))
    if len(found) > MOST_EVENTS:
        raise BrokenAt(part.line, Unfit("too_many_events", limit=MOST_EVENTS))


def _property(number: int, line: str) -> Property:
    name = NAME.match(line)
    if name is None:
        raise BrokenAt(number, Unfit("ics_broken"))
    at, parameters = name.end(), dict[str, str]()
    while found := PARAMETER.match(line, at):
        parameters[found[1].upper()] = found[2].strip('"')
        at = found.end()
    if line[at : at + 1] != ":":
        raise BrokenAt(number, Unfit("ics_broken"))
    return Property(name[0].upper(), parameters, line[at + 1 :], number)
