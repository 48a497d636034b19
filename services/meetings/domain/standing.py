"""Where an issue stands, told by its steps one after another; without a step that was a mistake, it was never taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from services.chassis.aggregate import TextRef


class IssueState(Enum):
    """Where an issue stands. A withdrawn one stays so: what was wrong is raised anew."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


class IssueStep(Enum):
    """What the unit at which an issue stands does with it."""

    ESCALATED = "escalated"
    RETURNED = "returned"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    HOT_SPOT_MARKED = "hot_spot_marked"
    HOT_SPOT_UNMARKED = "hot_spot_unmarked"


@dataclass(frozen=True)
class Taken:
    """A step that counts: the unit that took it, its day, and the values of `Standing` that it made others."""

    step: IssueStep
    by_unit_id: UUID
    on: date
    made: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """`at_unit_id` is who has to answer, `passed` who put it forward, the last one last; `changed_on` the last step."""

    at_unit_id: UUID
    due_on: date
    hot_spot: bool
    changed_on: date
    state: IssueState = IssueState.OPEN
    passed: tuple[UUID, ...] = ()
    answered_on: date | None = None
    answer: TextRef | None = None
    resolved_on: date | None = None
    outcome: TextRef | None = None

    def after(self, steps: Iterable[Taken]) -> Standing:
        """Where it stands when these were taken, in this order."""
        now = self
        for taken in steps:
            now = replace(now, changed_on=taken.on, **taken.made)
        return now
