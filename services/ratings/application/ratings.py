"""Rubrics, and the ratings of meetings by them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.ratings import AdoptRubric, RateMeeting, WithdrawRating
from contracts.ratings import Vote as VoteTold
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.ratings.domain import (
    Band,
    CellRating,
    Criterion,
    RatedKind,
    RatedMeeting,
    Rater,
    Rubric,
    Rubrics,
    Vote,
)
from services.ratings.policies import may_withdraw
from services.ratings.replicas import Attended


@dataclass(frozen=True)
class Ratings:
    """The rubrics and ratings of one keeper."""

    repository: Repository
    keeper: str
    attended: Attended

    async def adopt_rubric(self, command: AdoptRubric, call: Call) -> Decided:
        rubrics = await self._rubrics(RatedKind(command.meeting_kind))
        adopted = rubrics.adopt(_rubric(command))
        decided = {"rubric_id": str(adopted.rubric_id), "version": adopted.version}
        return await self.repository.save(call, rubrics, decided=decided)

    async def rate_meeting(self, command: RateMeeting, call: Call) -> Decided:
        meeting = await self._held(command)
        observer_id = call.actor.person_id if command.rater == "observer" else None
        if observer_id is not None:
            await self.attended.require_visit(command.meeting_id, observer_id)
        rubric = (await self._rubrics(meeting.kind)).in_force(meeting.held_on)
        rating = await self._rating(command, observer_id)
        score = rating.rate(meeting, command.points, _vote(command.vote), rubric=rubric, rater_id=call.actor.person_id)
        decided = {"rating_id": str(rating.id), "total": str(score.total), "grade": score.grade}
        return await self.repository.save(call, rating, decided=decided)

    async def withdraw_rating(self, command: WithdrawRating, call: Call) -> Decided:
        rating = await self.repository.load(CellRating, command.rating_id)
        mine = may_withdraw(call.actor, call.keeper, command, rater=rating.rater.value, person_id=rating.person_id)
        if rating.cell_id != command.cell_id or not mine:
            raise Refused("not_there")  # Not yours and not there are one answer.
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        rating.withdraw(reason.ref)
        return await self.repository.save(call, rating, texts=[reason], decided={"rating_id": str(rating.id)})

    async def _held(self, command: RateMeeting) -> RatedMeeting:
        held = await self.attended.held(command.meeting_id, command.cell_id)
        if held.kind == "extraordinary":
            raise Refused("extraordinary_not_rated", field="meeting_id")
        return RatedMeeting(command.meeting_id, held.cell_id, RatedKind(held.kind), held.month, held.held_on)

    async def _rubrics(self, kind: RatedKind) -> Rubrics:
        known = await self.repository.find(Rubrics, Rubrics.create_id(self.keeper, kind))
        return known or Rubrics(self.keeper, kind)

    async def _rating(self, command: RateMeeting, observer_id: UUID | None) -> CellRating:
        identity = (command.meeting_id, command.cell_id, Rater(command.rater), observer_id)
        known = await self.repository.find(CellRating, CellRating.create_id(*identity))
        return known or CellRating(*identity)


def _rubric(command: AdoptRubric) -> Rubric:
    return Rubric(
        name=command.name,
        kind=RatedKind(command.meeting_kind),
        effective_from=command.effective_from,
        criteria=[Criterion(**criterion.model_dump()) for criterion in command.criteria],
        bands=[Band(**band.model_dump()) for band in command.bands],
        maximum_on=list(command.maximum_on),
    )


def _vote(told: VoteTold | None) -> Vote | None:
    return Vote(told.agreed, told.against) if told else None
