"""Facts of meetings, assignments and ratings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from contracts import assignments, meetings, ratings
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows
from services.reporting.facts.told import local_day


async def meeting_held(rows: FactRows, event: Received, held: meetings.MeetingHeld) -> None:
    """A meeting took place; its day is the day it was held on."""
    rows.add(
        "meeting_fact",
        event,
        meeting_id=held.meeting_id,
        unit_id=held.cell_id,
        day=held.held_on,
        month=held.month,
        kind=held.kind,
        present=held.attendance.present,
        expected=held.expected,
        excused=held.attendance.excused,
        unexcused=held.attendance.unexcused,
        opinions=held.opinions,
        duration_minutes=held.duration_minutes,
        criteria=_verdict([criterion.met for criterion in held.criteria]),
    )


async def meeting_withdrawn(rows: FactRows, event: Received, withdrawn: meetings.MeetingWithdrawn) -> None:
    """The record of a meeting counts no more."""
    await rows.close("meeting_fact", event, meeting_id=withdrawn.meeting_id)


async def meeting_rescheduled(rows: FactRows, event: Received, moved: meetings.MeetingRescheduled) -> None:
    """A meeting was moved."""
    _move(rows, event, moved.meeting_id, moved.cell_id, moved.former_starts_at, "rescheduled")


async def meeting_cancelled(rows: FactRows, event: Received, moved: meetings.MeetingCancelled) -> None:
    """A meeting was called off."""
    _move(rows, event, moved.meeting_id, moved.cell_id, moved.former_starts_at, "cancelled")


async def observer_assigned(rows: FactRows, event: Received, assigned: assignments.ObserverAssigned) -> None:
    """An assignment, in force from a day until a day."""
    rows.add(
        "assignment_fact",
        event,
        told_by=event.position,
        assignment_id=assigned.assignment_id,
        notice_id=assigned.notice_id,
        person_id=assigned.person_id,
        unit_id=assigned.cell_id,
        from_on=assigned.from_on,
        until_on=assigned.until_on,
    )


async def observer_released(rows: FactRows, event: Received, released: assignments.ObserverReleased) -> None:
    """The assignment ends the day before; one released before it began never was in force."""
    for row in await rows.close("assignment_fact", event, assignment_id=released.assignment_id):
        until_on = min(row["until_on"], _day_before(released.released_on))
        if until_on >= row["from_on"]:
            kept = ("told_by", "assignment_id", "notice_id", "person_id", "unit_id", "from_on")
            rows.add("assignment_fact", event, **{name: row[name] for name in kept}, until_on=until_on)


async def visit_made(rows: FactRows, event: Received, visit: assignments.VisitMade) -> None:
    """An observer attended a meeting."""
    rows.add(
        "visit_fact",
        event,
        visit_id=visit.visit_id,
        meeting_id=visit.meeting_id,
        person_id=visit.person_id,
        unit_id=visit.cell_id,
        day=visit.visited_on,
    )


async def visit_withdrawn(rows: FactRows, event: Received, withdrawn: assignments.VisitWithdrawn) -> None:
    """The visit counts no more."""
    await rows.close("visit_fact", event, visit_id=withdrawn.visit_id)


async def cell_rated(rows: FactRows, event: Received, rated: ratings.CellRated) -> None:
    """One rater's total for one meeting, in hundredths of a point."""
    rows.add(
        "rating_fact",
        event,
        rating_id=rated.rating_id,
        meeting_id=rated.meeting_id,
        unit_id=rated.cell_id,
        day=rated.held_on,
        rater=rated.rater,
        rater_id=rated.rater_id,
        total=int(rated.total * Decimal(100)),
        grade=rated.grade,
    )


async def rating_withdrawn(rows: FactRows, event: Received, withdrawn: ratings.RatingWithdrawn) -> None:
    """The rating counts no more."""
    await rows.close("rating_fact", event, rating_id=withdrawn.rating_id)


def _move(rows: FactRows, event: Received, meeting_id: UUID, cell_id: UUID, former: datetime, change: str) -> None:
    day = local_day(former)
    rows.add("move_fact", event, meeting_id=meeting_id, unit_id=cell_id, day=day, change=change)


def _verdict(met: list[bool | None]) -> bool | None:
    """All met, one failed, or not known: what nobody declared is never taken for met."""
    if False in met:
        return False
    return None if None in met else True


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
