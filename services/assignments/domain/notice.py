"""What a notice is: issued with all its pairs at once, then released from, put right and told of, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from eventsourcing.domain import event

from services.assignments.domain.numbers import as_key
from services.assignments.domain.pairs import Pair, check_joining, check_pairs
from services.assignments.domain.structure import Structure
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
NAMESPACE = UUID("2f6d0f0e-6a0b-5c56-9c0d-8f0a5a3f1e77")  # Also the registry's. Never change it: all ids hang on it.


class Change(Enum):
    """What became of an announced meeting."""

    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class MeetingChange:
    """A meeting that was moved or called off; nothing in it but what its cell has made known."""

    meeting_id: UUID
    change: Change
    former_starts_at: datetime
    starts_at: datetime | None
    place: str | None

    @property
    def days(self) -> list[date]:
        """The former day and the new one, in Viet Nam."""
        return [local_day(instant) for instant in (self.former_starts_at, self.starts_at) if instant is not None]


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


class Notice(Aggregate):
    """A notice that assigns officials to attend cells. `unannounced` holds for every visit under it."""

    TOPIC = "assignments.Notice"
    CACHED = True  # Every moved meeting tells some of its observers, and a notice may have thousands of pairs.

    class Issued(Aggregate.Event, Created):
        """Version 2 has the edition: a number is issued again where the notice under it was taken back."""

        TOPIC = "assignments.Notice.Issued"
        class_version = 2
        keeper: str
        number: str
        issuer_id: UUID
        issued_on: date
        unannounced: bool
        pairs: int
        edition: int

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["edition"] = 1

    class ObserverAssigned(Aggregate.Event):
        TOPIC = "assignments.Notice.ObserverAssigned"
        assignment_id: UUID
        person_id: UUID
        cell_id: UUID
        from_on: date
        until_on: date

    class ObserverReleased(Aggregate.Event):
        TOPIC = "assignments.Notice.ObserverReleased"
        assignment_id: UUID
        person_id: UUID
        cell_id: UUID
        released_on: date
        reason: TextRef

    class ReleaseWithdrawn(Aggregate.Event):
        TOPIC = "assignments.Notice.ReleaseWithdrawn"
        assignment_id: UUID
        person_id: UUID
        cell_id: UUID
        from_on: date
        until_on: date
        released_on: date
        replaced_by: UUID | None
        reason: TextRef

    class AssignmentRepaired(Aggregate.Event):
        TOPIC = "assignments.Notice.AssignmentRepaired"
        assignment_id: UUID
        former_assignment_id: UUID
        cell_id: UUID
        former_person_id: UUID
        person_id: UUID
        from_on: date

    class Withdrawn(Aggregate.Event):
        TOPIC = "assignments.Notice.Withdrawn"
        issuer_id: UUID
        issued_on: date
        reason: TextRef

    class ObserverNotified(Aggregate.Event):
        TOPIC = "assignments.Notice.ObserverNotified"
        assignment_id: UUID
        person_id: UUID
        cell_id: UUID
        meeting_id: UUID
        change: Change
        former_starts_at: datetime
        starts_at: datetime | None
        place: str | None

    @event(Issued)
    def __init__(
        self, keeper: str, number: str, issuer_id: UUID, issued_on: date, unannounced: bool, pairs: int, edition: int
    ) -> None:
        self.number, self.issuer_id, self.issued_on, self.unannounced = number, issuer_id, issued_on, unannounced
        self.assignments: dict[UUID, Assignment] = {}
        self.withdrawn = False

    @staticmethod
    def create_id(keeper: str, issuer_id: UUID, number: str, issued_on: date, edition: int = 1) -> UUID:
        """The natural key: every committee numbers its own notices, and begins anew each year.

        A number that is issued again, because the notice under it was taken back, is another edition.
        """
        again = f":{edition}" if edition > 1 else ""
        return uuid5(uuid5(NAMESPACE, keeper), f"notice:{issuer_id}:{issued_on.year}:{as_key(number)}{again}")

    @classmethod
    def issue(
        cls,
        keeper: str,
        number: str,
        issuer_id: UUID,
        issued_on: date,
        unannounced: bool,
        pairs: Sequence[Pair],
        structure: Structure,
        edition: int = 1,
        *,
        today: date,
    ) -> Notice:
        """Issue with all pairs, or refuse the whole for the first rule that it breaks."""
        check_issued_on(issued_on, today)
        structure.require_committee(issuer_id, issued_on)
        check_pairs(pairs, structure, issuer_id)
        notice = cls(keeper, number, issuer_id, issued_on, unannounced, len(pairs), edition)
        for pair in pairs:
            notice._assign(pair)
        return notice

    def replace(self, assignment_id: UUID, pair: Pair, reason: TextRef, structure: Structure) -> UUID:
        """Let another observer go on from a day on; the id of his assignment. `pair` is whom the rules look at."""
        former = self.assignment(assignment_id)
        if pair.person_id == former.person_id:
            raise Refused("same_observer", field="person_id")
        self._require_free(pair.person_id, pair.cell_id, pair.from_on, pair.until_on, field="person_id")
        self.release(assignment_id, pair.from_on, reason)
        others = [kept for kept in self.pairs_from(pair.from_on) if kept.person_id == pair.person_id]
        check_joining(pair, others, structure, self.issuer_id)
        repaired = self._assign(pair)
        self._repaired(repaired, assignment_id, former.cell_id, former.person_id, pair.person_id, pair.from_on)
        return repaired

    def withdraw(self, reason: TextRef) -> None:
        """Take the whole back, whatever has become of its pairs."""
        self._require_issued()
        self._withdrawn(self.issuer_id, self.issued_on, reason)

    def release(self, assignment_id: UUID, released_on: date, reason: TextRef) -> None:
        """End an assignment; on its very first day it is taken back as if it had never been in force."""
        self._require_issued()
        assignment = self.assignment(assignment_id)
        if assignment.released_on is not None:
            raise Refused("observer_already_released", field="assignment_id")
        if not assignment.in_force_on(released_on):
            raise Refused(
                "released_outside_period",
                field="released_on",
                from_on=assignment.from_on.isoformat(),
                until_on=assignment.until_on.isoformat(),
            )
        self._released(assignment_id, assignment.person_id, assignment.cell_id, released_on, reason)

    def withdraw_release(self, assignment_id: UUID, reason: TextRef) -> None:
        """Let an assignment go on that was released wrongly; whoever took its place never was in force."""
        self._require_issued()
        left = self.assignment(assignment_id)
        if left.released_on is None:
            raise Refused("observer_not_released", field="assignment_id")
        self._take_back_successor(left, reason)
        self._require_free(left.person_id, left.cell_id, left.released_on, left.until_on, field="assignment_id")
        period = (left.from_on, left.until_on, left.released_on, left.replaced_by)
        self._release_withdrawn(assignment_id, left.person_id, left.cell_id, *period, reason)

    def _take_back_successor(self, left: Assignment, reason: TextRef) -> None:
        """End on its first day what took the place; what had an end of its own since is to be taken back first.

        One that was itself replaced on its very first day never was in force: what took its place in turn is ended.
        """
        if left.replaced_by is None:
            return
        successor = self.assignment(left.replaced_by)
        if successor.released_on is None:
            self.release(left.replaced_by, successor.from_on, reason)
        elif successor.in_force_within(successor.from_on, successor.until_on):
            raise Refused("successor_released", field="assignment_id", released_on=successor.released_on.isoformat())
        else:
            self._take_back_successor(successor, reason)

    def notify(self, assignment_id: UUID, change: MeetingChange) -> None:
        """Tell the observer whose assignment is in force on the former day or on the new one."""
        self._require_issued()
        assignment = self.assignment(assignment_id)
        if not any(assignment.in_force_on(day) for day in change.days):
            raise Refused("assignment_not_in_force", field="assignment_id")
        self._notified(
            assignment_id,
            assignment.person_id,
            assignment.cell_id,
            change.meeting_id,
            change.change,
            change.former_starts_at,
            change.starts_at,
            change.place,
        )

    def assignment(self, assignment_id: UUID) -> Assignment:
        """One of its pairs; Refused("not_there") for another's."""
        if assignment_id not in self.assignments:
            raise Refused("not_there")
        return self.assignments[assignment_id]

    def pairs_from(self, day: date) -> list[Pair]:
        """The pairs in force on a day or after it. Whose own cell is which is not kept: it is no fact of the notice."""
        return [
            Pair(kept.person_id, kept.cell_id, kept.from_on, kept.last_day)
            for kept in self.assignments.values()
            if kept.in_force_within(day, kept.until_on)
        ]

    def _require_free(self, person_id: UUID, cell_id: UUID, first: date, last: date, *, field: str) -> None:
        """Refuse to assign somebody twice to a cell on one day."""
        same = (one for one in self.assignments.values() if (one.person_id, one.cell_id) == (person_id, cell_id))
        if any(one.in_force_within(first, last) for one in same):
            raise Refused("already_assigned_to_cell", field=field)

    def _assign(self, pair: Pair) -> UUID:
        """Its id follows from who attends which cell from when; again so after it was taken back, it is another."""
        natural = f"{pair.person_id}:{pair.cell_id}:{pair.from_on}"
        assignment_id, edition = uuid5(self.id, natural), 1
        while assignment_id in self.assignments:
            edition += 1
            assignment_id = uuid5(self.id, f"{natural}:{edition}")
        self._assigned(assignment_id, pair.person_id, pair.cell_id, pair.from_on, pair.until_on)
        return assignment_id

    def _require_issued(self) -> None:
        if self.withdrawn:
            raise Refused("notice_withdrawn", field="notice_id")

    # Replaying history runs the methods below again, so they check nothing.

    @event(ObserverAssigned)
    def _assigned(self, assignment_id: UUID, person_id: UUID, cell_id: UUID, from_on: date, until_on: date) -> None:
        self.assignments[assignment_id] = Assignment(person_id, cell_id, from_on, until_on)

    @event(ObserverReleased)
    def _released(
        self, assignment_id: UUID, person_id: UUID, cell_id: UUID, released_on: date, reason: TextRef
    ) -> None:
        self.assignments[assignment_id] = replace(self.assignments[assignment_id], released_on=released_on)

    @event(ReleaseWithdrawn)
    def _release_withdrawn(
        self,
        assignment_id: UUID,
        person_id: UUID,
        cell_id: UUID,
        from_on: date,
        until_on: date,
        released_on: date,
        replaced_by: UUID | None,
        reason: TextRef,
    ) -> None:
        self.assignments[assignment_id] = replace(self.assignments[assignment_id], released_on=None, replaced_by=None)

    @event(AssignmentRepaired)
    def _repaired(
        self,
        assignment_id: UUID,
        former_assignment_id: UUID,
        cell_id: UUID,
        former_person_id: UUID,
        person_id: UUID,
        from_on: date,
    ) -> None:
        """The release and the assignment before it have changed all else."""
        self.assignments[former_assignment_id] = replace(
            self.assignments[former_assignment_id], replaced_by=assignment_id
        )

    @event(Withdrawn)
    def _withdrawn(self, issuer_id: UUID, issued_on: date, reason: TextRef) -> None:
        self.withdrawn = True

    @event(ObserverNotified)
    def _notified(
        self,
        assignment_id: UUID,
        person_id: UUID,
        cell_id: UUID,
        meeting_id: UUID,
        change: Change,
        former_starts_at: datetime,
        starts_at: datetime | None,
        place: str | None,
    ) -> None:
        """Changes nothing that a later decision asks about."""


def check_issued_on(issued_on: date, today: date) -> None:
    """Refuse a paper that bears a day to come: nobody has signed it yet."""
    if issued_on > today:
        raise Refused("issued_in_the_future", field="issued_on", today=today.isoformat())


def local_day(instant: datetime) -> date:
    """The day it is in Viet Nam at an instant."""
    return instant.astimezone(LOCAL).date()
