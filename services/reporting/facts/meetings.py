"""Facts of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from contracts import meeting_policies, meeting_preparation, meetings
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.facts.told import local_day


async def meeting_held(rows: FactRows, event: Received, held: meetings.MeetingHeld) -> None:
    """A meeting took place; its day is the day it was held on."""
    _add_meeting(rows, event, held, corrected=False)


async def minutes_corrected(rows: FactRows, event: Received, corrected: meetings.MinutesCorrected) -> None:
    """What was recorded of a meeting counts no more; what it was corrected to does."""
    await rows.close("meeting_fact", event, meeting_id=corrected.meeting_id)
    _add_meeting(rows, event, corrected, corrected=True)


async def meeting_withdrawn(rows: FactRows, event: Received, withdrawn: meetings.MeetingWithdrawn) -> None:
    """The record of a meeting counts no more."""
    await rows.close("meeting_fact", event, meeting_id=withdrawn.meeting_id)


async def meeting_rescheduled(rows: FactRows, event: Received, moved: meetings.MeetingRescheduled) -> None:
    """A meeting was moved."""
    _move(rows, event, moved, change="rescheduled", new_day=local_day(moved.starts_at))


async def meeting_cancelled(rows: FactRows, event: Received, moved: meetings.MeetingCancelled) -> None:
    """A meeting was called off."""
    _move(rows, event, moved, change="cancelled", new_day=None)


async def agenda_prepared(rows: FactRows, event: Received, agenda: meeting_preparation.AgendaPrepared) -> None:
    """What was ready before a meeting; said again, it counts instead of what was said before."""
    await rows.close("agenda_fact", event, meeting_id=agenda.meeting_id)
    rows.add(
        "agenda_fact",
        event,
        meeting_id=agenda.meeting_id,
        unit_id=agenda.cell_id,
        day=agenda.meeting_on,
        committee_met_on=agenda.committee_met_on,
        papers_sent_on=agenda.papers_sent_on,
        papers_ahead_days=agenda.papers_ahead_days,
        draft_resolution_ready=agenda.draft_resolution_ready,
        superior_notified=agenda.superior_notified,
    )


async def agenda_withdrawn(rows: FactRows, event: Received, agenda: meeting_preparation.AgendaWithdrawn) -> None:
    """What was said of the preparation counts no more."""
    await rows.close("agenda_fact", event, meeting_id=agenda.meeting_id)


async def theme_planned(rows: FactRows, event: Received, planned: meeting_preparation.ThemePlanned) -> None:
    """A cell has a theme for the quarter."""
    rows.add("theme_fact", event, unit_id=planned.cell_id, day=planned.from_on)


async def theme_withdrawn(rows: FactRows, event: Received, theme: meeting_preparation.ThemeWithdrawn) -> None:
    """The quarter has no theme any more."""
    await rows.close("theme_fact", event, unit_id=theme.cell_id, day=theme.from_on)


def _add_meeting(rows: FactRows, event: Received, held: meetings.MinutesTold, *, corrected: bool) -> None:
    topics, standing = held.opinions_by_topic, held.standing_themes
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
        theme=" ".join(held.theme.title.split()).casefold() if held.theme else None,
        on_topics=None if topics is None else sum(part.opinions for part in topics),
        standing=None if standing is None else bool(standing),
        unexcused_in_three_months=held.unexcused_in_three_months,
        merged=held.merged is not None,
        corrected=corrected,
    )


async def change_withdrawn(rows: FactRows, event: Received, told: meetings.MeetingChangeWithdrawn) -> None:
    """The last change of the meeting was none."""
    await rows.close_last("move_fact", event, meeting_id=told.meeting_id)


def _move(
    rows: FactRows,
    event: Received,
    moved: meetings.MeetingRescheduled | meetings.MeetingCancelled,
    *,
    change: str,
    new_day: date | None,
) -> None:
    rows.add(
        "move_fact",
        event,
        meeting_id=moved.meeting_id,
        unit_id=moved.cell_id,
        day=local_day(moved.former_starts_at),
        change=change,
        former_starts_at=moved.former_starts_at,
        new_day=new_day,
    )


def _verdict(met: list[bool | None]) -> bool | None:
    """All met, one failed, or not known: what nobody declared is never taken for met."""
    if False in met:
        return False
    return None if None in met else True


FOLDS: dict[type[Event], Fold] = {
    meetings.MeetingRescheduled: meeting_rescheduled,
    meetings.MeetingCancelled: meeting_cancelled,
    meetings.MeetingChangeWithdrawn: change_withdrawn,
    meetings.MeetingHeld: meeting_held,
    meetings.MinutesCorrected: minutes_corrected,
    meeting_preparation.AgendaPrepared: agenda_prepared,
    meeting_preparation.AgendaWithdrawn: agenda_withdrawn,
    meeting_preparation.ThemePlanned: theme_planned,
    meeting_preparation.ThemeWithdrawn: theme_withdrawn,
    meetings.MeetingWithdrawn: meeting_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {
    meetings.MeetingScheduled: "no meeting yet; whoever moves or cancels it tells the day that was announced",
    meeting_policies.MeetingPolicyAdopted: "a rule: minutes tell which of the criteria were met by it",
    meeting_policies.MeetingPolicyWithdrawn: "nothing that was judged by it is judged anew",
}
