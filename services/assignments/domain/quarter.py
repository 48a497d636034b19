"""A quarter of a year, and from when until when reports on it are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Quarter:
    """Three months of a year, by the name that people write: 2019-Q1."""

    name: str

    @property
    def first(self) -> date:
        return date(int(self.name[:4]), int(self.name[-1]) * 3 - 2, 1)

    @property
    def last(self) -> date:
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + 3, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    def opens_on(self, month: int) -> date:
        """The first day on which a report on it is taken: that of its first, second or third month, or of the next."""
        years, before = divmod(self.first.month - 1 + month - 1, 12)
        return date(self.first.year + years, before + 1, 1)

    def due_on(self, days: int) -> date:
        """The last day on which a report on it is in time, so many days after the quarter."""
        return self.last + timedelta(days=days)
