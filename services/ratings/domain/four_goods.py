"""A four-goods rubric, and what it makes of the judgements of a month: in points, or as met and not met."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import ClassVar
from uuid import UUID

from services.chassis.errors import Refused


class Good(Enum):
    """The four goods."""

    POLITICAL_TASK = "political_task"
    MEETING_QUALITY = "meeting_quality"
    UNITY_DISCIPLINE = "unity_discipline"
    CADRES_MEMBERS = "cadres_members"


class Form(Enum):
    """How the rubric judges: by points, or by what is met."""

    POINTS = "points"
    MET = "met"


@dataclass(frozen=True)
class GoodCriterion:
    """A criterion of one of the four goods; points where the rubric gives points."""

    TOPIC: ClassVar[str] = "ratings.GoodCriterion"
    key: str
    name_vi: str
    name_en: str
    good: Good
    max_points: Decimal | None


@dataclass(frozen=True)
class FourGoodsRubric:
    """The content that its version is the hash of.

    By points a month is good from `good_at_least` on; by what is met, from `least_met` criteria on (None: all). One of
    the four is good itself if all its criteria are met, or have their full points.
    """

    TOPIC: ClassVar[str] = "ratings.FourGoodsRubric"
    name: str
    effective_from: date
    form: Form
    criteria: list[GoodCriterion]
    good_at_least: Decimal | None
    least_met: int | None

    @property
    def version(self) -> str:
        """SHA-256 (hex) over the content as canonical JSON, points with two decimals."""
        content = {
            "name": self.name,
            "effective_from": self.effective_from.isoformat(),
            "form": self.form.value,
            "criteria": [[c.key, c.name_vi, c.name_en, c.good.value, _two(c.max_points)] for c in self.criteria],
            "good_at_least": _two(self.good_at_least),
            "least_met": self.least_met,
        }
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def check(self) -> None:
        """Refuse a rubric that mixes the two forms, or whose threshold nobody could reach."""
        keys = [criterion.key for criterion in self.criteria]
        for key in keys:
            if keys.count(key) > 1:
                raise Refused("criterion_double", field="criteria", criterion=key)
        if missing := set(Good) - {criterion.good for criterion in self.criteria}:
            raise Refused("four_goods_incomplete", field="criteria", missing=len(missing))
        pointed = sum(criterion.max_points is not None for criterion in self.criteria)
        by_points = self.form is Form.POINTS
        if pointed != (len(keys) if by_points else 0):
            raise Refused("four_goods_form_mixed", field="criteria", form=self.form.value, pointed=pointed)
        if (self.good_at_least is not None) != by_points or (self.least_met is not None and by_points):
            raise Refused("four_goods_threshold_of_other_form", field="form", form=self.form.value)
        most = sum((c.max_points or Decimal(0) for c in self.criteria), Decimal(0)) if by_points else len(keys)
        threshold = self.good_at_least if by_points else self.least_met
        if threshold is not None and threshold > most:
            raise Refused("four_goods_threshold_out_of_reach", field="form", threshold=str(threshold), most=str(most))

    def judge(self, points: Mapping[str, Decimal], met: Mapping[str, bool]) -> MonthResult:
        """What the month comes to; refused unless exactly the rubric's criteria are judged, in its own form."""
        given: Mapping[str, Decimal | bool] = points if self.form is Form.POINTS else met
        if (met if self.form is Form.POINTS else points) or set(given) != {one.key for one in self.criteria}:
            raise Refused("four_goods_criteria_differ", field=self.form.value, criteria=len(self.criteria))
        for one in self.criteria:
            if one.max_points is not None and points[one.key] > one.max_points:
                raise Refused(
                    "points_above_maximum",
                    field="points",
                    criterion=one.key,
                    given=str(points[one.key]),
                    most=str(one.max_points),
                )
        full = {c.key: met[c.key] if c.max_points is None else points[c.key] == c.max_points for c in self.criteria}
        goods = {good.value: all(full[c.key] for c in self.criteria if c.good is good) for good in Good}
        total = sum(points.values(), Decimal(0)) if self.form is Form.POINTS else None
        needed = len(full) if self.least_met is None else self.least_met
        good = total >= (self.good_at_least or 0) if total is not None else sum(full.values()) >= needed
        return MonthResult(self.form, dict(points), dict(met), total, goods, good)


@dataclass(frozen=True)
class MonthResult:
    """The judgements of a month and what the rubric made of them."""

    TOPIC: ClassVar[str] = "ratings.MonthResult"
    form: Form
    points: dict[str, Decimal]
    met: dict[str, bool]
    total: Decimal | None
    goods: dict[str, bool]
    good: bool


@dataclass(frozen=True)
class AdoptedFourGoods:
    """A four-goods rubric with its id and version."""

    TOPIC: ClassVar[str] = "ratings.AdoptedFourGoods"
    rubric_id: UUID
    version: str
    rubric: FourGoodsRubric


def _two(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.2f}"
