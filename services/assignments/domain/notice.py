"""What a notice is: issued with all its pairs at once, then released from, put right and told of, pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.assignments.domain.assignment import Assignment, Assignments
from services.assignments.domain.change import Change, MeetingChange
from services.assignments.domain.issued import NAMESPACE, check_issued_on
from services.assignments.domain.pairs import Pair, check_joining, check_pairs
from services.assignments.domain.structure import Structure
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import number_key


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
        self.assignments = Assignments()
        self.withdrawn = False

    @staticmethod
    def create_id(keeper: str, issuer_id: UUID, number: str, issued_on: date, edition: int = 1) -> UUID:
        """The natural key: every committee numbers its own notices, and begins anew each year.

        A number that is issued again, because the notice under it was taken back, is another edition.
        """
        again = f":{edition}" if edition > 1 else ""
        return uuid5(uuid5(NAMESPACE, keeper), f"notice:{issuer_id}:{issued_on.year}:{number_key(number)}{again}")

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
        former = self.assignments.one(assignment_id)
        if pair.person_id == former.person_id:
            raise Refused("same_observer", field="person_id")
        self.assignments.require_free(pair.person_id, pair.cell_id, pair.from_on, pair.until_on, field="person_id")
        self.release(assignment_id, pair.from_on, reason)
        others = [kept for kept in self.assignments.pairs_from(pair.from_on) if kept.person_id == pair.person_id]
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
        assignment = self.assignments.to_release(assignment_id, released_on)
        self._released(assignment_id, assignment.person_id, assignment.cell_id, released_on, reason)

    def withdraw_release(self, assignment_id: UUID, reason: TextRef) -> None:
        """Let an assignment go on that was released wrongly; whoever took its place never was in force."""
        self._require_issued()
        left, released_on = self.assignments.released(assignment_id)
        successor = self.assignments.standing_successor(left)
        if successor is not None:
            self.release(successor, self.assignments[successor].from_on, reason)
        self.assignments.require_free(left.person_id, left.cell_id, released_on, left.until_on, field="assignment_id")
        period = (left.from_on, left.until_on, released_on, left.replaced_by)
        self._release_withdrawn(assignment_id, left.person_id, left.cell_id, *period, reason)

    def notify(self, assignment_id: UUID, change: MeetingChange) -> None:
        """Tell the observer whose assignment is in force on the former day or on the new one."""
        self._require_issued()
        assignment = self.assignments.in_force_on_any(assignment_id, change.days)
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

    def _assign(self, pair: Pair) -> UUID:
        assignment_id = self.assignments.free_id(self.id, pair)
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
