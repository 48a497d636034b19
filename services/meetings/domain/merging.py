"""Which meetings may have been held as one: a thematic one with the regular one of its day."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from services.chassis.errors import Refused
from services.meetings.domain.kinds import MeetingKind
from services.meetings.domain.quality import MeetingPolicy


class Held(Protocol):
    """A meeting with which another is said to have been held; `held_on` is None where none is recorded."""

    kind: MeetingKind
    held_on: date | None


def check_merger(kind: MeetingKind, held_on: date, regular: Held, *, policy: MeetingPolicy) -> None:
    """Refuse to have held a meeting of that kind and day as one with another, unless the policy has it so."""
    if kind is not MeetingKind.THEMATIC:
        raise Refused("merger_of_another_kind", field="merged_with", kind=kind.value)
    if not policy.merging_allowed:
        raise Refused("merger_not_allowed", field="merged_with", policy=policy.version)
    check_held_with(held_on, regular, field="merged_with")


def check_held_with(held_on: date, regular: Held, *, field: str) -> None:
    """Refuse where the other is no regular meeting that was held on that day."""
    if regular.kind is not MeetingKind.REGULAR or regular.held_on is None:
        raise Refused("merged_with_no_regular_meeting", field=field)
    if regular.held_on != held_on:
        raise Refused("merged_on_another_day", field=field, held_on=regular.held_on.isoformat())
