"""What became of an announced meeting, as observers are told of it; and which day an instant is in Viet Nam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


class Change(Enum):
    """What became of an announced meeting."""

    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class MeetingChange:
    """A meeting that was moved or called off; nothing in it but what its cell has made known."""

    meeting_id: UUID
    change: Change
    former_starts_at: datetime
    starts_at: datetime | None
    place: str | None

    @property
    def days(self) -> list[date]:
        """The former day and the new one, in Viet Nam."""
        return [local_day(instant) for instant in (self.former_starts_at, self.starts_at) if instant is not None]


def local_day(instant: datetime) -> date:
    """The day it is in Viet Nam at an instant."""
    return instant.astimezone(LOCAL).date()
