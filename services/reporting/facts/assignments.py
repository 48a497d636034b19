"""Facts of assignments and visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from contracts import assignments
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.facts.told import local_day


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


async def observer_release_withdrawn(
    rows: FactRows, event: Received, withdrawn: assignments.ObserverReleaseWithdrawn
) -> None:
    """The assignment is in force as it was told; the one that took its place was released on its first day."""
    ended = await rows.close("assignment_fact", event, assignment_id=withdrawn.assignment_id)
    rows.add(
        "assignment_fact",
        event,
        told_by=ended[0]["told_by"] if ended else event.position,
        assignment_id=withdrawn.assignment_id,
        notice_id=withdrawn.notice_id,
        person_id=withdrawn.person_id,
        unit_id=withdrawn.cell_id,
        from_on=withdrawn.from_on,
        until_on=withdrawn.until_on,
    )


async def notice_withdrawn(rows: FactRows, event: Received, withdrawn: assignments.NoticeWithdrawn) -> None:
    """None of its assignments has ever been in force."""
    await rows.close("assignment_fact", event, notice_id=withdrawn.notice_id)


async def observer_notified(rows: FactRows, event: Received, told: assignments.ObserverNotified) -> None:
    """An assigned observer was told that a meeting was moved or called off."""
    rows.add(
        "change_told_fact",
        event,
        assignment_id=told.assignment_id,
        meeting_id=told.meeting_id,
        unit_id=told.cell_id,
        day=local_day(told.former_starts_at),
        change=told.change,
        former_starts_at=told.former_starts_at,
    )


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
    """The visit counts no more, and neither does what was found there."""
    for table in ("visit_fact", "finding_fact"):
        await rows.close(table, event, visit_id=withdrawn.visit_id)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


FOLDS: dict[type[Event], Fold] = {
    assignments.ObserverAssigned: observer_assigned,
    assignments.ObserverReleased: observer_released,
    assignments.ObserverReleaseWithdrawn: observer_release_withdrawn,
    assignments.NoticeWithdrawn: notice_withdrawn,
    assignments.ObserverNotified: observer_notified,
    assignments.VisitMade: visit_made,
    assignments.VisitWithdrawn: visit_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {}
