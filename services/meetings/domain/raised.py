"""What is said of an issue when it is raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from services.chassis.aggregate import TextRef
from services.chassis.errors import Refused
from services.meetings.domain.days import check_day


class IssueSource(Enum):
    """From whom an issue comes: the cell itself, an observer who visited it, residents."""

    CELL = "cell"
    OBSERVER = "observer"
    RESIDENTS = "residents"


@dataclass(frozen=True)
class Raised:
    """What is said of an issue when it is raised; `recurrence` counts how often it was raised before."""

    TOPIC: ClassVar[str] = "meetings.Raised"

    source: IssueSource
    theme: str
    content: TextRef
    raised_by: UUID
    raised_on: date
    at_unit_id: UUID
    due_on: date
    policy_version: str | None
    hot_spot: bool
    recurrence_of: UUID | None
    recurrence: int
    visit_id: UUID | None

    def check(self, *, today: date) -> None:
        """Refuse impossible days. An observer says which visit of his it comes from, nobody else does."""
        check_day(self.raised_on, field="raised_on", today=today)
        check_due(self.due_on, self.raised_on)
        if (self.source is IssueSource.OBSERVER) != (self.visit_id is not None):
            raise Refused("visit_missing" if self.visit_id is None else "visit_not_allowed", field="visit_id")


def id_of_issue(command_id: UUID) -> UUID:
    """Issues have no natural key: the same may be raised again, and then is another."""
    return uuid5(command_id, "issue")


def check_due(due_on: date, since: date) -> None:
    """Refuse a day for the answer that lies before whatever asks for it."""
    if due_on < since:
        raise Refused("due_before_it_is_raised", field="due_on", since=since.isoformat())
