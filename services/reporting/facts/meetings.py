"""Facts of meetings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contracts import meeting_policies, meeting_preparation, meetings
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.facts.told import local_day


async def meeting_held(rows: FactRows, event: Received, held: meetings.MeetingHeld) -> None:
    """A meeting took place; its day is the day it was held on."""
    _add_meeting(rows, event, held)


async def minutes_corrected(rows: FactRows, event: Received, corrected: meetings.MinutesCorrected) -> None:
    """What was recorded of a meeting counts no more; what it was corrected to does."""
    await rows.close("meeting_fact", event, meeting_id=corrected.meeting_id)
    _add_meeting(rows, event, corrected)


async def meeting_withdrawn(rows: FactRows, event: Received, withdrawn: meetings.MeetingWithdrawn) -> None:
    """The record of a meeting counts no more."""
    await rows.close("meeting_fact", event, meeting_id=withdrawn.meeting_id)


async def meeting_rescheduled(rows: FactRows, event: Received, moved: meetings.MeetingRescheduled) -> None:
    """A meeting was moved."""
    _move(rows, event, moved.meeting_id, moved.cell_id, moved.former_starts_at, "rescheduled")


async def meeting_cancelled(rows: FactRows, event: Received, moved: meetings.MeetingCancelled) -> None:
    """A meeting was called off."""
    _move(rows, event, moved.meeting_id, moved.cell_id, moved.former_starts_at, "cancelled")


def _add_meeting(rows: FactRows, event: Received, held: meetings.MinutesTold) -> None:
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


def _move(rows: FactRows, event: Received, meeting_id: UUID, cell_id: UUID, former: datetime, change: str) -> None:
    day = local_day(former)
    rows.add("move_fact", event, meeting_id=meeting_id, unit_id=cell_id, day=day, change=change)


def _verdict(met: list[bool | None]) -> bool | None:
    """All met, one failed, or not known: what nobody declared is never taken for met."""
    if False in met:
        return False
    return None if None in met else True


FOLDS: dict[type[Event], Fold] = {
    meetings.MeetingRescheduled: meeting_rescheduled,
    meetings.MeetingCancelled: meeting_cancelled,
    meetings.MeetingHeld: meeting_held,
    meetings.MinutesCorrected: minutes_corrected,
    meetings.MeetingWithdrawn: meeting_withdrawn,
}

WITHOUT_FACTS: frozenset[type[Event]] = frozenset(
    {
        meetings.MeetingScheduled,
        meeting_preparation.ThemePlanned,
        meeting_preparation.ThemeWithdrawn,
        meeting_preparation.AgendaPrepared,
        meeting_preparation.AgendaWithdrawn,
        meeting_policies.MeetingPolicyAdopted,
        meeting_policies.MeetingPolicyWithdrawn,
    }
)
