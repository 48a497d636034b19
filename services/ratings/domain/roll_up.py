"""The year's result of a cell's meetings, rolled up from its months by a policy of the year's last day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from services.chassis.errors import Refused

GRADES = ("GOOD", "FAIR", "AVERAGE", "POOR")
"""From the highest down, as the provincial rubrics have them."""


@dataclass(frozen=True)
class RatedOnce:
    """A regular or thematic meeting of the year with one rater's total and grade of it, where he gave one."""

    kind: str
    month: date
    total: Decimal | None
    grade: str | None


@dataclass(frozen=True)
class RollUpRule:
    """What a grade of the year needs of its regular meetings; `ours`: the sources are cut off here."""

    TOPIC: ClassVar[str] = "ratings.RollUpRule"
    grade: str
    all_at_least: str | None
    least_good: int
    least_mean: Decimal | None
    months: int
    themes: int
    ours: bool


@dataclass(frozen=True)
class YearResult:
    """The year's grade with what it was made of; no grade where nothing is rated or a grade is none of ours."""

    grade: str | None
    ours: bool
    held: int
    rated: int
    good: int
    themes: int
    total: Decimal


@dataclass(frozen=True)
class RollUpPolicy:
    """The content that its version is the hash of; rules from the highest grade down, the first that holds gives it."""

    TOPIC: ClassVar[str] = "ratings.RollUpPolicy"
    key: str
    name: str
    effective_from: date
    rules: list[RollUpRule]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> RollUpPolicy:
        """The policy as its entry in the data (`roll_up.json`) says it."""
        rules = [
            RollUpRule(**rule | {"least_mean": Decimal(rule["least_mean"]) if rule["least_mean"] else None})
            for rule in told["rules"]
        ]
        return cls(told["key"], told["name"], date.fromisoformat(told["effective_from"]), rules)

    @property
    def version(self) -> str:
        """SHA-256 (hex) over the content as canonical JSON, points with two decimals."""
        rules = [
            asdict(rule) | {"least_mean": None if rule.least_mean is None else f"{rule.least_mean:.2f}"}
            for rule in self.rules
        ]
        content = {"key": self.key, "name": self.name, "effective_from": self.effective_from.isoformat()}
        written = json.dumps(content | {"rules": rules}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def check(self) -> None:
        """Refuse grades that are none or do not fall, and rules under which some year would have no grade."""
        for grade in (one for rule in self.rules for one in (rule.grade, rule.all_at_least) if one):
            if grade not in GRADES:
                raise Refused("roll_up_grade_unknown", field="rules", grade=grade)
        ranks = [GRADES.index(rule.grade) for rule in self.rules]
        for number, (higher, lower) in enumerate(pairwise(ranks), start=1):
            if higher >= lower:
                raise Refused("roll_up_grades_not_falling", field="rules", higher=number, lower=number + 1)
        last = self.rules[-1]
        if last.all_at_least or last.least_good or last.least_mean is not None or last.months or last.themes:
            raise Refused("roll_up_last_rule_conditional", field="rules", rules=len(self.rules))

    def judge(self, meetings: Sequence[RatedOnce]) -> YearResult:
        """A regular meeting that nobody rated makes the year's grade no better: its grade counts as the lowest."""
        regular = [one for one in meetings if one.kind == "regular"]
        grades = [one.grade if one.grade in GRADES else GRADES[-1] for one in regular]
        totals = [one.total for one in regular if one.total is not None]
        themes = sum(one.kind == "thematic" for one in meetings)
        found = next(rule for rule in self.rules if _holds(rule, grades, totals, themes)) if totals else None
        return YearResult(
            grade=found.grade if found else None,
            ours=found.ours if found else False,
            held=len(regular),
            rated=len(totals),
            good=grades.count(GRADES[0]),
            themes=themes,
            total=sum(totals, Decimal(0)),
        )


def in_force(policies: Iterable[RollUpPolicy], on: date, key: str | None) -> RollUpPolicy | None:
    """Of those in force on a day, the one of that key, or the newest where none is named; the first of two equal."""
    past = [one for one in policies if one.effective_from <= on and key in (None, one.key)]
    return max(past, key=lambda one: one.effective_from, default=None)


def _holds(rule: RollUpRule, grades: Sequence[str], totals: Sequence[Decimal], themes: int) -> bool:
    if rule.all_at_least and any(GRADES.index(one) > GRADES.index(rule.all_at_least) for one in grades):
        return False
    if grades.count(GRADES[0]) < rule.least_good or len(grades) < rule.months or themes < rule.themes:
        return False
    return rule.least_mean is None or sum(totals, Decimal(0)) >= rule.least_mean * len(grades)
