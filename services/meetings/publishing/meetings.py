"""What the world is told of each thing that happens to a meeting."""

from __future__ import annotations

from dataclasses import asdict

from contracts import meetings as contract
from services.meetings.domain import Meeting, Theme
from services.meetings.publishing.telling import text, to_contract


@to_contract.register
def _(opened: Meeting.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(scheduled: Meeting.Scheduled) -> contract.MeetingScheduled:
    return contract.MeetingScheduled(
        meeting_id=scheduled.originator_id,
        cell_id=scheduled.cell_id,
        kind=scheduled.kind.value,
        month=scheduled.month,
        theme=_theme(scheduled.theme),
        starts_at=scheduled.starts_at,
        place=scheduled.place,
    )


@to_contract.register
def _(rescheduled: Meeting.Rescheduled) -> contract.MeetingRescheduled:
    return contract.MeetingRescheduled(
        meeting_id=rescheduled.originator_id,
        cell_id=rescheduled.cell_id,
        former_starts_at=rescheduled.former_starts_at,
        former_place=rescheduled.former_place,
        starts_at=rescheduled.starts_at,
        place=rescheduled.place,
        reason=text(rescheduled.reason),
    )


@to_contract.register
def _(cancelled: Meeting.Cancelled) -> contract.MeetingCancelled:
    return contract.MeetingCancelled(
        meeting_id=cancelled.originator_id,
        cell_id=cancelled.cell_id,
        former_starts_at=cancelled.former_starts_at,
        former_place=cancelled.former_place,
        reason=text(cancelled.reason),
    )


@to_contract.register
def _(held: Meeting.Held) -> contract.MeetingHeld:
    record = held.record
    return contract.MeetingHeld(
        meeting_id=held.originator_id,
        cell_id=held.cell_id,
        kind=held.kind.value,
        month=held.month,
        theme=_theme(held.theme),
        held_on=record.held_on,
        duration_minutes=record.duration_minutes,
        attendance=contract.Attendance(**asdict(record.attendance)),
        expected=record.attendance.expected,
        opinions=record.opinions,
        excused_over_three_running=record.excused_over_three_running,
        policy_version=held.policy_version,
        criteria=[contract.Criterion.model_validate(asdict(criterion)) for criterion in held.criteria],
        chair_id=record.chair_id,
        minute_taker_id=record.minute_taker_id,
    )


@to_contract.register
def _(withdrawn: Meeting.Withdrawn) -> contract.MeetingWithdrawn:
    return contract.MeetingWithdrawn(
        meeting_id=withdrawn.originator_id,
        cell_id=withdrawn.cell_id,
        held_on=withdrawn.held_on,
        month=withdrawn.month,
        reason=text(withdrawn.reason),
    )


def _theme(theme: Theme | None) -> contract.Theme | None:
    return contract.Theme(number=theme.number, title=theme.title) if theme else None
