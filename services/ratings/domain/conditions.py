"""What the highest grade needs of those below, each explained with its numbers: they warn, and never block."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from services.chassis.errors import Refused
from services.ratings.domain.quota import CountsAs
from services.ratings.domain.schemes import Grade, Scheme


@dataclass(frozen=True)
class Below:
    """How those below were classified: the members of a cell, the organisations under a committee. Declared."""

    TOPIC: ClassVar[str] = "ratings.Below"
    rated: int
    completed_or_better: int
    well_or_better: int

    def check(self) -> None:
        if not self.rated >= self.completed_or_better >= self.well_or_better:
            raise Refused(
                "below_does_not_add_up",
                field="below",
                rated=self.rated,
                completed=self.completed_or_better,
                well=self.well_or_better,
            )


@dataclass(frozen=True)
class ConditionResult:
    """Whether a condition of a grade is met; `met` is None where nobody declared what it counts."""

    TOPIC: ClassVar[str] = "ratings.ConditionResult"
    key: str
    met: bool | None
    numbers: dict[str, int]


def conditions(
    scheme: Scheme, grade: Grade, below: Below | None, points: Decimal | None, *, individual: bool = False
) -> list[ConditionResult]:
    """The conditions of the grade under the scheme: points where it has bands; and for the highest 100 % and 80 % of
    those below, whom a person does not have.
    """
    found = []
    if grade.counts_as is CountsAs.EXCELLENT and not individual:
        found += [
            _share("below_completed", below.completed_or_better if below else None, below, scheme.completed_percent),
            _share("below_well", below.well_or_better if below else None, below, scheme.well_percent),
        ]
    if grade.at_least is not None:
        met = None if points is None else points >= grade.at_least
        found.append(ConditionResult("points", met, {"at_least": int(grade.at_least)}))
    return found


def _share(key: str, counted: int | None, below: Below | None, percent: int) -> ConditionResult:
    if counted is None or below is None or below.rated == 0:
        return ConditionResult(key, None, {"percent": percent})
    met = counted * 100 >= percent * below.rated
    return ConditionResult(key, met, {"percent": percent, "counted": counted, "of": below.rated})
