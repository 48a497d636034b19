"""The meeting at which a cell decided something: it must be the cell's own, and recorded as held."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.meetings.domain import Meeting


async def day_held(repository: Repository, meeting_id: UUID, cell_id: UUID) -> date:
    """The day on which the meeting was held. Refused `not_there` (another cell's, too), `meeting_not_held`."""
    meeting = await repository.load(Meeting, meeting_id)
    if meeting.cell_id != cell_id:
        raise Refused("not_there")
    if meeting.held_on is None:
        raise Refused("meeting_not_held", field="meeting_id")
    return meeting.held_on
