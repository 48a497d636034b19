"""On which days of a month something comes back: daily, weekly, monthly or yearly, as calendars of meetings use it.

What is not read is refused and never guessed: a meeting on a wrong day is worse than a line to enter by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from services.chassis.messaging.serving import LOCAL
from sinhhoat.calendars.times import Moment, read_moment
from sinhhoat.registers.findings import Unfit

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ON_WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
READ = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"})
MOST = 10_000


@dataclass(frozen=True)
class Rule:
    """A recurrence; `weekdays` are (which of the month or None, 0 for Monday), `until` the last instant or None."""

    frequency: str
    interval: int
    count: int | None
    until: datetime | None
    weekdays: frozenset[tuple[int | None, int]]
    days: frozenset[int]
    months: frozenset[int]


def read_rule(written: str) -> Rule:
    """Unfit `recurrence_unread`, naming the part that is not read."""
    parts = dict(part.partition("=")[::2] for part in written.strip().upper().split(";") if part)
    frequency = parts.get("FREQ", "")
    if frequency not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise Unfit("recurrence_unread", part=f"FREQ={frequency[:20]}")
    for name in sorted(parts.keys() - READ):
        raise Unfit("recurrence_unread", part=name[:40])
    interval = _numbers("INTERVAL", parts.get("INTERVAL", "1"), 1, MOST)
    if parts.get("WKST", "MO") != "MO" and interval != {1}:
        raise Unfit("recurrence_unread", part="WKST")
    rule = Rule(
        frequency=frequency,
        interval=min(interval),
        count=min(_numbers("COUNT", parts["COUNT"], 1, MOST)) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else frozenset(),
        days=_numbers("BYMONTHDAY", parts["BYMONTHDAY"], -31, 31) if "BYMONTHDAY" in parts else frozenset(),
        months=_numbers("BYMONTH", parts["BYMONTH"], 1, 12) if "BYMONTH" in parts else frozenset(),
    )
    if frequency in ("DAILY", "WEEKLY") and any(which is not None for which, _ in rule.weekdays):
        raise Unfit("recurrence_unread", part="BYDAY")
    if frequency == "YEARLY" and rule.weekdays and not rule.months:
        raise Unfit("recurrence_unread", part="BYDAY")
    return rule


def days_of(rule: Rule, start: Moment, first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` on which it comes back; the day it begins on is one of them by the rule alone."""
    # Without a count nothing before the first day matters; with one, every time since the beginning does.
    day = max(first, start.day) if rule.count is None else start.day
    come = 0
    while day <= last and (rule.count is None or come < rule.count):
        if rule.until is not None and start.on(day) > rule.until:
            return
        if _falls_on(rule, start.day, day):
            come += 1
            if day >= first:
                yield day
        day += timedelta(days=1)


def _falls_on(rule: Rule, start: date, day: date) -> bool:
    months = rule.months or ({start.month} if rule.frequency == "YEARLY" else set())
    if months and day.month not in months:
        return False
    if _apart(rule.frequency, start, day) % rule.interval:
        return False
    if rule.days and not {day.day, day.day - _length(day) - 1} & rule.days:
        return False
    if rule.weekdays:
        nth, nth_last = (day.day - 1) // 7 + 1, -((_length(day) - day.day) // 7 + 1)
        return any((which, day.weekday()) in rule.weekdays for which in (None, nth, nth_last))
    if rule.days or rule.frequency == "DAILY":
        return True
    return day.weekday() == start.weekday() if rule.frequency == "WEEKLY" else day.day == start.day


def _apart(frequency: str, start: date, day: date) -> int:
    """How many days, weeks, months or years lie between."""
    if frequency == "DAILY":
        return (day - start).days
    if frequency == "WEEKLY":
        return ((day - timedelta(days=day.weekday())) - (start - timedelta(days=start.weekday()))).days // 7
    if frequency == "MONTHLY":
        return (day.year - start.year) * 12 + day.month - start.month
    return day.year - start.year


def _length(day: date) -> int:
    """How many days the month of a day has."""
    return ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day


def _numbers(name: str, written: str, least: int, most: int) -> frozenset[int]:
    found = written.split(",")
    if not all(re.fullmatch(r"[+-]?[0-9]{1,5}", one) and least <= int(one) <= most and int(one) for one in found):
        raise Unfit("recurrence_unread", part=name)
    return frozenset(map(int, found))


def _weekdays(written: str) -> frozenset[tuple[int | None, int]]:
    found = [ON_WEEKDAY.fullmatch(one) for one in written.split(",")]
    if not all(found):
        raise Unfit("recurrence_unread", part="BYDAY")
    return frozenset((int(one[1]) if one[1] else None, WEEKDAYS.index(one[2])) for one in found if one)


def _until(written: str) -> datetime:
    """A day is meant until its end."""
    until = read_moment(written, None)
    if until.at is not None:
        return until.instant
    return datetime.combine(until.day, time.max, LOCAL).astimezone(UTC)
