"""Minutes of the meeting that is rated, corrected to another day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from contracts.meetings import MinutesCorrected
from contracts.texts import TextRef
from services.ratings.replicas import Attended, HeldMeeting
from tests.ratings.given import CELL, MEETING
from tests.ratings.test_application import HELD_ON, JANUARY, REASON
from tests.samples import example

MOVED_TO = date(2024, 1, 4)


def corrected(held_on: date = MOVED_TO, former_held_on: date = HELD_ON) -> MinutesCorrected:
    told = example("meetings", "MinutesCorrected")
    assert isinstance(told, MinutesCorrected)
    days = {"held_on": held_on, "former_held_on": former_held_on, "month": JANUARY}
    return told.model_copy(update={"meeting_id": MEETING, "cell_id": CELL, "kind": "regular", "reason": REASON} | days)


class Moved(Attended):
    """One meeting, which is known to have been held on another day."""

    async def held(self, meeting_id: UUID, cell_id: UUID) -> HeldMeeting:
        raise NotImplementedError

    async def day_of(self, meeting_id: UUID) -> date | None:
        raise NotImplementedError

    async def of_year(self, cell_id: UUID, year: int) -> list[tuple[UUID, HeldMeeting]]:
        raise NotImplementedError

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        raise NotImplementedError

    async def moved(self, meeting_id: UUID, from_day: date) -> TextRef | None:
        return REASON if (meeting_id, from_day) == (MEETING, HELD_ON) else None

    async def again(self, meeting_id: UUID) -> TextRef | None:
        return None
