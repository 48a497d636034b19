"""The thresholds of the analyses: versions in a file, each in force from a day on. No source names any of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class AnalysisPolicy:
    """From how much on something is shown or asked about.

    `least_pairs` pairs of scores for a divergence; `history_months` months of public history to look back at, and
    `least_visits` visits to a cell, for what could be foreseen; `least_repeats` equal records running, and scores
    `apart_points` points apart, for a question; `least_peers` cells of a type for a question about one of them that
    lies `far_deviations` times the middle deviation from their middle, and at least `far_attendance` percentage points
    of attendance, `far_points` points or `far_opinions` opinions; `least_answers` answers for what a survey came to; a
    record is in time within `in_time_days` days.
    """

    version: str
    effective_from: date
    least_pairs: int
    history_months: int
    least_visits: int
    least_repeats: int
    apart_points: int
    least_peers: int
    far_deviations: int
    far_attendance: int
    far_points: int
    far_opinions: int
    least_answers: int
    in_time_days: int

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> AnalysisPolicy:
        return cls(**{**told, "effective_from": date.fromisoformat(told["effective_from"])})

    @property
    def numbers(self) -> dict[str, int]:
        """The thresholds by name."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, int)}


POLICIES: Sequence[AnalysisPolicy] = tuple(
    AnalysisPolicy.read(told) for told in json.loads(Path(__file__).with_name("policy.json").read_text("utf-8"))
)


def in_force(day: date, policies: Sequence[AnalysisPolicy] = POLICIES) -> AnalysisPolicy:
    """The policy of a day: the last that is in force from it or before; the first for days before all of them."""
    begun = [policy for policy in policies if policy.effective_from <= day]
    return max(begun, key=lambda one: one.effective_from) if begun else policies[0]
