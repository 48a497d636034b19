"""Where a meeting stands, and what may become of one that is announced before it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class State(Enum):
    """Where a meeting stands. A cancelled or withdrawn one may be scheduled or recorded again under its id."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Change(Enum):
    """What may become of an announced meeting before it is held."""

    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Announced:
    """When and where a meeting was to be held before a change of it."""

    change: Change
    starts_at: datetime
    place: str
