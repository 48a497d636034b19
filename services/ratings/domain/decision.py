"""What is decided on a whole peer group at once, and by which scheme and quota it is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused
from services.ratings.domain.proposal import Proposal
from services.ratings.domain.quota import Arithmetic, CountsAs, QuotaPolicy
from services.ratings.domain.schemes import Scheme


@dataclass(frozen=True)
class Decider:
    """Who decides: a person, and the units of whose own people he is (his own cell, the committee that he sits on)."""

    person_id: UUID
    units: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Graded:
    """The grade of one object."""

    TOPIC: ClassVar[str] = "ratings.Graded"
    object_id: UUID
    grade: str


@dataclass(frozen=True)
class GradeCount:
    """How many have a grade, and what it is to the quota."""

    TOPIC: ClassVar[str] = "ratings.GradeCount"
    grade: str
    counts_as: CountsAs
    count: int


@dataclass(frozen=True)
class Decision:
    """The grades of a whole group, with the arithmetic of the quota as it then was. `reason` where it is exceeded."""

    TOPIC: ClassVar[str] = "ratings.Decision"
    decision_id: UUID
    group: str
    scheme: str
    decided_on: date
    number: str | None
    grades: list[Graded]
    counts: list[GradeCount]
    quota: Arithmetic
    reason: TextRef | None

    @property
    def by_object(self) -> dict[UUID, str]:
        return {one.object_id: one.grade for one in self.grades}


@dataclass(frozen=True)
class Judge:
    """By what a list is judged: the scheme of the period, and the policy in force for it."""

    scheme: Scheme
    policy: QuotaPolicy

    def counts(self, grades: Collection[str]) -> list[GradeCount]:
        """All grades of the scheme, from the highest down; refused with `grade_unknown` for another one."""
        for grade in grades:
            self.scheme.grade(grade, field="grades")
        found = Counter(grades)
        return [GradeCount(token, grade.counts_as, found[token]) for token, grade in self.scheme.grades.items()]

    def arithmetic(self, proposals: Mapping[UUID, Proposal], grades: Mapping[UUID, str]) -> Arithmetic:
        """The quota over a whole list, object id -> grade."""
        excellent = [
            proposals[key].points if key in proposals else None
            for key, grade in grades.items()
            if self.scheme.grade(grade, field="grades").counts_as is CountsAs.EXCELLENT
        ]
        counts: Counter[CountsAs] = Counter()
        for one in self.counts(grades.values()):
            counts[one.counts_as] += one.count
        return self.policy.judge(counts, excellent, binds=self.scheme.quota_binds)

    def anew(
        self, former: Decision, proposals: Mapping[UUID, Proposal], grades: Mapping[UUID, str], reason: TextRef
    ) -> Decision:
        """A decision with other grades; untouched grades are judged as they were, and nothing where all are."""
        if grades == former.by_object:
            return former
        return replace(
            former,
            grades=[Graded(object_id, grade) for object_id, grade in grades.items()],
            counts=self.counts(grades.values()),
            quota=self.arithmetic(proposals, grades),
            reason=former.reason or reason,
        )


class Decisions(dict[str, Decision]):
    """The decisions in force of a round, by peer group."""

    def on(self, group: str) -> Decision:
        """The decision on a group, or refused with `not_decided`."""
        if group not in self:
            raise Refused("not_decided", field="group", group=group)
        return self[group]

    def on_object(self, object_id: UUID) -> Decision:
        """The decision that graded an object, or refused with `not_decided_yet`."""
        found = [one for one in self.values() if object_id in one.by_object]
        if not found:
            raise Refused("not_decided_yet", field="unit_id")
        return found[0]

    def require_none(self, group: str, objects: Collection[UUID] = ()) -> None:
        """A policy adopted late may group otherwise: what was decided in another group then is decided all the same."""
        decided = [known for known, one in self.items() if not one.by_object.keys().isdisjoint(objects)]
        if group in self or decided:
            raise Refused("group_already_decided", field="group", group=decided[0] if decided else group)
