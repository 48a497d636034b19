"""What is said of one unit and needs no look at the tree: its later names and its rolls.

Each unit has a history of its own, which also knows from when until when the unit is there: thousands of cells report
their rolls in one evening, and none of them should wait for the tree or load it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.registry.domain.former_time import FormerTime, check_was_there
from services.registry.domain.recorded import Recorded, check_none_from
from services.registry.domain.roll import RollCounts


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

    class HandedOver(Aggregate.Event):
        TOPIC = "registry.Unit.HandedOver"
        to_keeper: str
        effective_on: date

    class EndWithdrawn(Aggregate.Event):
        """It goes on: that it ended, or went to another keeper, was a mistake."""

        TOPIC = "registry.Unit.EndWithdrawn"

    class EstablishmentWithdrawn(Aggregate.Event):
        TOPIC = "registry.Unit.EstablishmentWithdrawn"

    class OpenedAgain(Aggregate.Event):
        TOPIC = "registry.Unit.OpenedAgain"
        code: str
        name: str
        established_on: date

    class CameBack(Aggregate.Event):
        """It is here again from a day on, after another keeper had it."""

        TOPIC = "registry.Unit.CameBack"
        name: str
        from_on: date

    class RollCarried(Aggregate.Event):
        """The last roll that its former keeper was told of, as of a day on which it was his."""

        TOPIC = "registry.Unit.RollCarried"
        as_of: date
        counts: RollCounts

    class FactNoted(Aggregate.Event):
        """Something was recorded of the unit in a history of its own, in the same command."""

        TOPIC = "registry.Unit.FactNoted"
        fact: Recorded

    class FactStruck(Aggregate.Event):
        TOPIC = "registry.Unit.FactStruck"
        fact: Recorded

    class Renamed(Aggregate.Event):
        TOPIC = "registry.Unit.Renamed"
        name: str
        effective_on: date

    class NameWithdrawn(Aggregate.Event):
        """`name`: what it is called again from that day on."""

        TOPIC = "registry.Unit.NameWithdrawn"
        name: str
        effective_on: date
        reason: TextRef

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
        self.to_keeper: str | None = None
        self.withdrawn = False
        self.renamed_on: date | None = None
        self.rolls: dict[date, RollCounts] = {}
        self._noted: set[Recorded] = set()
        self._names: list[tuple[date, str | None]] = [(established_on, name)]
        self._carried: tuple[date, RollCounts] | None = None
        self._before: list[FormerTime] = []

    @staticmethod
    def create_id(unit_id: UUID, code: str, name: str | None, established_on: date) -> UUID:
        return unit_id

    def rename(self, name: str, effective_on: date) -> None:
        """Give another name from a day on; a name is a label, any unit may bear any. Names come in order of days."""
        self._check_there(effective_on, field="effective_on")
        since = self.renamed_on or (self.established_on if self._before else effective_on)
        if effective_on < since:
            last = since.isoformat()
            raise Refused("change_before_last", field="effective_on", unit=self.code, last_change=last)
        self._renamed(name, effective_on)

    def withdraw_name(self, effective_on: date, reason: TextRef, *, entered_as: str) -> None:
        """Take back the last other name, given from that day on; `entered_as` is the name in the tree."""
        if self.withdrawn:
            raise Refused("unit_establishment_withdrawn", field="unit_id", unit=self.code)
        if self.renamed_on is None:
            raise Refused("unit_not_renamed", field="effective_on", unit=self.code)
        if effective_on != self.renamed_on:
            raise Refused("not_the_last_name", field="effective_on", unit=self.code, last=self.renamed_on.isoformat())
        self._name_withdrawn(self._names[-2][1] or entered_as, effective_on, reason)

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

    def note(self, fact: Recorded, *, field: str) -> None:
        """Remember what is recorded of the unit elsewhere, on a day on which it is here.

        Being saved together with it, the unit cannot end in the same moment without either of the two seeing the other.
        """
        self._check_there(fact.day, field=field)
        self._fact_noted(fact)

    def strike(self, fact: Recorded) -> None:
        """Forget what was withdrawn; what was recorded before such things were noted here is not known."""
        if fact in self._noted:
            self._fact_struck(fact)

    def end(self, dissolved_on: date, beside: Collection[Recorded] = ()) -> None:
        """Follow the tree, which has decided that the unit may end; nothing may be left without its unit.

        `beside`: what stands recorded of the unit in histories of their own, as far as those can be looked up.
        """
        self._check_nothing_from(dissolved_on, beside)
        self._ended(dissolved_on)

    def hand_over(self, to_keeper: str, effective_on: date, beside: Collection[Recorded] = ()) -> None:
        """Follow the tree, which has given the unit away from a day on; `beside` as for `end`."""
        self._check_nothing_from(effective_on, beside)
        self._handed_over(to_keeper, effective_on)

    def withdraw_end(self) -> None:
        """Follow the tree, which has taken the end back."""
        self._end_withdrawn()

    def withdraw_establishment(self, beside: Collection[Recorded] = ()) -> None:
        """Follow the tree, which has taken the unit back, or its coming back; refused while anything is recorded of it.

        `beside` as for `end`.
        """
        days = [*self.rolls, *(fact.day for fact in self._noted.union(beside))]
        if facts := sum(day >= self.established_on or not self._before for day in days):
            raise Refused("unit_in_use", field="unit_id", unit=self.code, facts=facts)
        self._establishment_withdrawn()

    def open_again(self, code: str, name: str, established_on: date) -> None:
        """Follow the tree, into which the unit was entered again after it was taken back."""
        self._opened_again(code, name, established_on)

    def come_back(self, name: str, from_on: date) -> None:
        """Follow the tree, into which the unit came again from another keeper."""
        self._came_back(name, from_on)

    def carry_roll(self, as_of: date, counts: RollCounts) -> None:
        """Know the members that it had at its former keeper."""
        self._roll_carried(as_of, counts)

    def check_no_roll_from(self, day: date) -> None:
        """Refuse while a roll counts the members that a split or merger of that day, to be taken back, left it with."""
        if facts := sum(one >= day for one in self.rolls):
            raise Refused("unit_in_use", field="unit_id", unit=self.code, facts=facts)

    def roll_before(self, day: date) -> RollCounts | None:
        """The last roll reported as of that day or an earlier one."""
        carried = dict([self._carried] if self._carried else [])
        rolls = {as_of: counts for as_of, counts in (carried | self.rolls).items() if as_of <= day}
        return rolls[max(rolls)] if rolls else None

    def _check_nothing_from(self, day: date, beside: Collection[Recorded]) -> None:
        check_none_from(self._noted.union(beside), day, unit=self.code)
        if late := max((one for one in self.rolls if one >= day), default=None):
            raise Refused("roll_after_end", field="effective_on", unit=self.code, day=late.isoformat())

    def _check_there(self, on: date, *, field: str) -> None:
        if self.withdrawn:
            raise Refused("unit_establishment_withdrawn", field="unit_id", unit=self.code)
        if on < self.established_on:
            check_was_there(self._before, on, self.established_on, unit=self.code, field=field)
        elif self.dissolved_on is not None and on >= self.dissolved_on:
            day, keeper = self.dissolved_on.isoformat(), self.to_keeper
            if keeper is not None:
                raise Refused("unit_handed_over", field=field, unit=self.code, to_keeper=keeper, handed_over_on=day)
            raise Refused("unit_dissolved", field=field, unit=self.code, dissolved_on=day)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Ended)
    def _ended(self, dissolved_on: date) -> None:
        self.dissolved_on = dissolved_on

    @event(HandedOver)
    def _handed_over(self, to_keeper: str, effective_on: date) -> None:
        self.to_keeper, self.dissolved_on = to_keeper, effective_on

    @event(EndWithdrawn)
    def _end_withdrawn(self) -> None:
        self.to_keeper = self.dissolved_on = None

    @event(EstablishmentWithdrawn)
    def _establishment_withdrawn(self) -> None:
        if not self._before:
            self.withdrawn = True
            return
        before = self._before.pop()
        self.established_on, self.dissolved_on, self.to_keeper = before.established_on, before.left_on, before.to_keeper
        self._names, self.renamed_on, self._carried = before.names, before.renamed_on, before.carried
        self.name = self._names[-1][1]

    @event(OpenedAgain)
    def _opened_again(self, code: str, name: str, established_on: date) -> None:
        self.code, self.name, self.established_on = code, name, established_on
        self.withdrawn, self.renamed_on = False, None
        self._names = [(established_on, name)]

    @event(CameBack)
    def _came_back(self, name: str, from_on: date) -> None:
        if self.dissolved_on is not None and self.to_keeper is not None:
            left = (self.established_on, self.dissolved_on, self.to_keeper)
            self._before.append(FormerTime(*left, self._names, self.renamed_on, self._carried))
        self.established_on, self.dissolved_on, self.to_keeper = from_on, None, None
        self.name, self._names, self.renamed_on, self._carried = name, [(from_on, name)], None, None

    @event(RollCarried)
    def _roll_carried(self, as_of: date, counts: RollCounts) -> None:
        self._carried = as_of, counts

    @event(FactNoted)
    def _fact_noted(self, fact: Recorded) -> None:
        self._noted.add(fact)

    @event(FactStruck)
    def _fact_struck(self, fact: Recorded) -> None:
        self._noted.discard(fact)

    @event(Renamed)
    def _renamed(self, name: str, effective_on: date) -> None:
        self.name, self.renamed_on = name, effective_on
        self._names.append((effective_on, name))

    @event(NameWithdrawn)
    def _name_withdrawn(self, name: str, effective_on: date, reason: TextRef) -> None:
        self._names.pop()
        self.name, self.renamed_on = name, self._names[-1][0] if len(self._names) > 1 else None

    @event(RollReported)
    def _roll_reported(self, as_of: date, counts: RollCounts) -> None:
        self.rolls[as_of] = counts

    @event(RollWithdrawn)
    def _roll_withdrawn(self, as_of: date, reason: TextRef) -> None:
        self.rolls.pop(as_of, None)
