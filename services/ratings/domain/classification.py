"""A round of classification: what one authority decides on for a period, proposal by proposal, group by group."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.appeal import AnswerTakenBack, Appeal, AppealAnswer, Appeals, Outcome
from services.ratings.domain.deciding import (
    check_answered_on,
    check_decided_on,
    check_list,
    check_none_own,
    check_quota,
    own_matters,
)
from services.ratings.domain.decision import Decider, Decision, Decisions, Judge
from services.ratings.domain.ids import NAMESPACE
from services.ratings.domain.period import days_of
from services.ratings.domain.proposal import Proposal, Proposals, RoundKey
from services.ratings.domain.quota import GroupBy


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

    class AppealAnswerWithdrawn(Aggregate.Event):
        TOPIC = "ratings.ClassificationRound.AppealAnswerWithdrawn"
        round: RoundKey
        object_id: UUID
        unit_id: UUID
        taken_back: AnswerTakenBack
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str, round: RoundKey) -> None:
        self.keeper, self.round = keeper, round
        self.proposals, self.decisions, self.appeals = Proposals(), Decisions(), Appeals()

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
        self.decisions.require_none(proposal.peers(by))
        self._proposed(self.round, proposal)

    def withdraw_proposal(self, object_id: UUID, reason: TextRef, *, by: GroupBy) -> None:
        proposal = self.proposals.one(object_id)
        self.decisions.require_none(proposal.peers(by), [object_id])
        self._proposal_withdrawn(self.round, object_id, proposal.unit_id, reason)

    def decide(self, decision: Decision, *, judge: Judge, decider: Decider, today: date) -> None:
        """One decision over the whole proposed list of a group, by the authority above those rated."""
        self.decisions.require_none(decision.group, decision.by_object)
        check_decided_on(decision.decided_on, judge.scheme, self.round.period, today=today)
        peers = self.proposals.peers(decision.group, judge.policy.group_by)
        check_list(decision, peers, self._own(decision.by_object, decider))
        check_quota(decision)
        self._decided(self.round, decision)

    def withdraw_decision(self, group: str, reason: TextRef, *, decider: Decider) -> None:
        """By somebody who could have taken it: nobody does away with the grade of his own."""
        decision = self.decisions.on(group)
        check_none_own(self._own(decision.by_object, decider), field="group")
        self._decision_withdrawn(self.round, group, decision.decision_id, reason)

    def appeal(self, object_id: UUID, reason: TextRef) -> None:
        """By the unit rated, once, against the grade that was decided."""
        decision = self.decisions.on_object(object_id)
        self.appeals.require_none(decision.group, object_id)
        self._appealed(self.round, object_id, self.proposals.one(object_id).unit_id, decision.group, reason)

    def withdraw_appeal(self, object_id: UUID, reason: TextRef) -> None:
        group = self.appeals.open_in(object_id)
        self._appeal_withdrawn(self.round, object_id, self.proposals.one(object_id).unit_id, group, reason)

    def answer_appeal(
        self,
        object_id: UUID,
        grade: str | None,
        answered_on: date,
        reason: TextRef,
        *,
        judge: Judge,
        decider: Decider,
        today: date,
    ) -> AppealAnswer:
        """Uphold the grade (None), or change it: the whole group is then judged anew, and the quota binds as before."""
        former = self.decisions.on(self.appeals.open_in(object_id))
        check_none_own(self._own([object_id], decider), field="object_id")
        check_answered_on(answered_on, former, today=today)
        former_grade = former.by_object[object_id]
        grades = former.by_object | {object_id: grade or former_grade}
        changed = judge.anew(former, self.proposals, grades, reason)
        check_quota(changed)
        outcome = Outcome.UPHELD if changed is former else Outcome.CHANGED
        answer = AppealAnswer(outcome, former.group, former_grade, grades[object_id], answered_on, changed)
        self._appeal_answered(self.round, object_id, self.proposals.one(object_id).unit_id, answer, reason)
        return answer

    def withdraw_answer(self, object_id: UUID, reason: TextRef, *, judge: Judge, decider: Decider) -> AnswerTakenBack:
        """Take back the answer to an appeal: it is open again, and the grade from before the answer stands again.

        The whole group is judged anew, with what other appeals have made of it since.
        """
        group, appeal = self.appeals.answered(object_id)
        former = self.decisions.on(group)
        check_none_own(self._own([object_id], decider), field="object_id")
        withdrawn = former.by_object[object_id]
        grade = appeal.former_grade or withdrawn
        decision = judge.anew(former, self.proposals, former.by_object | {object_id: grade}, reason)
        check_quota(decision)
        taken_back = AnswerTakenBack(former.group, withdrawn, grade, decision)
        self._answer_withdrawn(self.round, object_id, self.proposals.one(object_id).unit_id, taken_back, reason)
        return taken_back

    def _own(self, objects: Collection[UUID], decider: Decider) -> set[UUID]:
        return own_matters(self.round, self.proposals, objects, decider)

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
        self.appeals[answer.group].append(Appeal(object_id, answer.outcome.value, answer.former_grade))
        self.decisions[answer.group] = answer.decision

    @event(AppealAnswerWithdrawn)
    def _answer_withdrawn(
        self, round: RoundKey, object_id: UUID, unit_id: UUID, taken_back: AnswerTakenBack, reason: TextRef
    ) -> None:
        others = [one for one in self.appeals[taken_back.group] if one.object_id != object_id]
        self.appeals[taken_back.group] = [*others, Appeal(object_id, "open")]
        self.decisions[taken_back.group] = taken_back.decision
