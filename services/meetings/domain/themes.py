"""What a cell's thematic meetings are to be about: a theme for each quarter, and each quarter another one."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import words_key
from services.meetings.domain.quality import MeetingPolicy, OnRepeat

MONTHS_OF_A_QUARTER, MONTHS_OF_A_YEAR = 3, 12
DAYS_INTO_THE_NEXT = 100
"""From the first day of a quarter on: into the next one, whichever quarter it is."""


def quarter_of(day: date) -> date:
    """The first day of the quarter in which a day lies."""
    return date(day.year, day.month - (day.month - 1) % MONTHS_OF_A_QUARTER, 1)


def last_day_of(quarter: date) -> date:
    """The last day of the quarter that begins on this day."""
    return quarter_of(quarter + timedelta(days=DAYS_INTO_THE_NEXT)) - timedelta(days=1)


class QuarterThemes(Aggregate):
    """The themes of one cell, by quarter."""

    TOPIC = "meetings.QuarterThemes"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.QuarterThemes.Opened"
        cell_id: UUID

    class Planned(Aggregate.Event):
        TOPIC = "meetings.QuarterThemes.Planned"
        cell_id: UUID
        quarter: date
        title: str
        repeats: list[date]

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.QuarterThemes.Withdrawn"
        cell_id: UUID
        quarter: date
        title: str
        reason: TextRef

    @event(Opened)
    def __init__(self, cell_id: UUID) -> None:
        self.cell_id = cell_id
        self.titles: dict[date, str] = {}

    @staticmethod
    def create_id(cell_id: UUID) -> UUID:
        return uuid5(cell_id, "themes")

    def plan(self, day: date, title: str, *, policy: MeetingPolicy) -> list[date]:
        """Plan the theme of the quarter of a day; answers the quarters within a year that have the same one."""
        quarter = quarter_of(day)
        if quarter in self.titles:
            raise Refused("theme_already_planned", field="quarter", quarter=spoken(quarter))
        repeats = [
            other for other, known in sorted(self.titles.items()) if _near(quarter, other) and _same(title, known)
        ]
        if repeats and policy.repeated_theme is OnRepeat.REFUSE:
            raise Refused("theme_repeated", field="title", quarter=spoken(repeats[0]), policy=policy.version)
        self._planned(self.cell_id, quarter, title, repeats)
        return repeats

    def withdraw(self, day: date, reason: TextRef) -> None:
        quarter = quarter_of(day)
        if quarter not in self.titles:
            raise Refused("theme_not_planned", field="quarter", quarter=spoken(quarter))
        self._withdrawn(self.cell_id, quarter, self.titles[quarter], reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Planned)
    def _planned(self, cell_id: UUID, quarter: date, title: str, repeats: list[date]) -> None:
        self.titles[quarter] = title

    @event(Withdrawn)
    def _withdrawn(self, cell_id: UUID, quarter: date, title: str, reason: TextRef) -> None:
        del self.titles[quarter]


def spoken(quarter: date) -> str:
    """`2024-Q1` of its first day."""
    return f"{quarter.year}-Q{quarter.month // MONTHS_OF_A_QUARTER + 1}"


def _near(one: date, other: date) -> bool:
    """Whether fewer than four quarters lie between them: the same theme a year later is no repetition."""
    months = (one.year - other.year) * MONTHS_OF_A_YEAR + one.month - other.month
    return abs(months) < MONTHS_OF_A_YEAR


def _same(one: str, other: str) -> bool:
    return words_key(one) == words_key(other)
