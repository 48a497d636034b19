"""Messages of meetings about what committees give cells to work with: guidance, and good practice passed on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import FreeText, Label, MeetingId, UnitId
from contracts.message import OPEN, Command, Event
from contracts.texts import TextRef

GuidancePeriod = Literal["year", "month"]


class IssueGuidance(Command, subject="cmd.{keeper}.meetings.issue_guidance.v1", audience=OPEN):
    """Issue what the cells below a unit are to take up in a year or a month: a document's number and title.

    `for_unit_id` is the unit whose cells are meant, the issuer where nobody is named. `begins_on` is any day of the
    period. The id follows from issuer, number and year; withdrawn, it may be issued again.
    """

    issuer_id: UnitId
    number: Label
    title: Label
    issued_on: date
    period: GuidancePeriod
    begins_on: date
    for_unit_id: UnitId | None = None
    text: FreeText | None = None


class GuidanceIssued(Event, subject="evt.{keeper}.meetings.GuidanceIssued.v1", audience=OPEN):
    """The cells below a unit are to take something up, from the first day of a period until its last."""

    guidance_id: UUID
    issuer_id: UnitId
    number: str
    title: str
    issued_on: date
    period: GuidancePeriod
    from_on: date
    until_on: date
    for_unit_id: UnitId
    text: TextRef | None


class WithdrawGuidance(Command, subject="cmd.{keeper}.meetings.withdraw_guidance.v1", audience=OPEN):
    """Take back guidance; nobody needs to take it up any more."""

    issuer_id: UnitId
    guidance_id: UUID
    reason: FreeText


class GuidanceWithdrawn(Event, subject="evt.{keeper}.meetings.GuidanceWithdrawn.v1", audience=OPEN):
    """Guidance counts no more."""

    guidance_id: UUID
    issuer_id: UnitId
    issued_on: date
    reason: TextRef


class TakeUpGuidance(Command, subject="cmd.{keeper}.meetings.take_up_guidance.v1", audience=OPEN):
    """Enter that a meeting of a cell took guidance up; once for each cell, later ones add nothing."""

    cell_id: UnitId
    guidance_id: UUID
    meeting_id: MeetingId


class GuidanceTakenUp(Event, subject="evt.{keeper}.meetings.GuidanceTakenUp.v1", audience=OPEN):
    """A cell took guidance up at a meeting."""

    guidance_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    taken_up_on: date


class WithdrawTakingUp(Command, subject="cmd.{keeper}.meetings.withdraw_taking_up.v1", audience=OPEN):
    """Take back that a cell took guidance up; it may be entered again."""

    cell_id: UnitId
    guidance_id: UUID
    reason: FreeText


class TakingUpWithdrawn(Event, subject="evt.{keeper}.meetings.TakingUpWithdrawn.v1", audience=OPEN):
    """That a cell took guidance up counts no more."""

    guidance_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    taken_up_on: date
    reason: TextRef


class TakingUpRedated(Event, subject="evt.{keeper}.meetings.TakingUpRedated.v1", audience=OPEN):
    """The meeting that took guidance up was held on another day than its minutes said at first."""

    guidance_id: UUID
    cell_id: UnitId
    meeting_id: MeetingId
    former_taken_up_on: date
    taken_up_on: date
    reason: TextRef


class RecordGoodPractice(Command, subject="cmd.{keeper}.meetings.record_good_practice.v1", audience=OPEN):
    """Record what a unit does well. Its id follows from the unit and the title; withdrawn, it may come again."""

    unit_id: UnitId
    title: Label
    theme: Label
    recorded_on: date
    content: FreeText


class GoodPracticeRecorded(Event, subject="evt.{keeper}.meetings.GoodPracticeRecorded.v1", audience=OPEN):
    """A unit does something well that others may learn from."""

    practice_id: UUID
    unit_id: UnitId
    title: str
    theme: str
    recorded_on: date
    content: TextRef


class ShareGoodPractice(Command, subject="cmd.{keeper}.meetings.share_good_practice.v1", audience=OPEN):
    """Pass a good practice on to other units; those that have it already are left out of the event."""

    sharer_id: UnitId
    practice_id: UUID
    with_unit_ids: Annotated[list[UnitId], Field(min_length=1, max_length=1000)]
    shared_on: date


class GoodPracticeShared(Event, subject="evt.{keeper}.meetings.GoodPracticeShared.v1", audience=OPEN):
    """A good practice was passed on."""

    practice_id: UUID
    unit_id: UnitId
    sharer_id: UnitId
    with_unit_ids: list[UnitId]
    shared_on: date


class WithdrawSharing(Command, subject="cmd.{keeper}.meetings.withdraw_sharing.v1", audience=OPEN):
    """Take back that a good practice was passed on to a unit; it may be passed on again."""

    sharer_id: UnitId
    practice_id: UUID
    with_unit_id: UnitId
    reason: FreeText


class SharingWithdrawn(Event, subject="evt.{keeper}.meetings.SharingWithdrawn.v1", audience=OPEN):
    """That a good practice was passed on to a unit counts no more."""

    practice_id: UUID
    unit_id: UnitId
    sharer_id: UnitId
    with_unit_id: UnitId
    shared_on: date
    reason: TextRef


class WithdrawGoodPractice(Command, subject="cmd.{keeper}.meetings.withdraw_good_practice.v1", audience=OPEN):
    """Take back a good practice, and with it that it was passed on."""

    unit_id: UnitId
    practice_id: UUID
    reason: FreeText


class GoodPracticeWithdrawn(Event, subject="evt.{keeper}.meetings.GoodPracticeWithdrawn.v1", audience=OPEN):
    """A good practice counts no more."""

    practice_id: UUID
    unit_id: UnitId
    recorded_on: date
    reason: TextRef
