"""Messages of the ratings service about what a unit is told to put right."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import FreeText, Label, UnitId
from contracts.message import OPEN, Command, Event
from contracts.texts import TextRef

Rectified = Literal["fully", "partly", "not"]
PointNumber = Annotated[int, Field(ge=1, le=50, strict=True)]


class OrderRemediation(Command, subject="cmd.{keeper}.ratings.order_remediation.v1", audience=OPEN):
    """Tell a unit below what to put right, and by when; `points` are counted from 1."""

    issuer_id: UnitId
    unit_id: UnitId
    number: Label
    ordered_on: date
    due_on: date
    points: Annotated[list[Label], Field(min_length=1, max_length=50)]
    reason: FreeText


class RemediationOrdered(Event, subject="evt.{keeper}.ratings.RemediationOrdered.v1", audience=OPEN):
    """A unit is to put something right by a day."""

    remediation_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    number: str
    ordered_on: date
    due_on: date
    points: list[str]
    reason: TextRef


class FollowRemediation(Command, subject="cmd.{keeper}.ratings.follow_remediation.v1", audience=OPEN):
    """Say which points are met by now; the latest look counts."""

    issuer_id: UnitId
    remediation_id: UUID
    checked_on: date
    met: Annotated[list[PointNumber], Field(max_length=50)]
    finding: FreeText | None = None


class RemediationFollowed(Event, subject="evt.{keeper}.ratings.RemediationFollowed.v1", audience=OPEN):
    """The committee has looked after it: `met` are the numbers of the points that are met."""

    remediation_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    checked_on: date
    met: list[int]
    points: int
    finding: TextRef | None


class CloseRemediation(Command, subject="cmd.{keeper}.ratings.close_remediation.v1", audience=OPEN):
    """Close it; fully rectified only where every point is met."""

    issuer_id: UnitId
    remediation_id: UUID
    closed_on: date
    rectified: Rectified
    conclusion: FreeText | None = None


class RemediationClosed(Event, subject="evt.{keeper}.ratings.RemediationClosed.v1", audience=OPEN):
    """It is over, with what came of it."""

    remediation_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    due_on: date
    closed_on: date
    rectified: Rectified
    met: list[int]
    points: int
    conclusion: TextRef | None


class WithdrawRemediationLook(Command, subject="cmd.{keeper}.ratings.withdraw_remediation_look.v1", audience=OPEN):
    """Take back the last look after an order that is open; what the one before it found counts again."""

    issuer_id: UnitId
    remediation_id: UUID
    reason: FreeText


class RemediationLookWithdrawn(Event, subject="evt.{keeper}.ratings.RemediationLookWithdrawn.v1", audience=OPEN):
    """A look counts no more; `met` are the points that are met without it."""

    remediation_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    checked_on: date
    met: list[int]
    points: int
    reason: TextRef


class WithdrawRemediationClosing(
    Command, subject="cmd.{keeper}.ratings.withdraw_remediation_closing.v1", audience=OPEN
):
    """Take back that an order is closed: it is open again as it was, and may be followed and closed anew."""

    issuer_id: UnitId
    remediation_id: UUID
    reason: FreeText


class RemediationClosingWithdrawn(Event, subject="evt.{keeper}.ratings.RemediationClosingWithdrawn.v1", audience=OPEN):
    """The order is open again."""

    remediation_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    due_on: date
    closed_on: date
    reason: TextRef


class WithdrawRemediation(Command, subject="cmd.{keeper}.ratings.withdraw_remediation.v1", audience=OPEN):
    """Take an order back that was recorded wrongly, with all that was said of it; it may be given again."""

    issuer_id: UnitId
    remediation_id: UUID
    reason: FreeText


class RemediationWithdrawn(Event, subject="evt.{keeper}.ratings.RemediationWithdrawn.v1", audience=OPEN):
    """The order counts no more."""

    remediation_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    ordered_on: date
    reason: TextRef
