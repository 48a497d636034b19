"""On which days something can be said to have happened."""

from __future__ import annotations

from datetime import date

from services.chassis.errors import Refused


def check_day(day: date, *, field: str, today: date, since: date | None = None) -> None:
    """Refuse a day that has not come yet, or one before `since`, on which what it follows took place."""
    if day > today:
        raise Refused("day_in_the_future", field=field, day=day.isoformat(), today=today.isoformat())
    if since is not None and day < since:
        raise Refused("day_before_what_it_follows", field=field, day=day.isoformat(), since=since.isoformat())
