"""When each cell meets in the year, and what becomes of it: held, missed, moved, recorded late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Literal
from uuid import UUID, uuid5

from contracts.meetings import Theme
from services.chassis.messaging.serving import LOCAL
from sinhhoat.simulation.people import Cell

THEMES = (
    "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
    "Xây dựng khu dân cư văn minh, không xả rác",
    "Nâng cao chất lượng tự phê bình và phê bình",
    "Cải cách hành chính, phục vụ Nhân dân",
)
MISSED, MOVED, SLIPPED, LATE = 0.015, 0.02, 0.15, 0.04
MEETING_TIME = time(19, 0)


@dataclass(frozen=True)
class PlannedMeeting:
    """One meeting of the year. `held_on` None: it never took place; `recorded_on` is when the secretary enters it."""

    cell: Cell
    kind: Literal["regular", "thematic"]
    month: date
    theme: Theme | None
    scheduled_on: date
    first_day: date
    moved_on: date | None
    held_on: date | None
    recorded_on: date | None

    @property
    def meeting_id(self) -> UUID:
        """The natural key by which the meetings service knows it (design section 5)."""
        number = self.theme.number if self.theme else 0
        return uuid5(self.cell.cell_id, f"{self.kind}:{self.month:%Y-%m}:{number}")


def year_of(cells: tuple[Cell, ...], year: int, seed: str) -> list[PlannedMeeting]:
    """Every meeting of every cell: one a month, and one on a theme each quarter."""
    return [meeting for cell in cells for meeting in _meetings(cell, year, Random(f"{seed}:meetings:{cell.code}"))]


def _meetings(cell: Cell, year: int, random: Random) -> Iterator[PlannedMeeting]:
    usual_day = random.randint(3, 9)
    for number in range(1, 13):
        month = date(year, number, 1)
        yield _meeting(cell, "regular", month, None, month.replace(day=usual_day), random)
        if number % 3 == 2:
            theme = Theme(title=THEMES[number // 3])
            yield _meeting(cell, "thematic", month, theme, month.replace(day=random.randint(14, 20)), random)


def _meeting(
    cell: Cell,
    kind: Literal["regular", "thematic"],
    month: date,
    theme: Theme | None,
    first_day: date,
    random: Random,
) -> PlannedMeeting:
    moved = random.random() < MOVED
    held_on = first_day + timedelta(days=random.randint(1, 6)) if moved else first_day
    if moved and random.random() < SLIPPED:
        held_on = (month + timedelta(days=32)).replace(day=1)
    missed = random.random() < MISSED
    delay = random.randint(10, 70) if random.random() < LATE else random.choice((0, 0, 0, 1, 2))
    return PlannedMeeting(
        cell=cell,
        kind=kind,
        month=month,
        theme=theme,
        scheduled_on=max(date(month.year, 1, 2), month - timedelta(days=10)),
        first_day=first_day,
        moved_on=max(first_day - timedelta(days=2), date(month.year, 1, 2)) if moved else None,
        held_on=None if missed else held_on,
        recorded_on=None if missed else held_on + timedelta(days=delay),
    )


def evening(day: date, at: time = MEETING_TIME) -> datetime:
    """An hour of a day in Viet Nam, as an instant (UTC)."""
    return datetime.combine(day, at, LOCAL).astimezone(UTC)
