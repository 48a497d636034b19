"""The schemes of classification: which grades there were when, what each is to the quota, and what the highest needs.

They are data (`schemes.json`), read by the scheme of the period's last day: a year is read as its own time read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from services.chassis.errors import Refused
from services.ratings.domain.period import days_of, is_quarter
from services.ratings.domain.quota import CountsAs


@dataclass(frozen=True)
class Grade:
    """A grade; `part_of` names the grade among whose number the sources count it, `at_least` the points it needs."""

    token: str
    counts_as: CountsAs
    part_of: str | None
    at_least: Decimal | None


@dataclass(frozen=True)
class Scheme:
    """The grades of a time, from the highest down.

    `days_before_end`: how long before its period ends a year, and a quarter, may be decided on; no source names a day.
    `quota_binds`: whether exceeding may be refused; else it is a warning, whatever the policy says. `completed_percent`
    and `well_percent` are what the highest grade needs of those below, members or organisations.
    """

    key: str
    effective_from: date
    effective_until: date | None
    quarterly: bool
    days_before_end: Mapping[str, int]
    quota_binds: bool
    completed_percent: int
    well_percent: int
    grades: Mapping[str, Grade]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Scheme:
        """The scheme as its entry in the data says it."""
        grades = [
            Grade(
                one["token"],
                CountsAs(one["counts_as"]),
                one.get("part_of"),
                Decimal(one["at_least"]) if "at_least" in one else None,
            )
            for one in told["grades"]
        ]
        until = told["effective_until"]
        return cls(
            key=told["key"],
            effective_from=date.fromisoformat(told["effective_from"]),
            effective_until=date.fromisoformat(until) if until else None,
            quarterly=told["quarterly"],
            days_before_end=told["days_before_end"],
            quota_binds=told["quota_binds"],
            completed_percent=told["completed_percent"],
            well_percent=told["well_percent"],
            grades={grade.token: grade for grade in grades},
        )

    def grade(self, token: str, *, field: str) -> Grade:
        """The grade, or refused with `grade_unknown`."""
        if token not in self.grades:
            raise Refused("grade_unknown", field=field, grade=token, scheme=self.key)
        return self.grades[token]

    def decided_from(self, period: str) -> date:
        """The first day on which a period may be decided on."""
        _, last = days_of(period)
        return last - timedelta(days=self.days_before_end["quarter" if is_quarter(period) else "year"])

    def covers(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_until is None or day <= self.effective_until)


def scheme_of(schemes: Sequence[Scheme], period: str) -> Scheme:
    """The scheme of a period; refused where no source tells of one, or where it has no quarters."""
    _, last = days_of(period)
    scheme = next((one for one in schemes if one.covers(last)), None)
    if scheme is None:
        raise Refused("no_scheme_that_period", field="period", period=period)
    if is_quarter(period) and not scheme.quarterly:
        raise Refused("no_quarters_in_scheme", field="period", period=period, scheme=scheme.key)
    return scheme
