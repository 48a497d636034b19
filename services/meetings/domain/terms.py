"""Within how many days an issue is to be answered: a setting of ours, for no source names a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class AnswerPolicy:
    """The days from the day an issue was raised; in force from a day on until the next version."""

    version: str
    effective_from: date
    answer_within_days: int

    def due_on(self, raised_on: date) -> date:
        """The last day on which an answer is in time."""
        return raised_on + timedelta(days=self.answer_within_days)


@dataclass(frozen=True)
class AnswerPolicies:
    """All versions; the first is in force for everything before it, too."""

    versions: Sequence[AnswerPolicy]

    def in_force(self, on: date) -> AnswerPolicy:
        past = [known for known in self.versions if known.effective_from <= on]
        return max(past, key=lambda known: known.effective_from) if past else self.versions[0]
