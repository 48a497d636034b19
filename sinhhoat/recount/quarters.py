"""A quarter of the calendar, read from its name."""

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
        year, number = (int(part) for part in name.split("-Q"))
        last = 3 * number
        return cls(name, date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]))
