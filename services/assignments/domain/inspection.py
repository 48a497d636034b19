"""What an inspection is: a committee looked at how a unit below it keeps the regime, or at its members, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.assignments.domain.structure import Structure
from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused


class InspectionKind(Enum):
    """Kiểm tra or giám sát."""

    INSPECTION = "inspection"
    SUPERVISION = "supervision"


class SubjectMatter(Enum):
    """What was looked at: how the unit keeps the regime, or its members."""

    REGIME = "regime"
    MEMBERS = "members"


@dataclass(frozen=True)
class Conclusion:
    """What an inspection came to. None in a count means that nobody counted, which is not 0."""

    TOPIC: ClassVar[str] = "assignments.Conclusion"
    from_on: date
    members_supervised: int
    members_with_shortcomings: int | None
    shortcomings: int | None
    directive_id: UUID | None

    def check(self, held_on: date, subject_matter: SubjectMatter, *, today: date) -> None:
        """Refuse days that contradict one another, and counts that do."""
        if held_on > today:
            raise Refused("inspection_in_the_future", field="held_on", today=today.isoformat())
        if self.from_on > held_on:
            raise Refused("inspection_period_reversed", field="from_on", held_on=held_on.isoformat())
        if (self.members_supervised > 0) != (subject_matter is SubjectMatter.MEMBERS):
            raise Refused("members_counted_for_members_alone", field="members_supervised")
        if (self.members_with_shortcomings or 0) > self.members_supervised:
            raise Refused(
                "shortcomings_above_supervised",
                field="members_with_shortcomings",
                supervised=self.members_supervised,
                with_shortcomings=self.members_with_shortcomings or 0,
            )


class InspectionState(Enum):
    """Where a record stands. A withdrawn one may be recorded again under its id."""

    OPEN = "open"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Inspection(Aggregate):
    """One inspection of one unit by one committee, concluded on one day."""

    TOPIC = "assignments.Inspection"

    class Opened(Aggregate.Event, Created):
        TOPIC = "assignments.Inspection.Opened"
        unit_id: UUID
        inspector_id: UUID
        kind: InspectionKind
        subject_matter: SubjectMatter
        held_on: date

    class Held(Aggregate.Event):
        TOPIC = "assignments.Inspection.Held"
        unit_id: UUID
        inspector_id: UUID
        kind: InspectionKind
        subject_matter: SubjectMatter
        held_on: date
        conclusion: Conclusion
        findings: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "assignments.Inspection.Withdrawn"
        unit_id: UUID
        inspector_id: UUID
        held_on: date
        reason: TextRef

    @event(Opened)
    def __init__(
        self, unit_id: UUID, inspector_id: UUID, kind: InspectionKind, subject_matter: SubjectMatter, held_on: date
    ) -> None:
        self.unit_id, self.inspector_id, self.held_on = unit_id, inspector_id, held_on
        self.kind, self.subject_matter = kind, subject_matter
        self.state = InspectionState.OPEN
        self.conclusion: Conclusion | None = None
        self.findings: TextRef | None = None

    @staticmethod
    def create_id(
        unit_id: UUID, inspector_id: UUID, kind: InspectionKind, subject_matter: SubjectMatter, held_on: date
    ) -> UUID:
        """The natural key: one of a kind, on one matter, concluded on one day."""
        return uuid5(unit_id, f"inspection:{inspector_id}:{kind.value}:{subject_matter.value}:{held_on}")

    def hold(self, conclusion: Conclusion, findings: TextRef, *, today: date) -> None:
        if self.state is InspectionState.HELD:
            raise Refused("inspection_already_recorded", field="held_on")
        conclusion.check(self.held_on, self.subject_matter, today=today)
        self._held(self.unit_id, self.inspector_id, self.kind, self.subject_matter, self.held_on, conclusion, findings)

    def withdraw(self, reason: TextRef) -> None:
        if self.state is not InspectionState.HELD:
            raise Refused("inspection_not_recorded", field="inspection_id")
        self._withdrawn(self.unit_id, self.inspector_id, self.held_on, reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Held)
    def _held(
        self,
        unit_id: UUID,
        inspector_id: UUID,
        kind: InspectionKind,
        subject_matter: SubjectMatter,
        held_on: date,
        conclusion: Conclusion,
        findings: TextRef,
    ) -> None:
        self.state, self.conclusion, self.findings = InspectionState.HELD, conclusion, findings

    @event(Withdrawn)
    def _withdrawn(self, unit_id: UUID, inspector_id: UUID, held_on: date, reason: TextRef) -> None:
        self.state = InspectionState.WITHDRAWN


def check_units(unit_id: UUID, inspector_id: UUID, on: date, structure: Structure) -> None:
    """Refuse an inspector that is no committee above the unit on the day."""
    structure.require_unit(unit_id, on, field="unit_id")
    structure.require_unit(inspector_id, on, field="inspector_id")
    if inspector_id not in structure.above(unit_id, on):
        raise Refused("unit_not_below_inspector", field="unit_id")
