"""What the minutes of a meeting say, and what contradicts itself in them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.chassis.aggregate import ADDED_LATER, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import words_key
from services.meetings.domain.attendance import Attendance
from services.meetings.domain.kinds import local_day

COUNTS_OF_MEMBERS = (
    "excused_over_three_running",
    "unexcused_in_three_months",
    "praised",
    "reminded",
    "criticised",
)


@dataclass(frozen=True)
class OpinionsOnTopic:
    """How many opinions were about one topic."""

    TOPIC: ClassVar[str] = "meetings.OpinionsOnTopic"

    topic: str
    opinions: int


@dataclass(frozen=True)
class Merger:
    """A thematic meeting held as one with a regular one, and why."""

    TOPIC: ClassVar[str] = "meetings.Merger"

    regular_meeting_id: UUID
    reason: TextRef


@dataclass(frozen=True)
class MeetingRecord:
    """What the secretary records. None means not known, or not counted, and is never taken for 0."""

    TOPIC: ClassVar[str] = "meetings.MeetingRecord"

    held_on: date
    duration_minutes: int
    attendance: Attendance
    opinions: int
    excused_over_three_running: int | None
    chair_id: UUID | None
    minute_taker_id: UUID | None
    place: str | None = field(default=None, metadata=ADDED_LATER)
    started_at: datetime | None = field(default=None, metadata=ADDED_LATER)
    opinions_by_topic: list[OpinionsOnTopic] | None = field(default=None, metadata=ADDED_LATER)
    superior_ids: list[UUID] | None = field(default=None, metadata=ADDED_LATER)
    standing_themes: list[str] | None = field(default=None, metadata=ADDED_LATER)
    unexcused_in_three_months: int | None = field(default=None, metadata=ADDED_LATER)
    praised: int | None = field(default=None, metadata=ADDED_LATER)
    reminded: int | None = field(default=None, metadata=ADDED_LATER)
    criticised: int | None = field(default=None, metadata=ADDED_LATER)
    merged: Merger | None = field(default=None, metadata=ADDED_LATER)

    def check(self, *, today: date) -> None:
        """Refuse what cannot have been, with the numbers that show it."""
        if self.held_on > today:
            raise Refused("held_on_in_the_future", field="held_on", today=today.isoformat())
        if self.started_at is not None and local_day(self.started_at) != self.held_on:
            started = local_day(self.started_at).isoformat()
            raise Refused("started_another_day", field="started_at", day=started, held_on=self.held_on.isoformat())
        self.attendance.check()
        self._check_opinions()
        self._check_superiors()
        self._check_members()
        if _double([words_key(theme) for theme in self.standing_themes or []]):
            raise Refused("standing_theme_double", field="standing_themes")

    def _check_opinions(self) -> None:
        parts = self.opinions_by_topic or []
        if _double([words_key(part.topic) for part in parts]):
            raise Refused("topic_double", field="opinions_by_topic")
        counted = sum(part.opinions for part in parts)
        if counted > self.opinions:
            raise Refused("topics_above_opinions", field="opinions_by_topic", counted=counted, opinions=self.opinions)

    def _check_superiors(self) -> None:
        named, present = self.superior_ids or [], self.attendance.superiors_present
        if _double(named):
            raise Refused("superior_double", field="superior_ids")
        if len(named) > present:
            raise Refused("superiors_above_count", field="superior_ids", named=len(named), present=present)

    def _check_members(self) -> None:
        for name in COUNTS_OF_MEMBERS:
            members: int | None = getattr(self, name)
            if members is not None and members > self.attendance.on_roll:
                raise Refused("members_above_roll", field=name, members=members, roll=self.attendance.on_roll)


def _double(values: Sequence[Hashable]) -> bool:
    return len(set(values)) < len(values)
