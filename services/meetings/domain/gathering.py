"""What was held above the cells: briefings, dialogues, seminars, reviews.

A unit has one gathering of a day and topic: that is its place (docs/decisions/places-of-gatherings.md). A gathering
that is corrected to another place keeps its id; so its own first place must be free for another one, and the place at
which it stands by now must be taken. Every command that would put something at a place changes the newest gathering
that was opened there, so that of two that do it at once one fails.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.meetings.domain.gathering_record import GatheringRecord, place_of


class Gathering(Aggregate):
    """One gathering of a unit, opened for a place. Withdrawn there, it may be recorded again under its id."""

    TOPIC = "meetings.Gathering"

    class Opened(Aggregate.Event, Created):
        """Version 2 has the edition: what is recorded at a place that another gathering has left is the next one."""

        TOPIC = "meetings.Gathering.Opened"
        class_version = 2
        unit_id: UUID
        held_on: date
        topic: str
        edition: int

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["edition"] = 1

    class Held(Aggregate.Event):
        TOPIC = "meetings.Gathering.Held"
        unit_id: UUID
        record: GatheringRecord

    class Corrected(Aggregate.Event):
        TOPIC = "meetings.Gathering.Corrected"
        unit_id: UUID
        former_held_on: date
        record: GatheringRecord
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.Gathering.Withdrawn"
        unit_id: UUID
        held_on: date
        reason: TextRef

    class PlaceLent(Aggregate.Event):
        TOPIC = "meetings.Gathering.PlaceLent"
        gathering_id: UUID

    class PlaceGivenBack(Aggregate.Event):
        TOPIC = "meetings.Gathering.PlaceGivenBack"
        gathering_id: UUID

    @event(Opened)
    def __init__(self, unit_id: UUID, held_on: date, topic: str, edition: int = 1) -> None:
        self.unit_id = unit_id
        self.opened_for = place_of(held_on, topic)
        # Once it was corrected to another place its own is used through the next edition, also by itself.
        self.left = False
        self.lent_to: UUID | None = None
        self.withdrawn = False
        # What was recorded last stays when it is withdrawn, so that a history shows what a new record makes of it.
        self.recorded: GatheringRecord | None = None

    @staticmethod
    def create_id(unit_id: UUID, held_on: date, topic: str, edition: int = 1) -> UUID:
        """The natural key of what is recorded first; a correction of day or topic keeps the id."""
        again = f":{edition}" if edition > 1 else ""
        return uuid5(unit_id, f"gathering:{place_of(held_on, topic)}{again}")

    def record(self, record: GatheringRecord, *, today: date) -> None:
        self._check_free()
        record.check(today=today)
        self._held(self.unit_id, record)

    def correct(self, record: GatheringRecord, reason: TextRef, *, today: date) -> None:
        former = self.standing()
        record.check(today=today)
        if record == former:
            raise Refused("nothing_changed")
        self._corrected(self.unit_id, former.held_on, record, reason)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.unit_id, self.standing().held_on, reason)

    def lend_place(self, gathering_id: UUID) -> None:
        """Let one that is corrected to this one's place stand there; refused where that is taken."""
        self._check_free()
        self._place_lent(gathering_id)

    def take_place_back(self) -> None:
        """The one that stood here was withdrawn, or corrected to another place."""
        if self.lent_to is not None:
            self._place_given_back(self.lent_to)

    def standing(self) -> GatheringRecord:
        """What is recorded and not withdrawn, or a refusal."""
        if self.recorded is None or self.withdrawn:
            raise Refused("gathering_not_recorded", field="gathering_id")
        return self.recorded

    def stands_at(self, place: str) -> bool:
        """Whether it is recorded there and not withdrawn."""
        return self.recorded is not None and not self.withdrawn and self.recorded.place == place

    def _check_free(self) -> None:
        if self.lent_to is not None or (self.recorded is not None and not self.withdrawn):
            raise Refused("gathering_already_recorded", field="topic")

    # Replaying history runs the methods below again, so they check nothing.

    @event(Held)
    def _held(self, unit_id: UUID, record: GatheringRecord) -> None:
        # Before places were lent, one that had left its own was recorded again there: since then it stands there anew.
        self.recorded, self.withdrawn, self.left = record, False, False

    @event(Corrected)
    def _corrected(self, unit_id: UUID, former_held_on: date, record: GatheringRecord, reason: TextRef) -> None:
        self.recorded = record
        self.left = self.left or record.place != self.opened_for

    @event(Withdrawn)
    def _withdrawn(self, unit_id: UUID, held_on: date, reason: TextRef) -> None:
        self.withdrawn = True

    @event(PlaceLent)
    def _place_lent(self, gathering_id: UUID) -> None:
        self.lent_to = gathering_id

    @event(PlaceGivenBack)
    def _place_given_back(self, gathering_id: UUID) -> None:
        self.lent_to = None
