"""When reports on a quarter are taken, and by which day they are owed: versions, each in force from a day on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.reporting.duties import Duty, in_force, in_order
from services.reporting.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Opening:
    """A report is taken from the first day of this month of its quarter on; the fourth is the month after it."""

    version: str
    effective_from: date
    opens_in_month: int
    note: str = ""

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Opening:
        """TypeError or KeyError for a field not ours, or missing; ValueError for a month that means nothing."""
        one = cls(**{**said, "effective_from": date.fromisoformat(said["effective_from"])})
        if not 1 <= one.opens_in_month <= 4:
            raise ValueError(f"{one} cannot be kept")
        return one


@dataclass(frozen=True)
class ReportTerms:
    """The versions of when reports are taken, by the day from which they hold, and the duty to hand them in."""

    openings: Sequence[Opening]
    duty: Duty

    @classmethod
    def read(cls, text: str, duty: Duty) -> ReportTerms:
        """From a file's text. ValueError where two versions begin on one day, or there is none."""
        return cls(in_order("openings", map(Opening.read, json.loads(text))), duty)

    def opens_on(self, quarter: Quarter) -> date:
        """From which day on a report on it is taken; like the day on which it is due, by its last day's version."""
        return quarter.opens_on(in_force(self.openings, quarter.last).opens_in_month)
