"""What is said of one unit and needs no look at the tree: its later names and its rolls.

Each unit has a history of its own, which also knows from when until when the unit is there: thousands of cells report
their rolls in one evening, and none of them should wait for the tree or load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
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
    """The names and rolls of one unit; its place and type belong to the Structure, which also ends it."""

    TOPIC = "registry.Unit"

    class Opened(Aggregate.Event, Created):
        """Version 2 has the name. Version 1 left it to the tree, so None means that it was not recorded here."""

        TOPIC = "registry.Unit.Opened"
        class_version = 2
        unit_id: UUID
        code: str
        name: str | None
        established_on: date

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            # Some rows already have a name: it was added before the versions were told apart.
            state.setdefault("name", None)

    class Ended(Aggregate.Event):
        TOPIC = "registry.Unit.Ended"
        dissolved_on: date

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
    def __init__(self, unit_id: UUID, code: str, name: str | None, established_on: date) -> None:
        self.code, self.name, self.established_on = code, name, established_on
        self.dissolved_on: date | None = None
        self.renamed_on: date | None = None
        self.rolls: dict[date, RollCounts] = {}

    @staticmethod
    def create_id(unit_id: UUID, code: str, name: str | None, established_on: date) -> UUID:
        return unit_id

    def rename(self, name: str, effective_on: date) -> None:
        """Give another name from a day on; a name is a label, any unit may bear any. Names come in order of days."""
        self._check_there(effective_on, field="effective_on")
        if self.renamed_on is not None and effective_on < self.renamed_on:
            raise Refused("change_before_last", field="effective_on", last_change=self.renamed_on.isoformat())
        self._renamed(name, effective_on)

    def report_roll(self, as_of: date, counts: RollCounts, *, today: date) -> None:
        if as_of > today:
            raise Refused("roll_in_the_future", field="as_of", today=today.isoformat())
        self._check_there(as_of, field="as_of")
        if as_of in self.rolls:
            raise Refused("roll_already_reported", field="as_of", day=as_of.isoformat())
        counts.check()
        self._roll_reported(as_of, counts)

    def withdraw_roll(self, as_of: date, reason: TextRef) -> None:
        if as_of not in self.rolls:
            raise Refused("roll_not_reported", field="as_of", day=as_of.isoformat())
        self._roll_withdrawn(as_of, reason)

    def end(self, dissolved_on: date) -> None:
        """Follow the tree, which has decided that the unit may end; no roll may be left without its unit."""
        if late := max((day for day in self.rolls if day >= dissolved_on), default=None):
            raise Refused("roll_after_end", field="effective_on", day=late.isoformat())
        self._ended(dissolved_on)

    def check_there(self, on: date, *, field: str) -> None:
        """Refuse a day on which the unit is not here, for what is kept of it in histories of their own."""
        self._check_there(on, field=field)

    def _check_there(self, on: date, *, field: str) -> None:
        if on < self.established_on:
            established = self.established_on.isoformat()
            raise Refused("unit_not_yet_there", field=field, unit=self.code, established_on=established)
        if self.dissolved_on is not None and on >= self.dissolved_on:
            dissolved = self.dissolved_on.isoformat()
            raise Refused("unit_dissolved", field=field, unit=self.code, dissolved_on=dissolved)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Ended)
    def _ended(self, dissolved_on: date) -> None:
        self.dissolved_on = dissolved_on

    @event(Renamed)
    def _renamed(self, name: str, effective_on: date) -> None:
        self.name, self.renamed_on = name, effective_on

    @event(RollReported)
    def _roll_reported(self, as_of: date, counts: RollCounts) -> None:
        self.rolls[as_of] = counts

    @event(RollWithdrawn)
    def _roll_withdrawn(self, as_of: date, reason: TextRef) -> None:
        self.rolls.pop(as_of, None)
