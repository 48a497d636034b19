"""A training that a unit has held for its cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.registry.domain.ids import id_of_matter
from services.registry.domain.recorded import Matter, Recorded


@dataclass(frozen=True)
class Participants:
    """Who came, counted; `invited` is None where nobody has counted."""

    TOPIC: ClassVar[str] = "registry.Participants"
    invited: int | None
    secretaries: int
    deputies: int
    committee_members: int
    others: int

    @property
    def total(self) -> int:
        return self.secretaries + self.deputies + self.committee_members + self.others

    def check(self) -> None:
        """Refuse a training that nobody came to: it was not held."""
        if self.total == 0:
            raise Refused("training_without_participants", field="secretaries")


class Training(Aggregate):
    """One training of one unit."""

    TOPIC = "registry.Training"

    class Held(Aggregate.Event, Created):
        TOPIC = "registry.Training.Held"
        given_id: UUID
        unit_id: UUID
        held_on: date
        topic: str
        participants: Participants

    class Withdrawn(Aggregate.Event):
        TOPIC = "registry.Training.Withdrawn"
        unit_id: UUID
        reason: TextRef

    @event(Held)
    def __init__(self, given_id: UUID, unit_id: UUID, held_on: date, topic: str, participants: Participants) -> None:
        self.unit_id, self.held_on, self.counts = unit_id, held_on, True

    @staticmethod
    def create_id(given_id: UUID, unit_id: UUID, held_on: date, topic: str, participants: Participants) -> UUID:
        return id_of_matter(given_id, "training")

    @classmethod
    def record(
        cls, given_id: UUID, unit_id: UUID, held_on: date, topic: str, participants: Participants, *, today: date
    ) -> Training:
        """What was held; `given_id` is the command's. Refused where it is still to come, or nobody came."""
        if held_on > today:
            raise Refused("training_in_the_future", field="held_on", today=today.isoformat())
        participants.check()
        return cls(given_id, unit_id, held_on, topic, participants)

    def withdraw(self, unit_id: UUID, reason: TextRef) -> None:
        """Let it count no more; `unit_id` is the unit by whose right it is done."""
        if unit_id != self.unit_id:
            raise Refused("not_there")
        if not self.counts:
            raise Refused("training_withdrawn_already", field="training_id")
        self._withdrawn(self.unit_id, reason)

    def recorded(self) -> Recorded:
        """What the unit notes of it."""
        return Recorded(Matter.TRAINING, self.id, self.held_on)

    # Replaying history runs the method below again, so it checks nothing.

    @event(Withdrawn)
    def _withdrawn(self, unit_id: UUID, reason: TextRef) -> None:
        self.counts = False
