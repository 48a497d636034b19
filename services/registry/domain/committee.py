"""The committee of a cell over time: who was its secretary, its deputies and its members, from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.registry.domain.ids import id_of_matter
from services.registry.domain.recorded import Matter, Recorded


class CommitteeChange(Enum):
    """How it came about."""

    ELECTED = "elected"
    COMPLETED = "completed"
    CONSOLIDATED = "consolidated"


@dataclass(frozen=True)
class Seats:
    """Who sits where; `seats` is how many there should be."""

    TOPIC: ClassVar[str] = "registry.Seats"
    seats: int
    secretary_id: UUID | None
    deputy_ids: list[UUID]
    member_ids: list[UUID]

    @property
    def persons(self) -> list[UUID]:
        """Everybody named, in the order of office."""
        return [*([self.secretary_id] if self.secretary_id else []), *self.deputy_ids, *self.member_ids]

    def check(self) -> None:
        """Refuse a person named twice, and more persons than seats."""
        named = self.persons
        if len(set(named)) < len(named):
            raise Refused("committee_person_twice", field="member_ids", named=len(named), persons=len(set(named)))
        if len(named) > self.seats:
            raise Refused("committee_above_seats", field="seats", named=len(named), seats=self.seats)


class CellCommittee(Aggregate):
    """The committees of one cell, by the days on which they begin."""

    TOPIC = "registry.CellCommittee"

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.CellCommittee.Opened"
        unit_id: UUID

    class Changed(Aggregate.Event):
        TOPIC = "registry.CellCommittee.Changed"
        unit_id: UUID
        effective_on: date
        change: CommitteeChange
        seats: Seats

    class Withdrawn(Aggregate.Event):
        TOPIC = "registry.CellCommittee.Withdrawn"
        unit_id: UUID
        effective_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, unit_id: UUID) -> None:
        self.unit_id = unit_id
        self.since: dict[date, Seats] = {}

    @staticmethod
    def create_id(unit_id: UUID) -> UUID:
        return id_of_matter(unit_id, "committee")

    def change(self, change: CommitteeChange, seats: Seats, effective_on: date) -> None:
        """Record who sits in it from a day on; days may come in any order, each once."""
        if effective_on in self.since:
            raise Refused("committee_changed_that_day", field="effective_on", day=effective_on.isoformat())
        seats.check()
        self._changed(self.unit_id, effective_on, change, seats)

    def withdraw(self, effective_on: date, reason: TextRef) -> None:
        if effective_on not in self.since:
            raise Refused("committee_not_changed_that_day", field="effective_on", day=effective_on.isoformat())
        self._withdrawn(self.unit_id, effective_on, reason)

    def recorded_on(self, day: date) -> Recorded:
        """What a unit notes of the change on that day."""
        return Recorded(Matter.COMMITTEE, self.id, day)

    def recorded(self) -> list[Recorded]:
        """All changes that stand."""
        return [self.recorded_on(day) for day in self.since]

    # Replaying history runs the methods below again, so they check nothing.

    @event(Changed)
    def _changed(self, unit_id: UUID, effective_on: date, change: CommitteeChange, seats: Seats) -> None:
        self.since[effective_on] = seats

    @event(Withdrawn)
    def _withdrawn(self, unit_id: UUID, effective_on: date, reason: TextRef) -> None:
        self.since.pop(effective_on, None)
