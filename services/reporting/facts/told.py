"""What any event says about itself, whatever it is: the unit and the day it is about, and the text that says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
UNITS = ("cell_id", "unit_id", "issuer_id")
DAYS = (
    "held_on",
    "visited_on",
    "effective_on",
    "established_on",
    "as_of",
    "from_on",
    "released_on",
    "issued_on",
    "effective_from",
)
INSTANTS = ("former_starts_at", "starts_at")


class About(NamedTuple):
    """None where the event does not say; `until_on` is the last day of what lasts."""

    unit_id: UUID | None
    day: date | None
    until_on: date | None
    reason: UUID | None


def about(told: Mapping[str, Any]) -> About:
    """Read it from the fields of a published event. The names of the fields mean the same in every contract."""
    unit_id = next((UUID(told[name]) for name in UNITS if told.get(name)), None)
    reason = told.get("reason")
    return About(
        unit_id,
        _day(told),
        date.fromisoformat(told["until_on"]) if told.get("until_on") else None,
        UUID(reason["text_id"]) if isinstance(reason, Mapping) else None,
    )


def _day(told: Mapping[str, Any]) -> date | None:
    for name in DAYS:
        if told.get(name):
            return date.fromisoformat(told[name])
    for name in INSTANTS:
        if told.get(name):
            return datetime.fromisoformat(told[name]).astimezone(LOCAL).date()
    return None
