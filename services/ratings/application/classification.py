"""The yearly or quarterly classification: proposed by the unit rated, decided by the authority above, appealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid5

from pydantic_core import to_jsonable_python

from contracts import classification as contract
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.ratings.application.deciders import decider_of
from services.ratings.application.quota import Quotas
from services.ratings.domain import (
    Arithmetic,
    Below,
    ClassificationRound,
    ConditionResult,
    CountsAs,
    Decision,
    Graded,
    Judge,
    Objects,
    Proposal,
    RoundKey,
)
from services.ratings.domain.conditions import conditions
from services.ratings.domain.schemes import Scheme, scheme_of
from services.ratings.replicas import Units, UnitThen


@dataclass(frozen=True)
class Classifications:
    """The rounds of one keeper."""

    repository: Repository
    keeper: str
    units: Units
    quotas: Quotas
    schemes: Sequence[Scheme]

    async def propose_classification(self, command: contract.ProposeClassification, call: Call) -> Decided:
        judge, unit, key = await self._rated(command)
        proposal = _proposal(command, unit, judge.scheme)
        opened = await self._round(key) or ClassificationRound(self.keeper, key)
        opened.propose(proposal, by=judge.policy.group_by, today=call.today)
        decided = {
            "round_id": str(opened.id),
            "object_id": str(proposal.object_id),
            "authority_id": str(key.authority_id),
            "group": proposal.peers(judge.policy.group_by),
            "warnings": [asdict(one) for one in proposal.conditions if one.met is not True],
        }
        return await self.repository.save(call, opened, decided=decided)

    async def withdraw_proposal(self, command: contract.WithdrawProposal, call: Call) -> Decided:
        judge, unit, key = await self._rated(command)
        opened = await self._known(key)
        reason = await self._reason(call, command.reason, opened.id, unit.unit_id)
        opened.withdraw_proposal(_object_of(command), reason.ref, by=judge.policy.group_by)
        return await self.repository.save(call, opened, texts=[reason], decided={"round_id": str(opened.id)})

    async def decide_classification(self, command: contract.DecideClassification, call: Call) -> Decided:
        key = _key(command)
        judge = await self._judge(key)
        opened = await self._known(key)
        texts = [await self._reason(call, command.reason, opened.id, key.authority_id)] if command.reason else []
        grades = _grades(command.grades)
        decision = Decision(
            decision_id=uuid5(call.command_id, "decision"),
            group=command.group,
            scheme=judge.scheme.key,
            decided_on=command.decided_on,
            number=command.number,
            grades=[Graded(object_id, grade) for object_id, grade in grades.items()],
            counts=judge.counts(grades.values()),
            quota=judge.arithmetic(opened.proposals, grades),
            reason=texts[0].ref if texts else None,
        )
        opened.decide(decision, judge=judge, decider=decider_of(call), today=call.today)
        decided = {"round_id": str(opened.id), "decision_id": str(decision.decision_id)} | _told(decision.quota)
        return await self.repository.save(call, opened, texts=texts, decided=decided)

    async def withdraw_classification(self, command: contract.WithdrawClassification, call: Call) -> Decided:
        key = _key(command)
        opened = await self._known(key)
        reason = await self._reason(call, command.reason, opened.id, key.authority_id)
        opened.withdraw_decision(command.group, reason.ref, decider=decider_of(call))
        return await self.repository.save(call, opened, texts=[reason], decided={"round_id": str(opened.id)})

    async def appeal_classification(self, command: contract.AppealClassification, call: Call) -> Decided:
        _, unit, key = await self._rated(command)
        opened = await self._known(key)
        reason = await self._reason(call, command.reason, opened.id, unit.unit_id)
        opened.appeal(_object_of(command), reason.ref)
        return await self.repository.save(call, opened, texts=[reason], decided={"round_id": str(opened.id)})

    async def withdraw_classification_appeal(
        self, command: contract.WithdrawClassificationAppeal, call: Call
    ) -> Decided:
        _, unit, key = await self._rated(command)
        opened = await self._known(key)
        reason = await self._reason(call, command.reason, opened.id, unit.unit_id)
        opened.withdraw_appeal(_object_of(command), reason.ref)
        return await self.repository.save(call, opened, texts=[reason], decided={"round_id": str(opened.id)})

    async def answer_classification_appeal(self, command: contract.AnswerClassificationAppeal, call: Call) -> Decided:
        key = RoundKey(command.authority_id, Objects(command.objects), command.period)
        judge = await self._judge(key)
        opened = await self._known(key)
        unit_id = opened.proposals.one(command.object_id).unit_id
        reason = await self._reason(call, command.reason, opened.id, unit_id)
        answer = opened.answer_appeal(
            command.object_id,
            command.grade,
            command.answered_on,
            reason.ref,
            judge=judge,
            decider=decider_of(call),
            today=call.today,
        )
        decided = {"round_id": str(opened.id), "outcome": answer.outcome.value, "grade": answer.grade}
        decided |= _told(answer.decision.quota)
        return await self.repository.save(call, opened, texts=[reason], decided=decided)

    async def withdraw_classification_appeal_answer(
        self, command: contract.WithdrawClassificationAppealAnswer, call: Call
    ) -> Decided:
        key = RoundKey(command.authority_id, Objects(command.objects), command.period)
        judge = await self._judge(key)
        opened = await self._known(key)
        unit_id = opened.proposals.one(command.object_id).unit_id
        reason = await self._reason(call, command.reason, opened.id, unit_id)
        taken_back = opened.withdraw_answer(command.object_id, reason.ref, judge=judge, decider=decider_of(call))
        decided = {"round_id": str(opened.id), "grade": taken_back.grade} | _told(taken_back.decision.quota)
        return await self.repository.save(call, opened, texts=[reason], decided=decided)

    async def try_out(self, query: contract.TryClassification) -> contract.QuotaTried:
        """What the quota would make of it; nothing is stored."""
        key = _key(query)
        judge = await self._judge(key)
        opened = await self._round(key)
        proposals = opened.proposals.peers(query.group, judge.policy.group_by) if opened else {}
        tried = {key: one.grade for key, one in proposals.items()} | _grades(query.grades)
        if strange := tried.keys() - proposals.keys():
            raise Refused("list_names_what_was_not_proposed", field="grades", count=len(strange))
        if query.counts is None:
            quota = judge.arithmetic(proposals, tried)
        else:
            counts = {CountsAs(name): number for name, number in query.counts.model_dump().items()}
            quota = judge.policy.judge(counts, binds=judge.scheme.quota_binds)
        return contract.QuotaTried(
            scheme=judge.scheme.key,
            policy=judge.policy.name,
            lawful=not quota.exceeded,
            quota=contract.QuotaArithmetic.model_validate(to_jsonable_python(quota)),
            proposals=[_tried(one, tried[key]) for key, one in proposals.items()],
        )

    async def _rated(self, command: contract.OfObject) -> tuple[Judge, UnitThen, RoundKey]:
        """Who rates what is proposed, and by what; the unit is the one that it was on the period's last day."""
        scheme = scheme_of(self.schemes, command.period)
        key = RoundKey(command.unit_id, Objects(command.objects), command.period)
        unit = await self.units.then(command.unit_id, key.last_day)
        if unit.authority_id is None:
            raise Refused("no_authority_above", field="unit_id")
        policy = await self.quotas.of(key.objects, key.last_day)
        return Judge(scheme, policy), unit, RoundKey(unit.authority_id, key.objects, key.period)

    async def _judge(self, key: RoundKey) -> Judge:
        scheme = scheme_of(self.schemes, key.period)
        return Judge(scheme, await self.quotas.of(key.objects, key.last_day))

    async def _round(self, key: RoundKey) -> ClassificationRound | None:
        return await self.repository.find(ClassificationRound, ClassificationRound.create_id(self.keeper, key))

    async def _known(self, key: RoundKey) -> ClassificationRound:
        known = await self._round(key)
        if known is None:
            raise Refused("nothing_proposed", field="period", group="all")
        return known

    async def _reason(self, call: Call, words: str, about: UUID, unit_id: UUID) -> NewText:
        return await self.repository.text(call, "reason", words, about=about, unit_id=unit_id)


def _key(asked: contract.InRound) -> RoundKey:
    return RoundKey(asked.authority_id, Objects(asked.objects), asked.period)


def _object_of(named: contract.OfObject) -> UUID:
    """What is rated: the unit, its collective of that name, or the person; refused where not exactly that is named."""
    given = (named.collective is not None, named.person_id is not None)
    if given != (named.objects == "collective", named.objects == "individual"):
        raise Refused("object_not_named", field="objects", objects=named.objects)
    if named.person_id is not None:
        return named.person_id
    return uuid5(named.unit_id, f"collective {named.collective}") if named.collective else named.unit_id


def _proposal(command: contract.ProposeClassification, unit: UnitThen, scheme: Scheme) -> Proposal:
    below = Below(**command.below.model_dump()) if command.below else None
    if below is not None:
        below.check()
    grade = scheme.grade(command.grade, field="grade")
    return Proposal(
        object_id=_object_of(command),
        unit_id=command.unit_id,
        unit_kind=unit.kind,
        cell_type_group=unit.cell_type_group,
        collective=command.collective,
        group=command.group,
        grade=command.grade,
        points=command.points,
        below=below,
        conditions=conditions(scheme, grade, below, command.points, individual=command.objects == "individual"),
    )


def _grades(given: Sequence[contract.GivenGrade]) -> dict[UUID, str]:
    """Object id -> grade; refused where one stands twice."""
    grades = {one.object_id: one.grade for one in given}
    if len(grades) < len(given):
        raise Refused("object_twice_in_list", field="grades", count=len(given) - len(grades))
    return grades


def _told(quota: Arithmetic) -> dict[str, Any]:
    return {"quota": to_jsonable_python(asdict(quota))}


def _tried(proposal: Proposal, grade: str) -> contract.ProposedGrade:
    return contract.ProposedGrade(
        object_id=proposal.object_id,
        unit_id=proposal.unit_id,
        proposed=proposal.grade,
        grade=grade,
        points=proposal.points,
        conditions=[_condition(one) for one in proposal.conditions],
    )


def _condition(result: ConditionResult) -> contract.ConditionResult:
    return contract.ConditionResult(key=result.key, met=result.met, numbers=result.numbers)
