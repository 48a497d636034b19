"""A rubric: its criteria, its bands, and the arithmetic that turns points into a total and a grade."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar

from services.chassis.errors import Refused

MOST_POINTS = Decimal(1000)


class RatedKind(Enum):
    """The kinds of meetings that are rated; an extraordinary one never is."""

    REGULAR = "regular"
    THEMATIC = "thematic"


@dataclass(frozen=True)
class Criterion:
    """A criterion and the most points that it can give."""

    TOPIC: ClassVar[str] = "ratings.Criterion"
    key: str
    name_vi: str
    name_en: str
    max_points: Decimal


@dataclass(frozen=True)
class Band:
    """A grade and the least total that it needs."""

    TOPIC: ClassVar[str] = "ratings.Band"
    grade: str
    at_least: Decimal


@dataclass(frozen=True)
class Judgement:
    """What a rubric makes of points."""

    total: Decimal
    grade: str


@dataclass(frozen=True)
class Rubric:
    """The content that its version is the hash of. Bands stand from the highest to the lowest.

    `maximum_on`: criteria that need their maximum for the highest band; without it the next band applies.
    """

    TOPIC: ClassVar[str] = "ratings.Rubric"
    name: str
    kind: RatedKind
    effective_from: date
    criteria: list[Criterion]
    bands: list[Band]
    maximum_on: list[str]

    @property
    def version(self) -> str:
        """SHA-256 (hex) over the content as canonical JSON; points with two decimals, so that 15 and 15.00 are one."""
        content = {
            "name": self.name,
            "meeting_kind": self.kind.value,
            "effective_from": self.effective_from.isoformat(),
            "criteria": [[c.key, c.name_vi, c.name_en, f"{c.max_points:.2f}"] for c in self.criteria],
            "bands": [[band.grade, f"{band.at_least:.2f}"] for band in self.bands],
            "maximum_on": sorted(self.maximum_on),
        }
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def check(self) -> None:
        """Refuse a rubric under which some points would have no grade, or two."""
        keys = [criterion.key for criterion in self.criteria]
        if double := _double(keys):
            raise Refused("criterion_double", field="criteria", criterion=double)
        for key in self.maximum_on:
            if key not in keys:
                raise Refused("criterion_unknown", field="maximum_on", criterion=key)
        most = sum((criterion.max_points for criterion in self.criteria), Decimal(0))
        if most > MOST_POINTS:
            raise Refused("rubric_above_most_points", field="criteria", total=str(most), most=str(MOST_POINTS))
        self._check_bands(most)

    def judge(self, points: Mapping[str, Decimal]) -> Judgement:
        """The total and the grade of points for exactly the rubric's criteria, each within its maximum."""
        self._check_points(points)
        total = sum(points.values(), Decimal(0))
        bands = self.bands
        if any(points[c.key] < c.max_points for c in self.criteria if c.key in self.maximum_on):
            bands = bands[1:]
        return Judgement(total, next(band.grade for band in bands if band.at_least <= total))

    def _check_bands(self, most: Decimal) -> None:
        grades = [band.grade for band in self.bands]
        if double := _double(grades):
            first = grades.index(double) + 1
            raise Refused("grade_double", field="bands", first=first, second=grades.index(double, first) + 1)
        for number, (higher, lower) in enumerate(zip(self.bands, self.bands[1:], strict=False), start=1):
            if higher.at_least <= lower.at_least:
                raise Refused("bands_not_falling", field="bands", higher=number, lower=number + 1)
        if self.bands[-1].at_least != 0:
            raise Refused("lowest_band_above_zero", field="bands")
        if self.bands[0].at_least > most:
            raise Refused("band_out_of_reach", field="bands", total=str(most))

    def _check_points(self, points: Mapping[str, Decimal]) -> None:
        maximum = {criterion.key: criterion.max_points for criterion in self.criteria}
        for key in points:
            if key not in maximum:
                raise Refused("points_for_unknown_criterion", field="points", criterion=key)
        for key, most in maximum.items():
            if key not in points:
                raise Refused("points_missing", field="points", criterion=key)
            if not 0 <= points[key] <= most:
                raise Refused(
                    "points_above_maximum", field="points", criterion=key, given=str(points[key]), most=str(most)
                )


def _double(names: Sequence[str]) -> str | None:
    """The first name that stands a second time."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
