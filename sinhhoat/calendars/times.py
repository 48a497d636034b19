"""When something of a calendar is: in UTC, in a zone that is named or, where none is, by the clocks of Viet Nam."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from services.chassis.messaging.serving import LOCAL
from sinhhoat.calendars.content_lines import Property
from sinhhoat.registers.findings import Unfit

DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
INSTANT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})(Z?)")
EARLIEST_YEAR, LATEST_YEAR = 1970, 2200
VIETNAM = ("SE Asia Standard Time", "Asia/Saigon", "Asia/Hanoi", "Asia/Bangkok", "Asia/Ho_Chi_Minh")
"""Names under which calendars know the time of Viet Nam; the first is that of Windows and Outlook."""


@dataclass(frozen=True)
class Moment:
    """A day, and a time on the clocks of a zone unless it lasts the whole day (`at` None)."""

    day: date
    at: time | None
    zone: ZoneInfo

    def on(self, day: date) -> datetime:
        """The instant (UTC) at which clocks of the zone show this time on another day."""
        return datetime.combine(day, self.at or time.min, self.zone).astimezone(UTC)

    @property
    def instant(self) -> datetime:
        return self.on(self.day)


def moment_of(told: Property) -> Moment:
    """What DTSTART or RECURRENCE-ID says; Unfit `ics_time_unreadable`, `zone_unknown`."""
    return read_moment(told.value.strip(), told.parameters.get("TZID"))


def read_moment(value: str, zone_name: str | None) -> Moment:
    """One value of a property with the zone that it names."""
    if whole := DAY.fullmatch(value):
        return Moment(_day(whole[1], whole[2], whole[3]), None, LOCAL)
    found = INSTANT.fullmatch(value)
    if found is None:
        raise Unfit("ics_time_unreadable")
    day = _day(found[1], found[2], found[3])
    try:
        at = time(int(found[4]), int(found[5]), min(int(found[6]), 59))
    except ValueError:
        raise Unfit("ics_time_unreadable") from None
    if found[7]:
        local = datetime.combine(day, at, UTC).astimezone(LOCAL)
        return Moment(local.date(), local.time(), LOCAL)
    return Moment(day, at, _zone(zone_name))


def _day(year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Unfit("ics_time_unreadable") from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Unfit("ics_time_unreadable")
    return found


def _zone(name: str | None) -> ZoneInfo:
    if name is None or name in VIETNAM:
        return LOCAL
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise Unfit("zone_unknown", zone=name[:80]) from None
