"""What is said of one unit and needs no look at the tree: its later names and its rolls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused


@dataclass(frozen=True)
class RollCounts:
    """Members of a unit on a day. `in_post` and `admitted` stand beside the roll and enter no sum."""

    TOPIC: ClassVar[str] = "registry.RollCounts"
    official: int
    probationary: int
    exempt: int
    temporarily_away: int
    temporarily_here: int
    special_duty: int
    in_post: int
    admitted: int

    def check(self) -> None:
        """Refuse more absent than there are: the number expected at a meeting cannot fall below zero."""
        there = self.official + self.probationary + self.temporarily_here
        if self.exempt > there:
            raise Refused("exempt_above_roll", field="counts.exempt", exempt=self.exempt, roll=there)
        absent = self.exempt + self.temporarily_away + self.special_duty
        if absent > there:
            raise Refused("absent_above_roll", field="counts", absent=absent, roll=there)


class Unit(Aggregate):
    """The names and rolls of one unit; its place, type and life belong to the keeper's Structure."""

    TOPIC = "registry.Unit"

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.Unit.Opened"
        unit_id: UUID

    class Renamed(Aggregate.Event):
        TOPIC = "registry.Unit.Renamed"
        name: str
        effective_on: date

    class RollReported(Aggregate.Event):
        TOPIC = "registry.Unit.RollReported"
        as_of: date
        counts: RollCounts

    class RollWithdrawn(Aggregate.Event):
        TOPIC = "registry.Unit.RollWithdrawn"
        as_of: date
        reason: TextRef

    @event(Opened)
    def __init__(self, unit_id: UUID) -> None:
        self.renamed_on: date | None = None
        self.roll_days: set[date] = set()

    @staticmethod
    def create_id(unit_id: UUID) -> UUID:
        return unit_id

    def rename(self, name: str, effective_on: date) -> None:
        """Give another name from a day on; a name is a label, any unit may bear any. Names come in order of days."""
        if self.renamed_on is not None and effective_on < self.renamed_on:
            raise Refused("change_before_last", field="effective_on", last_change=self.renamed_on.isoformat())
        self._renamed(name, effective_on)

    def report_roll(self, as_of: date, counts: RollCounts, *, today: date) -> None:
        if as_of > today:
            raise Refused("roll_in_the_future", field="as_of", today=today.isoformat())
        if as_of in self.roll_days:
            raise Refused("roll_already_reported", field="as_of", day=as_of.isoformat())
        counts.check()
        self._roll_reported(as_of, counts)

    def withdraw_roll(self, as_of: date, reason: TextRef) -> None:
        if as_of not in self.roll_days:
            raise Refused("roll_not_reported", field="as_of", day=as_of.isoformat())
        self._roll_withdrawn(as_of, reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Renamed)
    def _renamed(self, name: str, effective_on: date) -> None:
        self.renamed_on = effective_on

    @event(RollReported)
    def _roll_reported(self, as_of: date, counts: RollCounts) -> None:
        self.roll_days.add(as_of)

    @event(RollWithdrawn)
    def _roll_withdrawn(self, as_of: date, reason: TextRef) -> None:
        self.roll_days.discard(as_of)
