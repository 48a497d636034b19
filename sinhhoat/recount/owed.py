"""One duty: its kind, who owes it for which days, and when it was done, if it was."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID


class Owed(NamedTuple):
    """One duty: its kind, who owes it, the first and the last day of its period, and when it was done, if it was.

    `first_on` is the day that decides where it is not that; `due_on` is None where the policy alone says it; `gone`: a
    cell that was no more on the last day owes nothing.
    """

    key: str
    unit_id: UUID
    person_id: UUID | None
    from_on: date
    day: date
    done_on: date | None
    first_on: date | None = None
    due_on: date | None = None
    gone: bool = False


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)
