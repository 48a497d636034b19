"""Messages about what goes before a meeting: the theme of the quarter, the agenda, what the committee had ready."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.labels import FreeText, Label, MeetingId, UnitId
from contracts.meetings import MeetingKind
from contracts.message import OPEN, Command, Event
from contracts.texts import TextRef

MOST_ITEMS = 50


class PlanTheme(Command, subject="cmd.{keeper}.meetings.plan_theme.v1", audience=OPEN):
    """Plan what a cell's thematic meeting of a quarter is about; `quarter` is any day of it.

    Each quarter has a theme of its own. Whether one that comes back within a year is refused, or only told as
    `repeats` in the answer, is a number of the policy in force.
    """

    cell_id: UnitId
    quarter: date
    title: Label


class ThemePlanned(Event, subject="evt.{keeper}.meetings.ThemePlanned.v1", audience=OPEN):
    """The theme of a cell's quarter. `repeats` are the first days of quarters within a year that have the same."""

    cell_id: UnitId
    from_on: date
    until_on: date
    title: str
    repeats: list[date]


class WithdrawTheme(Command, subject="cmd.{keeper}.meetings.withdraw_theme.v1", audience=OPEN):
    """Take the theme of a quarter back; another may be planned."""

    cell_id: UnitId
    quarter: date
    reason: FreeText


class ThemeWithdrawn(Event, subject="evt.{keeper}.meetings.ThemeWithdrawn.v1", audience=OPEN):
    """The quarter has no planned theme any more."""

    cell_id: UnitId
    from_on: date
    title: str
    reason: TextRef


class PrepareAgenda(Command, subject="cmd.{keeper}.meetings.prepare_agenda.v1", audience=OPEN):
    """Say what was ready before a meeting, which is scheduled or, entered late, held; said again, it replaces this.

    A day that is None: the cell's committee did not meet first, no papers were sent.
    """

    cell_id: UnitId
    meeting_id: MeetingId
    items: Annotated[list[Label], Field(min_length=1, max_length=MOST_ITEMS)]
    committee_met_on: date | None = None
    papers_sent_on: date | None = None
    draft_resolution_ready: bool = False
    superior_notified: bool = False


class AgendaPrepared(Event, subject="evt.{keeper}.meetings.AgendaPrepared.v1", audience=OPEN):
    """What was ready before a meeting. Papers count as sent ahead from `papers_ahead_days` days on, by the policy."""

    meeting_id: MeetingId
    cell_id: UnitId
    kind: MeetingKind
    month: date
    meeting_on: date
    items: list[str]
    committee_met_on: date | None
    papers_sent_on: date | None
    draft_resolution_ready: bool
    superior_notified: bool
    papers_ahead_days: int
    policy_version: str


class WithdrawAgenda(Command, subject="cmd.{keeper}.meetings.withdraw_agenda.v1", audience=OPEN):
    """Take back what was said of a meeting's preparation."""

    cell_id: UnitId
    meeting_id: MeetingId
    reason: FreeText


class AgendaWithdrawn(Event, subject="evt.{keeper}.meetings.AgendaWithdrawn.v1", audience=OPEN):
    """What was said of a meeting's preparation counts no more."""

    meeting_id: MeetingId
    cell_id: UnitId
    month: date
    meeting_on: date
    reason: TextRef
