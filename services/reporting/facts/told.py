"""What any event says about itself, whatever it is: the unit and the day it is about, and the text that says why."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from contracts.message import Part
from contracts.texts import TextRef

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
UNITS = ("cell_id", "unit_id", "issuer_id", "successor_id")
DAYS = (
    "step_on",
    "held_on",
    "visited_on",
    "effective_on",
    "established_on",
    "as_of",
    "from_on",
    "released_on",
    "issued_on",
    "effective_from",
    "meeting_on",
    "adopted_on",
    "reviewed_on",
    "carried_out_on",
    "former_carried_out_on",
    "assigned_on",
    "taken_up_on",
    "recorded_on",
    "shared_on",
    "escalated_on",
    "returned_on",
    "answered_on",
    "resolved_on",
    "reopened_on",
    "marked_on",
    "raised_on",
)
INSTANTS = ("former_starts_at", "starts_at")


class Anything(Part):
    """What is read of an event from which no fact is made, whatever else it says."""

    cell_id: UUID | None = None
    unit_id: UUID | None = None
    issuer_id: UUID | None = None
    successor_id: UUID | None = None
    step_on: date | None = None
    held_on: date | None = None
    visited_on: date | None = None
    effective_on: date | None = None
    established_on: date | None = None
    as_of: date | None = None
    from_on: date | None = None
    released_on: date | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    meeting_on: date | None = None
    adopted_on: date | None = None
    reviewed_on: date | None = None
    carried_out_on: date | None = None
    former_carried_out_on: date | None = None
    assigned_on: date | None = None
    taken_up_on: date | None = None
    recorded_on: date | None = None
    shared_on: date | None = None
    escalated_on: date | None = None
    returned_on: date | None = None
    answered_on: date | None = None
    resolved_on: date | None = None
    reopened_on: date | None = None
    marked_on: date | None = None
    raised_on: date | None = None
    former_starts_at: AwareDatetime | None = None
    starts_at: AwareDatetime | None = None
    until_on: date | None = None
    reason: TextRef | str | None = None


class About(NamedTuple):
    """None where the event does not say; `until_on` is the last day of what lasts."""

    unit_id: UUID | None
    day: date | None
    until_on: date | None
    reason: UUID | None


def about(said: Any) -> About:
    """Read it from a published event. The names of the fields mean the same in every contract."""
    unit_id = next((found for name in UNITS if (found := getattr(said, name, None))), None)
    reason = getattr(said, "reason", None)
    return About(unit_id, _day(said), getattr(said, "until_on", None), getattr(reason, "text_id", None))


def _day(said: Any) -> date | None:
    for name in DAYS:
        day: date | None = getattr(said, name, None)
        if day:
            return day
    for name in INSTANTS:
        if instant := getattr(said, name, None):
            return local_day(instant)
    return None


def local_day(instant: datetime) -> date:
    """The day that it was in Vietnam."""
    return instant.astimezone(LOCAL).date()
