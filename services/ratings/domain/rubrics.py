"""All rubrics of a keeper for one kind of meeting, and which of them is in force on a day.

They are one aggregate and no replica of our own events: a rating scored a moment after an adoption would otherwise
be scored by the former rubric, silently. There are few of them, so replaying them for each rating costs little.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.ids import id_of_rubric, id_of_rubrics
from services.ratings.domain.rubric import RatedKind, Rubric


@dataclass(frozen=True)
class Adopted:
    """A rubric with its id and version."""

    TOPIC: ClassVar[str] = "ratings.Adopted"
    rubric_id: UUID
    version: str
    rubric: Rubric


class Rubrics(Aggregate):
    """The rubrics of one keeper for one kind of meeting. One adopted late for an earlier day rescores nothing."""

    TOPIC = "ratings.Rubrics"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.Rubrics.Opened"
        keeper: str
        kind: RatedKind

    class RubricAdopted(Aggregate.Event):
        TOPIC = "ratings.Rubrics.RubricAdopted"
        adopted: Adopted

    class RubricWithdrawn(Aggregate.Event):
        TOPIC = "ratings.Rubrics.RubricWithdrawn"
        kind: RatedKind
        rubric_id: UUID
        version: str
        effective_from: date
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str, kind: RatedKind) -> None:
        self.keeper, self.kind = keeper, kind
        self.adopted: list[Adopted] = []

    @staticmethod
    def create_id(keeper: str, kind: RatedKind) -> UUID:
        return id_of_rubrics(keeper, kind.value)

    def adopt(self, rubric: Rubric) -> Adopted:
        rubric.check()
        if any(known.rubric.effective_from == rubric.effective_from for known in self.adopted):
            raise Refused("rubric_day_taken", field="effective_from", day=rubric.effective_from.isoformat())
        rubric_id = id_of_rubric(self.keeper, self.kind.value, rubric.effective_from)
        adopted = Adopted(rubric_id, rubric.version, rubric)
        self._rubric_adopted(adopted)
        return adopted

    def from_day(self, effective_from: date) -> Adopted:
        """The rubric that is in force from that very day on, or refused with `no_rubric_from_that_day`."""
        found = next((one for one in self.adopted if one.rubric.effective_from == effective_from), None)
        if found is None:
            raise Refused("no_rubric_from_that_day", field="effective_from", day=effective_from.isoformat())
        return found

    def withdraw(self, effective_from: date, reason: TextRef) -> None:
        """The one before it is in force again; what was scored by it stays as it was scored."""
        known = self.from_day(effective_from)
        self._rubric_withdrawn(self.kind, known.rubric_id, known.version, effective_from, reason)

    def known_on(self, on: date) -> Adopted | None:
        """The keeper's own rubric of a day, if it has one."""
        past = [known for known in self.adopted if known.rubric.effective_from <= on]
        return max(past, key=lambda known: known.rubric.effective_from, default=None)

    def in_force(self, on: date, *, city: Adopted | None = None) -> Adopted:
        """The keeper's own rubric of a day; before his first one the city's, or refused with `no_rubric_that_day`."""
        found = self.known_on(on) or city
        if found is None:
            raise Refused("no_rubric_that_day", field="meeting_id", day=on.isoformat())
        return found

    # Replaying history runs the methods below again, so they check nothing.

    @event(RubricAdopted)
    def _rubric_adopted(self, adopted: Adopted) -> None:
        self.adopted.append(adopted)

    @event(RubricWithdrawn)
    def _rubric_withdrawn(
        self, kind: RatedKind, rubric_id: UUID, version: str, effective_from: date, reason: TextRef
    ) -> None:
        self.adopted = [one for one in self.adopted if one.rubric.effective_from != effective_from]
