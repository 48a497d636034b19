"""What the world is told of each thing that happens to a meeting."""

from __future__ import annotations

from typing import Any

from contracts import meetings as contract
from services.chassis.telling import alike, text
from services.meetings.domain import Meeting, Merger, Theme
from services.meetings.publishing.telling import to_contract


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
        former_starts_at=scheduled.former_starts_at,
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
def _(withdrawn: Meeting.ChangeWithdrawn) -> contract.MeetingChangeWithdrawn:
    return alike(contract.MeetingChangeWithdrawn, withdrawn, meeting_id=withdrawn.originator_id)


@to_contract.register
def _(held: Meeting.Held) -> contract.MeetingHeld:
    return contract.MeetingHeld(**_minutes(held))


@to_contract.register
def _(corrected: Meeting.MinutesCorrected) -> contract.MinutesCorrected:
    former_held_on, reason = corrected.former.held_on, text(corrected.reason)
    return contract.MinutesCorrected(**_minutes(corrected), former_held_on=former_held_on, reason=reason)


@to_contract.register
def _(withdrawn: Meeting.Withdrawn) -> contract.MeetingWithdrawn:
    return alike(contract.MeetingWithdrawn, withdrawn, meeting_id=withdrawn.originator_id)


def _theme(theme: Theme | None) -> contract.Theme | None:
    return contract.Theme(number=theme.number, title=theme.title) if theme else None


def _minutes(told: Meeting.Held | Meeting.MinutesCorrected) -> dict[str, Any]:
    """What both say of the minutes."""
    record, parts = told.record, told.record.opinions_by_topic
    return {
        "meeting_id": told.originator_id,
        "cell_id": told.cell_id,
        "kind": told.kind.value,
        "month": told.month,
        "theme": _theme(told.theme),
        "held_on": record.held_on,
        "duration_minutes": record.duration_minutes,
        "attendance": contract.Attendance(**vars(record.attendance)),
        "expected": record.attendance.expected,
        "opinions": record.opinions,
        "excused_over_three_running": record.excused_over_three_running,
        "policy_version": told.policy_version,
        "criteria": [contract.Criterion.model_validate(vars(criterion)) for criterion in told.criteria],
        "chair_id": record.chair_id,
        "minute_taker_id": record.minute_taker_id,
        "place": record.place,
        "started_at": record.started_at,
        "opinions_by_topic": None if parts is None else [contract.OpinionsOnTopic(**vars(part)) for part in parts],
        "superior_ids": record.superior_ids,
        "standing_themes": record.standing_themes,
        "unexcused_in_three_months": record.unexcused_in_three_months,
        "praised": record.praised,
        "reminded": record.reminded,
        "criticised": record.criticised,
        "merged": _merger(record.merged),
    }


def _merger(merged: Merger | None) -> contract.Merger | None:
    return contract.Merger(regular_meeting_id=merged.regular_meeting_id, reason=text(merged.reason)) if merged else None
