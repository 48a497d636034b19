"""The pairs of an issued notice: which are in force when, and what they allow of one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from services.assignments.domain.pairs import Pair
from services.chassis.errors import Refused


@dataclass(frozen=True)
class Assignment:
    """One pair of an issued notice; in force from a day until a day, both included.

    `replaced_by` is the assignment that took its place when it was released.
    """

    person_id: UUID
    cell_id: UUID
    from_on: date
    until_on: date
    released_on: date | None = None
    replaced_by: UUID | None = None

    @property
    def last_day(self) -> date:
        """The last day on which it is in force; before its first where it was taken back."""
        return self.until_on if self.released_on is None else self.released_on - timedelta(days=1)

    def in_force_on(self, day: date) -> bool:
        return self.from_on <= day <= self.last_day

    def in_force_within(self, first: date, last: date) -> bool:
        return self.from_on <= self.last_day and self.from_on <= last and first <= self.last_day


class Assignments(dict[UUID, Assignment]):
    """All pairs of one notice by their ids, in the order in which they were assigned."""

    def one(self, assignment_id: UUID) -> Assignment:
        """One of them; Refused("not_there") for another notice's."""
        if assignment_id not in self:
            raise Refused("not_there")
        return self[assignment_id]

    def to_release(self, assignment_id: UUID, on: date) -> Assignment:
        """One of them that is in force on a day and not yet released."""
        assignment = self.one(assignment_id)
        if assignment.released_on is not None:
            raise Refused("observer_already_released", field="assignment_id")
        if not assignment.in_force_on(on):
            first, last = assignment.from_on.isoformat(), assignment.until_on.isoformat()
            raise Refused("released_outside_period", field="released_on", from_on=first, until_on=last)
        return assignment

    def released(self, assignment_id: UUID) -> tuple[Assignment, date]:
        """One of them that was released, and on which day."""
        assignment = self.one(assignment_id)
        if assignment.released_on is None:
            raise Refused("observer_not_released", field="assignment_id")
        return assignment, assignment.released_on

    def in_force_on_any(self, assignment_id: UUID, days: Iterable[date]) -> Assignment:
        """One of them that is in force on one of the days."""
        assignment = self.one(assignment_id)
        if not any(assignment.in_force_on(day) for day in days):
            raise Refused("assignment_not_in_force", field="assignment_id")
        return assignment

    def pairs_from(self, day: date) -> list[Pair]:
        """The pairs in force on a day or after it. Whose own cell is which is not kept: it is no fact of the notice."""
        return [
            Pair(kept.person_id, kept.cell_id, kept.from_on, kept.last_day)
            for kept in self.values()
            if kept.in_force_within(day, kept.until_on)
        ]

    def require_free(self, person_id: UUID, cell_id: UUID, first: date, last: date, *, field: str) -> None:
        """Refuse to assign somebody twice to a cell on one day."""
        same = (one for one in self.values() if (one.person_id, one.cell_id) == (person_id, cell_id))
        if any(one.in_force_within(first, last) for one in same):
            raise Refused("already_assigned_to_cell", field=field)

    def standing_successor(self, left: Assignment) -> UUID | None:
        """What took the place of a released one and is still in force; what ended by itself since is refused.

        One that was itself replaced on its very first day never was in force: what took its place in turn is meant.
        """
        if left.replaced_by is None:
            return None
        successor = self.one(left.replaced_by)
        if successor.released_on is None:
            return left.replaced_by
        if successor.in_force_within(successor.from_on, successor.until_on):
            raise Refused("successor_released", field="assignment_id", released_on=successor.released_on.isoformat())
        return self.standing_successor(successor)

    def free_id(self, notice_id: UUID, pair: Pair) -> UUID:
        """It follows from who attends which cell from when; again so after it was taken back, it is another."""
        natural = f"{pair.person_id}:{pair.cell_id}:{pair.from_on}"
        assignment_id, edition = uuid5(notice_id, natural), 1
        while assignment_id in self:
            edition += 1
            assignment_id = uuid5(notice_id, f"{natural}:{edition}")
        return assignment_id
