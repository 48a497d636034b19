"""What tests of meetings begin with; only the value that matters is written in the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from services.chassis.aggregate import Aggregate, TextRef, now
from services.chassis.event_store import DomainEvent
from services.meetings.domain import Attendance, Meeting, MeetingKind, MeetingPolicy, MeetingRecord, Theme

JANUARY = date(2024, 1, 1)
HELD_ON, TODAY = date(2024, 1, 3), date(2024, 1, 5)
STARTS_AT = datetime(2024, 1, 3, 12, 30, tzinfo=UTC)
REASON = TextRef(UUID(int=1), "00" * 32)
POLICY = MeetingPolicy("test", attendance_over_percent=85, least_minutes=90)
THEME = Theme(1, "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh")


def an_id(name: str) -> UUID:
    """An id by name, the same wherever it is written."""
    return uuid5(UUID(int=0), name)


CELL = an_id("cell")


@contextmanager
def at(instant: datetime = STARTS_AT) -> Iterator[None]:
    """What the chassis does around an application method."""
    token = now.set(instant)
    try:
        yield
    finally:
        now.reset(token)


def happened(aggregate: Aggregate) -> list[DomainEvent]:
    """What has happened to the aggregate since this was asked last."""
    return list(aggregate.collect_events())


def names(events: list[DomainEvent]) -> list[str]:
    """What happened, by name."""
    return [type(event).__name__ for event in events]


def replayed(events: list[DomainEvent]) -> Aggregate:
    """The aggregate as its history makes it."""
    aggregate: Aggregate | None = None
    for event in events:
        aggregate = event.mutate(aggregate)
    assert aggregate is not None
    return aggregate


def attendance(**counts: int) -> Attendance:
    """24 expected, 22 present, 2 excused, but for the counts given."""
    usual = Attendance(
        official=25,
        probationary=2,
        exempt=2,
        temporarily_away=1,
        special_duty=0,
        temporarily_here=0,
        present=22,
        excused=2,
        unexcused=0,
        exempt_present=0,
        guests=0,
        superiors_present=0,
    )
    return replace(usual, **counts)


def record(
    *,
    held_on: date = HELD_ON,
    minutes: int = 95,
    counts: Attendance | None = None,
    excused_over_three_running: int | None = 0,
) -> MeetingRecord:
    return MeetingRecord(held_on, minutes, counts or attendance(), 8, excused_over_three_running, None, None)


def a_meeting(kind: MeetingKind = MeetingKind.REGULAR, theme: Theme | None = None) -> Meeting:
    """Opened, nothing pending."""
    meeting = Meeting(CELL, kind, JANUARY, theme, None)
    happened(meeting)
    return meeting


def a_scheduled_meeting() -> Meeting:
    meeting = a_meeting()
    meeting.schedule(None, STARTS_AT, "Nhà văn hóa")
    happened(meeting)
    return meeting


def a_held_meeting() -> Meeting:
    meeting = a_meeting()
    meeting.record(None, record(), policy=POLICY, today=TODAY)
    happened(meeting)
    return meeting
