"""What was scored of a meeting or after a visit goes and moves with it (docs/decisions/what-rests-on-a-meeting.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from contracts.ratings import RedateRestingRatings, WithdrawRestingRatings
from services.chassis.aggregate import TextRef
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.ratings.domain import CellRating, MonthRating
from services.ratings.replicas import Attended, Given

Score: TypeAlias = CellRating | MonthRating


@dataclass(frozen=True)
class Dependents:
    """The scores of one keeper that rest on the records of other services."""

    repository: Repository
    given: Given
    attended: Attended

    async def withdraw_resting_ratings(self, command: WithdrawRestingRatings, call: Call) -> Decided:
        scores = [score for score, _ in await self._standing(command.meeting_id, await self._resting(command))]
        for score in scores:
            score.withdraw(TextRef(**command.reason.model_dump()))
        return await self._save(call, scores)

    async def redate_resting_ratings(self, command: RedateRestingRatings, call: Call) -> Decided:
        held_on = await self.attended.day_of(command.meeting_id)
        if held_on is None:
            return await self._save(call, [])
        resting = await self.given.standing_of(command.meeting_id)
        moved = [score for score, day in await self._standing(command.meeting_id, resting) if day != held_on]
        for score in moved:
            score.redate(held_on, TextRef(**command.reason.model_dump()))
        return await self._save(call, moved)

    async def _resting(self, command: WithdrawRestingRatings) -> list[UUID]:
        if command.observer_id is None:
            return await self.given.of_meeting(command.meeting_id, command.withdrawn_at)
        return await self.given.of_visit(command.meeting_id, command.observer_id, command.withdrawn_at)

    async def _standing(self, meeting_id: UUID, ratings: Sequence[UUID]) -> list[tuple[Score, date]]:
        """Those that stand, each with the meeting's day as it was rated.

        The replica may lag: by now a month may be scored at another meeting, which nobody withdrew or moved.
        """
        scores = [await self._score(rating_id) for rating_id in ratings]
        rated = [(score, score.rated) for score in scores]
        return [(score, of.held_on) for score, of in rated if of is not None and of.meeting_id == meeting_id]

    async def _score(self, rating_id: UUID) -> Score:
        of_meeting = await self.repository.find(CellRating, rating_id)
        return of_meeting or await self.repository.load(MonthRating, rating_id)

    async def _save(self, call: Call, scores: Sequence[Score]) -> Decided:
        return await self.repository.save(call, *scores, decided={"ratings": [str(score.id) for score in scores]})
