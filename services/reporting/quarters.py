"""A quarter of the calendar, by which all reporting is cut."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple


class Quarter(NamedTuple):
    """`2019-Q1`: its first and its last day, both included."""

    name: str
    first: date
    last: date

    @classmethod
    def parse(cls, name: str) -> Quarter:
        """Read `2019-Q1`; ValueError for anything else."""
        year, number = name.split("-Q")
        month = (int(number) - 1) * 3 + 1
        first = date(int(year), month, 1)
        last = date(int(year), month + 2, monthrange(int(year), month + 2)[1])
        return cls(name, first, last)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter that a day falls into."""
        return cls.parse(f"{day.year}-Q{(day.month + 2) // 3}")

    def opens_on(self, month: int) -> date:
        """The first day on which a report on it is taken: that of its first, second or third month, or of the next."""
        years, before = divmod(self.first.month - 1 + month - 1, 12)
        return date(self.first.year + years, before + 1, 1)
