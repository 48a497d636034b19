"""What was scored of a meeting or after a visit goes and moves with it (docs/decisions/what-rests-on-a-meeting.md)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contracts.ratings import RedateRestingRatings, WithdrawRestingRatings
from services.chassis.aggregate import TextRef
from services.chassis.call import Call, Decided
from services.chassis.event_store import Repository
from services.ratings.domain import CellRating, MonthRating
from services.ratings.replicas import Attended, Given


@dataclass(frozen=True)
class Dependents:
    """The scores of one keeper that rest on the records of other services."""

    repository: Repository
    given: Given
    attended: Attended

    async def withdraw_resting_ratings(self, command: WithdrawRestingRatings, call: Call) -> Decided:
        scores = [await self._score(rating_id) for rating_id in await self._resting(command)]
        standing = [score for score in scores if score.rated is not None]
        for score in standing:
            score.withdraw(TextRef(**command.reason.model_dump()))
        return await self.repository.save(call, *standing, decided={"ratings": [str(score.id) for score in standing]})

    async def redate_resting_ratings(self, command: RedateRestingRatings, call: Call) -> Decided:
        held_on = await self.attended.day_of(command.meeting_id)
        scores = [await self._score(one) for one in await self.given.standing_of(command.meeting_id)]
        moved = [score for score in scores if score.rated is not None and held_on not in (None, score.rated.held_on)]
        for score in moved:
            assert held_on is not None
            score.redate(held_on, TextRef(**command.reason.model_dump()))
        return await self.repository.save(call, *moved, decided={"ratings": [str(score.id) for score in moved]})

    async def _resting(self, command: WithdrawRestingRatings) -> list[UUID]:
        if command.observer_id is None:
            return await self.given.of_meeting(command.meeting_id, command.withdrawn_at)
        return await self.given.of_visit(command.meeting_id, command.observer_id, command.withdrawn_at)

    async def _score(self, rating_id: UUID) -> CellRating | MonthRating:
        of_meeting = await self.repository.find(CellRating, rating_id)
        return of_meeting or await self.repository.load(MonthRating, rating_id)
