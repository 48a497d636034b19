"""What a calendar says of one meeting to come, and the plan that all of them make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sinhhoat.registers.findings import Finding, Place, Unfit, find

Kind = Literal["regular", "thematic"]


@dataclass(frozen=True)
class Announcement:
    """A meeting to come: `starts_at` is an instant (UTC), `theme` stands where the kind is thematic, and only there."""

    cell_code: str
    kind: Kind
    month: date
    theme: str | None
    number: int
    starts_at: datetime
    place: str
    where: Place

    @property
    def key(self) -> tuple[str, Kind, date, int]:
        """What makes it this meeting and no other one."""
        return self.cell_code.casefold(), self.kind, self.month, self.number if self.theme else 0

    def finding(self, column: str, value: object, code: str, **facts: object) -> Finding:
        """What is wrong with it, where it stands."""
        return find(Place(self.where.sheet, self.where.file, self.where.line, column), value, Unfit(code, **facts))


@dataclass(frozen=True)
class Plan:
    """A month's meetings in the order of their files. `left_out`: entries of a calendar that are no cell meetings."""

    announcements: tuple[Announcement, ...]
    left_out: int = 0
