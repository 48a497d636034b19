"""When cells meet in the year, and on which days their secretaries enter what took place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sinhhoat.simulation.calendar import PlannedMeeting, year_of
from sinhhoat.simulation.full.district import District, Place

ENTRY_DAYS = (10, 20, 28)
"""The days of a month on which secretaries enter: what volume there is comes in batches."""


class Plan:
    """The meetings of a district that fall into the lives of their cells."""

    def __init__(self, district: District) -> None:
        self._district = district
        places = {place.cell.code: place for place in district.cells}
        drawn = year_of(tuple(place.cell for place in district.cells), district.year, district.seed)
        planned = (self._entered(one, places[one.cell.code]) for one in drawn)
        self.meetings = [one for one in planned if one is not None]

    def entry_days(self, first: date) -> list[date]:
        """The days of a month on which meetings are entered; in December also the last of the year."""
        days = [first.replace(day=day) for day in ENTRY_DAYS]
        return [*days, first.replace(day=31)] if first.month == 12 else days

    def of_month(self, first: date) -> list[PlannedMeeting]:
        """The meetings that are for a month."""
        return [one for one in self.meetings if one.month == first]

    def entered(self, day: date) -> list[PlannedMeeting]:
        """The meetings that are entered on a day."""
        return [one for one in self.meetings if one.recorded_on == day]

    def held(self, cells: Iterable[Place], month: int) -> Iterator[PlannedMeeting]:
        """The regular meetings of some cells for a month, held in it and entered by its last day of entry."""
        wanted = {place.cell.cell_id for place in cells}
        for one in self.meetings:
            days = (one.month, one.held_on, one.recorded_on)
            in_time = all(day is not None and day.month == month and day.day <= ENTRY_DAYS[-1] for day in days)
            if in_time and one.kind == "regular" and one.cell.cell_id in wanted:
                yield one

    def _entered(self, one: PlannedMeeting, place: Place) -> PlannedMeeting | None:
        """As drawn, entered on an entry day; None for a month in which the cell is not there."""
        last = (one.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if not place.there(one.month, last):
            return None
        if one.held_on is None or not place.there(one.held_on, one.held_on):
            return replace(one, held_on=None, recorded_on=None)
        ready = max(one.held_on, one.recorded_on or one.held_on)
        return replace(one, recorded_on=self._entry_day(ready))

    def _entry_day(self, ready: date) -> date:
        months = (date(self._district.year, number, 1) for number in range(ready.month, 13))
        days = [day for first in months for day in self.entry_days(first)] if ready < self._district.end else []
        return next((day for day in days if day >= ready), date(self._district.year, 12, 31))
