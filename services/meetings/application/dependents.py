"""What rests on the record of a meeting, and goes or moves with it.

The lists beside the history say where to look, and may lag behind it by a moment; what is found there is loaded from
the history, which decides (docs/decisions/what-rests-on-a-meeting.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.aggregate import Aggregate, TextRef
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.meetings.domain import Guidance, Meeting, Resolution, TakingUp
from services.meetings.replicas.followed_lists import Followed


@dataclass(frozen=True)
class Dependents:
    """Everything that stands and rests on one meeting; a resolution that it adopted is not among those it reviewed."""

    adopted: list[Resolution]
    reviewed: list[Resolution]
    taken_up: list[TakingUp]

    def all(self) -> list[Aggregate]:
        """What is to be saved."""
        return [*self.adopted, *self.reviewed, *self.taken_up]


@dataclass(frozen=True)
class Resting:
    """Finds what rests on the meetings of one keeper."""

    repository: Repository
    followed: Followed

    async def on(self, meeting: Meeting) -> Dependents:
        """What rests on a meeting now."""
        found = await self.followed.resting_on(meeting.id)
        adopted = [one for one in await self._resolutions(found.adopted) if one.stands]
        reviewed = [one for one in await self._resolutions(found.reviewed - found.adopted) if one.stands]
        taken_up = [await self._taking_up(guidance_id, meeting.cell_id) for guidance_id in sorted(found.taken_up)]
        return Dependents(
            adopted,
            [one for one in reviewed if one.review_by(meeting.id)],
            [one for one in taken_up if one and one.meeting_id == meeting.id],
        )

    async def withdraw(self, meeting: Meeting, reason: TextRef, *, allowed: bool) -> list[Aggregate]:
        """Take back all that rests on it; refused with `meeting_built_upon` where that is not wanted."""
        await self._refuse_merged(meeting)
        resting = await self.on(meeting)
        if resting.all() and not allowed:
            raise Refused(
                "meeting_built_upon",
                field="with_dependents",
                resolutions=len(resting.adopted),
                reviews=len(resting.reviewed),
                taken_up=len(resting.taken_up),
            )
        for adopted in resting.adopted:
            adopted.withdraw(reason)
        for taking in resting.taken_up:
            taking.withdraw(reason)
        for resolution in resting.reviewed:
            resolution.withdraw_review(meeting.id, reason)
        return resting.all()

    async def _refuse_merged(self, meeting: Meeting) -> None:
        """Refuse to take a regular meeting back while a thematic one stands that was held as one with it."""
        found = await self.followed.resting_on(meeting.id)
        merged = [await self.repository.find(Meeting, meeting_id) for meeting_id in sorted(found.merged)]
        if any(one is not None and one.held_on is not None for one in merged):
            raise Refused("merged_meeting_stands", field="meeting_id")

    async def move(self, meeting: Meeting, held_on: date, reason: TextRef) -> list[Aggregate]:
        """Move what the meeting resolved, reviewed and took up to the day on which it was held after all."""
        resting = await self.on(meeting)
        for resolution in resting.adopted:
            resolution.redate(held_on, reason)
        for resolution in resting.reviewed:
            resolution.redate_review(meeting.id, held_on, reason)
        for taking in resting.taken_up:
            guidance = await self.repository.load(Guidance, taking.guidance_id)
            assert guidance.given is not None
            taking.redate(guidance.given, held_on, reason)
        return resting.all()

    async def _resolutions(self, ids: frozenset[UUID]) -> list[Resolution]:
        found = [await self.repository.find(Resolution, one) for one in sorted(ids)]
        return [one for one in found if one is not None]

    async def _taking_up(self, guidance_id: UUID, cell_id: UUID) -> TakingUp | None:
        return await self.repository.find(TakingUp, TakingUp.create_id(guidance_id, cell_id))
