"""What was ready before a meeting: HD 12-HD/BTCTW asks for it, and it is shown beside the meeting, never blocks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from services.chassis.errors import Refused


@dataclass(frozen=True)
class Agenda:
    """The items as labels; a day that is None: the committee did not meet first, no papers were sent."""

    TOPIC: ClassVar[str] = "meetings.Agenda"

    items: list[str]
    committee_met_on: date | None
    papers_sent_on: date | None
    draft_resolution_ready: bool
    superior_notified: bool

    def check(self, meeting_on: date, *, today: date) -> None:
        """Refuse a day that is to come, or that lies behind the meeting."""
        for name in ("committee_met_on", "papers_sent_on"):
            day: date | None = getattr(self, name)
            if day is not None and day > today:
                raise Refused("prepared_in_the_future", field=name, today=today.isoformat())
            if day is not None and day > meeting_on:
                raise Refused("prepared_after_the_meeting", field=name, meeting_on=meeting_on.isoformat())
