"""Which kinds of meetings there are, their themes, and the day on which they fall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis.errors import Refused

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


class MeetingKind(Enum):
    """Regular and thematic meetings never stand in for each other; an extraordinary one discharges no duty."""

    REGULAR = "regular"
    THEMATIC = "thematic"
    EXTRAORDINARY = "extraordinary"


@dataclass(frozen=True)
class Theme:
    """The theme of a thematic meeting; the number tells several of one month apart."""

    TOPIC: ClassVar[str] = "meetings.Theme"

    number: int
    title: str


def local_day(instant: datetime) -> date:
    """The day it is in Viet Nam at an instant."""
    return instant.astimezone(LOCAL).date()


def check_kind(kind: MeetingKind, theme: Theme | None, given_id: UUID | None) -> None:
    """Refuse a thematic meeting without a theme, a theme elsewhere, and an id where the natural key decides."""
    if (kind is MeetingKind.THEMATIC) != (theme is not None):
        raise Refused("theme_missing" if theme is None else "theme_not_allowed", field="theme", kind=kind.value)
    if (kind is MeetingKind.EXTRAORDINARY) != (given_id is not None):
        code = "meeting_id_missing" if given_id is None else "meeting_id_not_allowed"
        raise Refused(code, field="meeting_id", kind=kind.value)
