"""Collectives and individuals that a decision commends. A source often tells only how many there were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import number_key


@dataclass(frozen=True)
class Honours:
    """Who is commended: collectives as units, individuals as persons; those not listed are numbers beside them."""

    TOPIC: ClassVar[str] = "ratings.Honours"
    collectives: list[UUID]
    individuals: list[UUID]
    other_collectives: int
    other_individuals: int

    @property
    def collectives_in_all(self) -> int:
        return len(self.collectives) + self.other_collectives

    @property
    def individuals_in_all(self) -> int:
        return len(self.individuals) + self.other_individuals

    def check(self) -> None:
        """Refuse a decision about nobody, and one that names somebody twice."""
        for field, named in (("collectives", self.collectives), ("individuals", self.individuals)):
            if len(set(named)) < len(named):
                raise Refused("commended_twice", field=field)
        if not self.collectives_in_all + self.individuals_in_all:
            raise Refused("nobody_commended", field="collectives")


@dataclass(frozen=True)
class Award:
    """The decision: of whom, its number and day, the form (a label, such as bằng khen) and what for (a label)."""

    TOPIC: ClassVar[str] = "ratings.Award"
    issuer_id: UUID
    number: str
    granted_on: date
    form: str
    occasion: str


class Commendation(Aggregate):
    """One decision of one committee; withdrawn, it may be recorded again."""

    TOPIC = "ratings.Commendation"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.Commendation.Opened"
        issuer_id: UUID
        number: str
        year: int

    class Granted(Aggregate.Event):
        TOPIC = "ratings.Commendation.Granted"
        award: Award
        honours: Honours

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.Commendation.Withdrawn"
        award: Award
        reason: TextRef

    @event(Opened)
    def __init__(self, issuer_id: UUID, number: str, year: int) -> None:
        self.issuer_id = issuer_id
        self.award: Award | None = None
        self.honours: Honours | None = None

    @staticmethod
    def create_id(issuer_id: UUID, number: str, year: int) -> UUID:
        """The natural key: a committee numbers its decisions by the year."""
        return uuid5(issuer_id, f"commendation:{year}:{number_key(number)}")

    def grant(self, award: Award, honours: Honours, *, today: date) -> None:
        if self.award is not None:
            raise Refused("commendation_already_granted", field="number", number=award.number)
        if award.granted_on > today:
            raise Refused("granted_in_the_future", field="granted_on", today=today.isoformat())
        honours.check()
        self._granted(award, honours)

    def withdraw(self, reason: TextRef) -> None:
        if self.award is None:
            raise Refused("commendation_not_granted", field="commendation_id")
        self._withdrawn(self.award, reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Granted)
    def _granted(self, award: Award, honours: Honours) -> None:
        self.award, self.honours = award, honours

    @event(Withdrawn)
    def _withdrawn(self, award: Award, reason: TextRef) -> None:
        self.award = None
