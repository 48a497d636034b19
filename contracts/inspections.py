"""Messages of assignments about inspection and supervision; kept from the inspected side."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from contracts.labels import Count, FreeText, UnitId
from contracts.message import BOARD, Command, Event
from contracts.texts import TextRef


class RecordInspection(Command, subject="cmd.{keeper}.assignments.record_inspection.v1", audience=BOARD):
    """Record that a committee inspected or supervised a unit below it: how it keeps the regime, or its members.

    `members_supervised` counts members and is of `members` alone; so is `members_with_shortcomings`, None where nobody
    counted them. `shortcomings` counts what the unit is to mend, None where nobody counted.
    """

    unit_id: UnitId
    inspector_id: UnitId
    kind: Literal["inspection", "supervision"]
    subject_matter: Literal["regime", "members"]
    from_on: date
    held_on: date
    members_supervised: Count = 0
    members_with_shortcomings: Count | None = None
    shortcomings: Count | None = None
    directive_id: UUID | None = None
    findings: FreeText


class InspectionHeld(Event, subject="evt.{keeper}.assignments.InspectionHeld.v1", audience=BOARD):
    """A committee inspected or supervised a unit below it, from a day until the day on which it was concluded."""

    inspection_id: UUID
    unit_id: UnitId
    inspector_id: UnitId
    kind: Literal["inspection", "supervision"]
    subject_matter: Literal["regime", "members"]
    from_on: date
    held_on: date
    members_supervised: int
    members_with_shortcomings: int | None
    shortcomings: int | None
    directive_id: UUID | None
    findings: TextRef


class WithdrawInspection(Command, subject="cmd.{keeper}.assignments.withdraw_inspection.v1", audience=BOARD):
    """Take back an inspection that was recorded wrongly; it may be recorded again."""

    inspection_id: UUID
    inspector_id: UnitId
    reason: FreeText


class InspectionWithdrawn(Event, subject="evt.{keeper}.assignments.InspectionWithdrawn.v1", audience=BOARD):
    """A recorded inspection counts no more."""

    inspection_id: UUID
    unit_id: UnitId
    inspector_id: UnitId
    held_on: date
    reason: TextRef
