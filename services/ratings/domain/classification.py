"""A round of classification: what one authority decides on for a period, proposal by proposal, group by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.conditions import Below, ConditionResult
from services.ratings.domain.ids import NAMESPACE
from services.ratings.domain.period import days_of
from services.ratings.domain.quota import Arithmetic, CountsAs, Enforcement, GroupBy, Objects, QuotaPolicy
from services.ratings.domain.schemes import Scheme

EVERYBODY = "all"
"""The group of those who are in no other."""


@dataclass(frozen=True)
class RoundKey:
    """Which round: who decides, on what kind of objects, for which period. Every event of the round repeats it."""

    TOPIC: ClassVar[str] = "ratings.RoundKey"
    authority_id: UUID
    objects: Objects
    period: str

    @property
    def last_day(self) -> date:
        return days_of(self.period)[1]


@dataclass(frozen=True)
class Proposal:
    """What the unit rated proposes: for itself, for a collective of its own, or for a person by id.

    `object_id` is the unit, or the collective of that name in it, or the person. The unit's kind and its reporting
    group are those of the period's last day; `group` is the peer group that the unit declares.
    """

    TOPIC: ClassVar[str] = "ratings.Proposal"
    object_id: UUID
    unit_id: UUID
    unit_kind: str
    cell_type_group: str | None
    collective: str | None
    group: str | None
    grade: str
    points: Decimal | None
    below: Below | None
    conditions: list[ConditionResult]

    def peers(self, by: GroupBy) -> str:
        """The peer group in which it stands."""
        named = {GroupBy.UNIT_KIND: self.unit_kind, GroupBy.CELL_TYPE_GROUP: self.cell_type_group}
        return (self.group if by is GroupBy.DECLARED else named.get(by)) or EVERYBODY


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


class Outcome(Enum):
    """What became of an appeal."""

    UPHELD = "upheld"
    CHANGED = "changed"


@dataclass(frozen=True)
class AppealAnswer:
    """The answer to an appeal: the grade before and after, and the whole group's counts and arithmetic after it."""

    TOPIC: ClassVar[str] = "ratings.AppealAnswer"
    outcome: Outcome
    group: str
    former_grade: str
    grade: str
    answered_on: date
    decision: Decision


@dataclass(frozen=True)
class Appeal:
    """An appeal of an object in a decided group; `state` is `open` until it is answered."""

    object_id: UUID
    state: str


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


class ClassificationRound(Aggregate):
    """Proposals, the decision on each peer group, and appeals. Withdrawn, a decision may be taken again."""

    TOPIC = "ratings.ClassificationRound"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.ClassificationRound.Opened"
        keeper: str
        round: RoundKey

    class Proposed(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.Proposed"
        round: RoundKey
        proposal: Proposal

    class ProposalWithdrawn(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.ProposalWithdrawn"
        round: RoundKey
        object_id: UUID
        unit_id: UUID
        reason: TextRef

    class Decided(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.Decided"
        round: RoundKey
        decision: Decision

    class DecisionWithdrawn(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.DecisionWithdrawn"
        round: RoundKey
        group: str
        decision_id: UUID
        reason: TextRef

    class Appealed(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.Appealed"
        round: RoundKey
        object_id: UUID
        unit_id: UUID
        group: str
        reason: TextRef

    class AppealWithdrawn(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.AppealWithdrawn"
        round: RoundKey
        object_id: UUID
        unit_id: UUID
        group: str
        reason: TextRef

    class AppealAnswered(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.AppealAnswered"
        round: RoundKey
        object_id: UUID
        unit_id: UUID
        answer: AppealAnswer
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str, round: RoundKey) -> None:
        self.keeper, self.round = keeper, round
        self.proposals: dict[UUID, Proposal] = {}
        self.decisions: dict[str, Decision] = {}
        self.appeals: dict[str, list[Appeal]] = {}

    @staticmethod
    def create_id(keeper: str, round: RoundKey) -> UUID:
        named = f"round {round.authority_id} {round.objects.value} {round.period}"
        return uuid5(uuid5(NAMESPACE, keeper), named)

    def propose(self, proposal: Proposal, *, by: GroupBy, today: date) -> None:
        """One proposal for each object; none any more once its group is decided."""
        if days_of(self.round.period)[0] > today:
            raise Refused("period_not_begun", field="period", period=self.round.period)
        if proposal.object_id in self.proposals:
            raise Refused("already_proposed", field="unit_id")
        self._require_undecided(proposal.peers(by))
        self._proposed(self.round, proposal)

    def withdraw_proposal(self, object_id: UUID, reason: TextRef, *, by: GroupBy) -> None:
        proposal = self.proposal(object_id)
        self._require_undecided(proposal.peers(by), [object_id])
        self._proposal_withdrawn(self.round, object_id, proposal.unit_id, reason)

    def decide(self, decision: Decision, *, judge: Judge, decider: UUID, today: date) -> None:
        """One decision over the whole proposed list of a group, by the authority above those rated."""
        self._require_undecided(decision.group, decision.by_object)
        if decision.decided_on > today:
            raise Refused("decided_on_in_the_future", field="decided_on", today=today.isoformat())
        self._check_list(decision, judge, decider)
        check_quota(decision)
        self._decided(self.round, decision)

    def withdraw_decision(self, group: str, reason: TextRef) -> None:
        decision = self.decision(group)
        self._decision_withdrawn(self.round, group, decision.decision_id, reason)

    def appeal(self, object_id: UUID, reason: TextRef) -> None:
        """By the unit rated, once, against the grade that was decided."""
        decision = self._decision_on(object_id)
        if any(one.object_id == object_id for one in self.appeals.get(decision.group, [])):
            raise Refused("already_appealed", field="unit_id")
        self._appealed(self.round, object_id, self.proposal(object_id).unit_id, decision.group, reason)

    def withdraw_appeal(self, object_id: UUID, reason: TextRef) -> None:
        group = self._open_appeal(object_id)
        self._appeal_withdrawn(self.round, object_id, self.proposal(object_id).unit_id, group, reason)

    def answer_appeal(
        self,
        object_id: UUID,
        grade: str | None,
        answered_on: date,
        reason: TextRef,
        *,
        judge: Judge,
        decider: UUID,
        today: date,
    ) -> AppealAnswer:
        """Uphold the grade (None), or change it: the whole group is then judged anew, and the quota binds as before."""
        former = self.decision(self._open_appeal(object_id))
        if decider == object_id:
            raise Refused("own_classification", field="object_id", count=1)
        if answered_on < former.decided_on:
            raise Refused("answered_before_decided", field="answered_on", decided_on=former.decided_on.isoformat())
        if answered_on > today:
            raise Refused("answered_in_the_future", field="answered_on", today=today.isoformat())
        former_grade = former.by_object[object_id]
        grades = former.by_object | {object_id: grade or former_grade}
        changed = self.judged(grades, former, judge, reason)
        check_quota(changed)
        outcome = Outcome.UPHELD if changed is former else Outcome.CHANGED
        answer = AppealAnswer(outcome, former.group, former_grade, grades[object_id], answered_on, changed)
        self._appeal_answered(self.round, object_id, self.proposal(object_id).unit_id, answer, reason)
        return answer

    def judged(self, grades: dict[UUID, str], former: Decision, judge: Judge, reason: TextRef) -> Decision:
        """The decision with other grades; untouched grades are judged as they were, and nothing where all are."""
        if grades == former.by_object:
            return former
        return Decision(
            decision_id=former.decision_id,
            group=former.group,
            scheme=former.scheme,
            decided_on=former.decided_on,
            number=former.number,
            grades=[Graded(object_id, grade) for object_id, grade in grades.items()],
            counts=judge.counts(grades.values()),
            quota=judge.arithmetic(self.proposals, grades),
            reason=former.reason or reason,
        )

    def peers(self, group: str, by: GroupBy) -> dict[UUID, Proposal]:
        """The live proposals of a group, by object."""
        return {key: one for key, one in self.proposals.items() if one.peers(by) == group}

    def proposal(self, object_id: UUID) -> Proposal:
        """The live proposal for an object, or refused with `not_proposed`."""
        if object_id not in self.proposals:
            raise Refused("not_proposed", field="object_id")
        return self.proposals[object_id]

    def decision(self, group: str) -> Decision:
        """The decision in force on a group, or refused with `not_decided`."""
        if group not in self.decisions:
            raise Refused("not_decided", field="group", group=group)
        return self.decisions[group]

    def _decision_on(self, object_id: UUID) -> Decision:
        found = [one for one in self.decisions.values() if object_id in one.by_object]
        if not found:
            raise Refused("not_decided_yet", field="unit_id")
        return found[0]

    def _require_undecided(self, group: str, objects: Collection[UUID] = ()) -> None:
        """A policy adopted late may group otherwise: what was decided in another group then is decided all the same."""
        decided = [known for known, one in self.decisions.items() if not one.by_object.keys().isdisjoint(objects)]
        if group in self.decisions or decided:
            raise Refused("group_already_decided", field="group", group=decided[0] if decided else group)

    def _open_appeal(self, object_id: UUID) -> str:
        """The group in whose decision the appeal is; refused where there is none, or none open."""
        for group, appeals in self.appeals.items():
            if Appeal(object_id, "open") in appeals:
                return group
        raise Refused("no_open_appeal", field="object_id")

    def _check_list(self, decision: Decision, judge: Judge, decider: UUID) -> None:
        peers, given = self.peers(decision.group, judge.policy.group_by), decision.by_object
        if not peers:
            raise Refused("nothing_proposed", field="group", group=decision.group)
        if own := {decider, self.round.authority_id} & set(given):
            raise Refused("own_classification", field="grades", count=len(own))
        if strange := set(given) - set(peers):
            raise Refused("list_names_what_was_not_proposed", field="grades", count=len(strange))
        if missing := set(peers) - set(given):
            raise Refused("list_incomplete", field="grades", proposed=len(peers), missing=len(missing))

    # Replaying history runs the methods below again, so they check nothing.

    @event(Proposed)
    def _proposed(self, round: RoundKey, proposal: Proposal) -> None:
        self.proposals[proposal.object_id] = proposal

    @event(ProposalWithdrawn)
    def _proposal_withdrawn(self, round: RoundKey, object_id: UUID, unit_id: UUID, reason: TextRef) -> None:
        del self.proposals[object_id]

    @event(Decided)
    def _decided(self, round: RoundKey, decision: Decision) -> None:
        self.decisions[decision.group] = decision

    @event(DecisionWithdrawn)
    def _decision_withdrawn(self, round: RoundKey, group: str, decision_id: UUID, reason: TextRef) -> None:
        del self.decisions[group]
        self.appeals.pop(group, None)

    @event(Appealed)
    def _appealed(self, round: RoundKey, object_id: UUID, unit_id: UUID, group: str, reason: TextRef) -> None:
        self.appeals.setdefault(group, []).append(Appeal(object_id, "open"))

    @event(AppealWithdrawn)
    def _appeal_withdrawn(self, round: RoundKey, object_id: UUID, unit_id: UUID, group: str, reason: TextRef) -> None:
        self.appeals[group].remove(Appeal(object_id, "open"))

    @event(AppealAnswered)
    def _appeal_answered(
        self, round: RoundKey, object_id: UUID, unit_id: UUID, answer: AppealAnswer, reason: TextRef
    ) -> None:
        self.appeals[answer.group].remove(Appeal(object_id, "open"))
        self.appeals[answer.group].append(Appeal(object_id, answer.outcome.value))
        self.decisions[answer.group] = answer.decision


def check_quota(decision: Decision) -> None:
    """Refuse more of the highest grade than the quota allows; where it only warns, ask for the reason."""
    quota = decision.quota
    if not quota.exceeded:
        return
    binds = quota.enforcement is Enforcement.BLOCK
    if binds or decision.reason is None:
        code = "quota_exceeded" if binds else "quota_reason_missing"
        raise Refused(
            code,
            field="grades" if binds else "reason",
            excellent=quota.excellent,
            cap=quota.cap,
            percent=str(quota.cap_percent),
            base=quota.base.value,
            base_count=quota.base_count,
            largest=quota.largest,
        )
