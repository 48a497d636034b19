"""Rubrics, and the ratings of meetings by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from contracts.ratings import (
    AdoptRubric,
    ConfirmRating,
    ContestRating,
    RateMeeting,
    ReviseRating,
    RubricAdopted,
    UpholdRating,
    WithdrawContest,
    WithdrawContestAnswer,
    WithdrawRating,
    WithdrawRubric,
)
from contracts.ratings import Vote as VoteTold
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.ratings.domain import (
    Adopted,
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
from services.ratings.policies import MayAnswer, may_contest, may_withdraw
from services.ratings.replicas import Attended, CityStandards, Resting

OfRating: TypeAlias = (
    ContestRating | UpholdRating | ReviseRating | WithdrawRating | WithdrawContest | WithdrawContestAnswer
)
"""Commands about a rating that was given; each names the cell on which its right was decided."""


@dataclass(frozen=True)
class Ratings:
    """The rubrics and ratings of one keeper."""

    repository: Repository
    keeper: str
    attended: Attended
    city: CityStandards
    resting: Resting

    async def adopt_rubric(self, command: AdoptRubric, call: Call) -> Decided:
        rubrics = await self._rubrics(RatedKind(command.meeting_kind))
        adopted = rubrics.adopt(_rubric(command))
        decided = {"rubric_id": str(adopted.rubric_id), "version": adopted.version}
        return await self.repository.save(call, rubrics, decided=decided)

    async def withdraw_rubric(self, command: WithdrawRubric, call: Call) -> Decided:
        rubrics = await self._rubrics(RatedKind(command.meeting_kind))
        version = rubrics.from_day(command.effective_from).version
        reason = await self.repository.text(call, "reason", command.reason, about=rubrics.id, unit_id=None)
        rubrics.withdraw(command.effective_from, reason.ref)
        decided = {"version": version, "resting": await self.resting.on(version)}
        return await self.repository.save(call, rubrics, texts=[reason], decided=decided)

    async def rate_meeting(self, command: RateMeeting, call: Call) -> Decided:
        meeting = await self._held(command)
        observer_id = call.actor.person_id if command.rater == "observer" else None
        if observer_id is not None:
            await self.attended.require_visit(command.meeting_id, observer_id)
        rubric = await self._rubric_of(meeting)
        rating = await self._rating_by(Rater(command.rater), command.meeting_id, command.cell_id, observer_id)
        score = rating.rate(meeting, command.points, _vote(command.vote), rubric=rubric, rater_id=call.actor.person_id)
        decided = {"rating_id": str(rating.id), "total": str(score.total), "grade": score.grade}
        return await self.repository.save(call, rating, decided=decided)

    async def confirm_rating(self, command: ConfirmRating, call: Call) -> Decided:
        meeting = await self._held(command)
        own_id = CellRating.create_id(command.meeting_id, command.cell_id, Rater.SELF, None)
        own = await self.repository.find(CellRating, own_id)
        if own is None or own.rated is None or own.score is None:
            raise Refused("nothing_to_confirm", field="meeting_id")
        rubric, who = await self._rubric_of(meeting), call.actor.person_id
        rating = await self._rating_by(Rater.SUPERIOR, command.meeting_id, command.cell_id, None)
        score = rating.rate(meeting, own.score.points, None, rubric=rubric, rater_id=who, confirms=own_id)
        decided = {"rating_id": str(rating.id), "total": str(score.total), "grade": score.grade}
        return await self.repository.save(call, rating, decided=decided)

    async def contest_rating(self, command: ContestRating, call: Call) -> Decided:
        rating = await self._of_cell(command, call, may_contest, by_giver=True)
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        rating.contest(reason.ref)
        return await self.repository.save(call, rating, texts=[reason], decided={"rating_id": str(rating.id)})

    async def uphold_rating(self, command: UpholdRating, call: Call) -> Decided:
        rating = await self._of_cell(command, call, may_withdraw)
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        rating.uphold(reason.ref)
        return await self.repository.save(call, rating, texts=[reason], decided={"rating_id": str(rating.id)})

    async def revise_rating(self, command: ReviseRating, call: Call) -> Decided:
        rating = await self._of_cell(command, call, may_withdraw)
        if rating.rated is None:
            raise Refused("not_rated", field="rating_id")
        rubric, who = await self._rubric_of(rating.rated), call.actor.person_id
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        score = rating.revise(command.points, reason.ref, rubric=rubric, rater_id=who)
        decided = {"rating_id": str(rating.id), "total": str(score.total), "grade": score.grade}
        return await self.repository.save(call, rating, texts=[reason], decided=decided)

    async def withdraw_contest(self, command: WithdrawContest, call: Call) -> Decided:
        rating = await self._of_cell(command, call, may_contest, by_giver=True)
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        rating.withdraw_contest(reason.ref)
        return await self.repository.save(call, rating, texts=[reason], decided={"rating_id": str(rating.id)})

    async def withdraw_contest_answer(self, command: WithdrawContestAnswer, call: Call) -> Decided:
        rating = await self._of_cell(command, call, may_withdraw)
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        score = rating.withdraw_answer(reason.ref)
        decided = {"rating_id": str(rating.id), "total": str(score.total), "grade": score.grade}
        return await self.repository.save(call, rating, texts=[reason], decided=decided)

    async def withdraw_rating(self, command: WithdrawRating, call: Call) -> Decided:
        rating = await self._of_cell(command, call, may_withdraw)
        reason = await self.repository.text(call, "reason", command.reason, about=rating.id, unit_id=command.cell_id)
        rating.withdraw(reason.ref)
        return await self.repository.save(call, rating, texts=[reason], decided={"rating_id": str(rating.id)})

    async def _of_cell(self, command: OfRating, call: Call, may: MayAnswer, *, by_giver: bool = False) -> CellRating:
        """The rating, where it is of the cell that the command names and the actor may; not yours is not there.

        `by_giver`: it is asked of whoever gave it; else of the observer alone whose own it is.
        """
        rating = await self.repository.load(CellRating, command.rating_id)
        whose = rating.rater_id if by_giver else rating.person_id
        allowed = may(call.actor, call.keeper, command, rater=rating.rater.value, person_id=whose)
        if rating.cell_id != command.cell_id or not allowed:
            raise Refused("not_there")
        return rating

    async def _held(self, command: RateMeeting | ConfirmRating) -> RatedMeeting:
        held = await self.attended.held(command.meeting_id, command.cell_id)
        if held.kind == "extraordinary":
            raise Refused("extraordinary_not_rated", field="meeting_id")
        return RatedMeeting(command.meeting_id, held.cell_id, RatedKind(held.kind), held.month, held.held_on)

    async def _rubrics(self, kind: RatedKind) -> Rubrics:
        return await self.repository.find_or_open(Rubrics, self.keeper, kind)

    async def _rubric_of(self, meeting: RatedMeeting) -> Adopted:
        """The keeper's own rubric of the meeting's day, else the city's."""
        rubrics = await self._rubrics(meeting.kind)
        if own := rubrics.known_on(meeting.held_on):
            return own
        told = await self.city.rubric(meeting.kind.value, meeting.held_on)
        city = Adopted(told.rubric_id, told.version, _rubric(told)) if told else None
        return rubrics.in_force(meeting.held_on, city=city)

    async def _rating_by(self, rater: Rater, meeting_id: UUID, cell_id: UUID, observer_id: UUID | None) -> CellRating:
        return await self.repository.find_or_open(CellRating, meeting_id, cell_id, rater, observer_id)


def _rubric(command: AdoptRubric | RubricAdopted) -> Rubric:
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
