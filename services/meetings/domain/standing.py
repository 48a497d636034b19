"""Where an issue stands, told by its steps one after another; without a step that was a mistake, it was never taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused


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


class Steps(list[Taken]):
    """The steps of an issue that count, in the order in which they were told."""

    def any_by(self, unit_id: UUID) -> bool:
        """Whether the unit took one of them."""
        return any(taken.by_unit_id == unit_id for taken in self)

    def require_last(self, step: IssueStep, by_unit_id: UUID, on: date) -> None:
        """Refuse to mean another step than the last: what followed a step is taken back before it."""
        meant = [taken for taken in self if (taken.step, taken.by_unit_id, taken.on) == (step, by_unit_id, on)]
        if not meant:
            raise Refused("issue_step_not_taken", field="step", day=on.isoformat())
        if meant[-1] is not self[-1]:
            raise Refused("issue_step_followed", field="step", day=self[-1].on.isoformat())

    def drop_last(self, step: IssueStep) -> None:
        """Forget the last one of its kind, and none that came after it."""
        del self[max(place for place, taken in enumerate(self) if taken.step is step)]


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


def require_state(state: IssueState, *wanted: IssueState) -> None:
    """Refuse an issue that stands elsewhere than wanted, and say where it does."""
    if state in wanted:
        return
    if state is IssueState.WITHDRAWN:
        raise Refused("issue_withdrawn", field="issue_id")
    if state is IssueState.RESOLVED:
        raise Refused("issue_already_resolved", field="issue_id")
    answered = state is IssueState.ANSWERED
    raise Refused("issue_already_answered" if answered else "issue_still_open", field="issue_id")
