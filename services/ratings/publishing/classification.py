"""What the world is told of quota policies and of rounds of classification: of collectives and persons only counts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from contracts import classification as contract
from services.chassis.event_store.codec import DomainEvent
from services.chassis.telling import text
from services.ratings.domain import Arithmetic, ClassificationRound, Decision, Objects, QuotaPolicies, RoundKey
from services.ratings.publishing.telling import to_contract


@to_contract.register
def _(opened: QuotaPolicies.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: QuotaPolicies.Adopted) -> contract.QuotaPolicyAdopted:
    adopted, policy = happened.adopted, happened.adopted.policy
    return contract.QuotaPolicyAdopted(
        policy_id=adopted.policy_id,
        version=adopted.version,
        name=policy.name,
        effective_from=policy.effective_from,
        objects=[one.value for one in policy.objects],
        base=policy.base.value,
        cap_percent=policy.cap_percent,
        group_by=policy.group_by.value,
        rounding=policy.rounding.value,
        small_group_below=policy.small_group_below,
        small_group_allows=policy.small_group_allows,
        ties=policy.ties.value,
        enforcement=policy.enforcement.value,
    )


@to_contract.register
def _(happened: QuotaPolicies.Withdrawn) -> contract.QuotaPolicyWithdrawn:
    known = happened.withdrawn
    return contract.QuotaPolicyWithdrawn(
        policy_id=known.policy_id,
        version=known.version,
        effective_from=known.policy.effective_from,
        objects=[one.value for one in known.policy.objects],
        reason=text(happened.reason),
    )


@to_contract.register
def _(opened: ClassificationRound.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: ClassificationRound.Proposed) -> contract.ClassificationProposed:
    proposal = happened.proposal
    return contract.ClassificationProposed(
        **_round(happened, happened.round),
        unit_id=proposal.unit_id,
        collective=proposal.collective,
        group=proposal.group,
        grade=proposal.grade,
        points=proposal.points,
        below=contract.RatedBelow(**asdict(proposal.below)) if proposal.below else None,
        conditions=[contract.ConditionResult(**asdict(one)) for one in proposal.conditions],
    )


@to_contract.register
def _(withdrawn: ClassificationRound.ProposalWithdrawn) -> contract.ClassificationProposalWithdrawn:
    return contract.ClassificationProposalWithdrawn(
        **_round(withdrawn, withdrawn.round), unit_id=withdrawn.unit_id, reason=text(withdrawn.reason)
    )


@to_contract.register
def _(decided: ClassificationRound.Decided) -> contract.ClassificationDecided:
    decision = decided.decision
    return contract.ClassificationDecided(
        **_round(decided, decided.round),
        **_decision(decided.round, decision),
        decided_on=decision.decided_on,
        number=decision.number,
        reason=text(decision.reason) if decision.reason else None,
    )


@to_contract.register
def _(withdrawn: ClassificationRound.DecisionWithdrawn) -> contract.ClassificationWithdrawn:
    return contract.ClassificationWithdrawn(
        **_round(withdrawn, withdrawn.round),
        decision_id=withdrawn.decision_id,
        group=withdrawn.group,
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(appealed: ClassificationRound.Appealed) -> contract.ClassificationAppealed:
    return contract.ClassificationAppealed(
        **_round(appealed, appealed.round),
        group=appealed.group,
        unit_id=appealed.unit_id,
        reason=text(appealed.reason),
    )


@to_contract.register
def _(withdrawn: ClassificationRound.AppealWithdrawn) -> contract.ClassificationAppealWithdrawn:
    return contract.ClassificationAppealWithdrawn(
        **_round(withdrawn, withdrawn.round),
        group=withdrawn.group,
        unit_id=withdrawn.unit_id,
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(answered: ClassificationRound.AppealAnswered) -> contract.ClassificationAppealAnswered:
    answer = answered.answer
    return contract.ClassificationAppealAnswered(
        **_round(answered, answered.round),
        **_decision(answered.round, answer.decision),
        unit_id=answered.unit_id,
        outcome=answer.outcome.value,
        former_grade=answer.former_grade,
        grade=answer.grade,
        answered_on=answer.answered_on,
        reason=text(answered.reason),
    )


@to_contract.register
def _(withdrawn: ClassificationRound.AppealAnswerWithdrawn) -> contract.ClassificationAppealAnswerWithdrawn:
    taken_back = withdrawn.taken_back
    return contract.ClassificationAppealAnswerWithdrawn(
        **_round(withdrawn, withdrawn.round),
        **_decision(withdrawn.round, taken_back.decision),
        unit_id=withdrawn.unit_id,
        withdrawn_grade=taken_back.withdrawn_grade,
        grade=taken_back.grade,
        reason=text(withdrawn.reason),
    )


def _round(happened: DomainEvent, key: RoundKey) -> dict[str, Any]:
    return {
        "round_id": happened.originator_id,
        "authority_id": key.authority_id,
        "period": key.period,
        "as_of": key.last_day,
        "objects": key.objects.value,
    }


def _decision(key: RoundKey, decision: Decision) -> dict[str, Any]:
    """The whole group: each organisation by id, and how many have which grade."""
    named = decision.grades if key.objects is Objects.ORGANISATION else []
    counts = [
        contract.GradeCount(grade=one.grade, counts_as=one.counts_as.value, count=one.count) for one in decision.counts
    ]
    return {
        "decision_id": decision.decision_id,
        "group": decision.group,
        "scheme": decision.scheme,
        "units": [contract.UnitGrade(unit_id=one.object_id, grade=one.grade) for one in named],
        "counts": counts,
        "quota": _quota(decision.quota),
    }


def _quota(quota: Arithmetic) -> contract.QuotaArithmetic:
    plain = {name: getattr(value, "value", value) for name, value in vars(quota).items()}
    return contract.QuotaArithmetic.model_validate(plain)
