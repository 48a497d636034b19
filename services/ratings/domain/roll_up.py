"""The year's result of a cell's meetings, rolled up from its months by a policy that is data (`roll_up.json`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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
    """Its rules from the highest grade down; the first that holds gives the grade."""

    key: str
    rules: Sequence[RollUpRule]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> RollUpPolicy:
        """The policy as its entry in the data says it."""
        rules = [
            RollUpRule(**rule | {"least_mean": Decimal(rule["least_mean"]) if rule["least_mean"] else None})
            for rule in told["rules"]
        ]
        return cls(told["key"], rules)

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


def policy_named(policies: Sequence[RollUpPolicy], key: str | None) -> RollUpPolicy:
    """The policy of that key, or the first one where none is named; refused with `roll_up_unknown`."""
    found = next((one for one in policies if key in (None, one.key)), None)
    if found is None:
        raise Refused("roll_up_unknown", field="policy", policy=str(key))
    return found


def _holds(rule: RollUpRule, grades: Sequence[str], totals: Sequence[Decimal], themes: int) -> bool:
    if rule.all_at_least and any(GRADES.index(one) > GRADES.index(rule.all_at_least) for one in grades):
        return False
    if grades.count(GRADES[0]) < rule.least_good or len(grades) < rule.months or themes < rule.themes:
        return False
    return rule.least_mean is None or sum(totals, Decimal(0)) >= rule.least_mean * len(grades)
