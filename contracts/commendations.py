"""Messages of the ratings service about commendations of collectives and individuals."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Label, PersonId, UnitId
from contracts.message import OPEN, Command, Event
from contracts.texts import TextRef


class GrantCommendation(Command, subject="cmd.{keeper}.ratings.grant_commendation.v1", audience=OPEN):
    """Record a decision that commends; those whom it does not list are counted beside those whom it does.

    `form` is what is given, such as a certificate of merit; `occasion` what it is given for.
    """

    issuer_id: UnitId
    number: Label
    granted_on: date
    form: Label
    occasion: Label
    collectives: Annotated[list[UnitId], Field(max_length=500)] = []
    individuals: Annotated[list[PersonId], Field(max_length=500)] = []
    other_collectives: Count = 0
    other_individuals: Count = 0


class CommendationGranted(Event, subject="evt.{keeper}.ratings.CommendationGranted.v1", audience=OPEN):
    """Collectives and individuals were commended. Units are listed, persons only counted."""

    commendation_id: UUID
    issuer_id: UnitId
    number: str
    granted_on: date
    form: str
    occasion: str
    units: list[UUID]
    collectives: int
    individuals: int


class WithdrawCommendation(Command, subject="cmd.{keeper}.ratings.withdraw_commendation.v1", audience=OPEN):
    """Take back a decision that was recorded wrongly; it may be recorded again."""

    issuer_id: UnitId
    commendation_id: UUID
    reason: FreeText


class CommendationWithdrawn(Event, subject="evt.{keeper}.ratings.CommendationWithdrawn.v1", audience=OPEN):
    """The decision counts no more."""

    commendation_id: UUID
    issuer_id: UnitId
    granted_on: date
    reason: TextRef
