"""The quota of the highest grade: what a policy allows in a group, and the arithmetic behind it, in whole numbers."""

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

WHOLE = 10_000
"""A hundred percent, in hundredths of a percent."""


class Objects(Enum):
    """What is rated: Party organisations of any level, collectives, individuals."""

    ORGANISATION = "organisation"
    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class CountsAs(Enum):
    """What a grade of any scheme is to the quota."""

    EXCELLENT = "excellent"
    GOOD = "good"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"


class Base(Enum):
    """Of what the cap is a share; the sources' wording is the number of those rated good, the excellent ones not."""

    GOOD_ONLY = "good_only"
    GOOD_OR_BETTER = "good_or_better"
    ALL_RATED = "all_rated"


class Rounding(Enum):
    """What becomes of a part of one: dropped, or a half and more counted as one."""

    FLOOR = "floor"
    HALF_UP = "half_up"


class GroupBy(Enum):
    """Who is held against whom, among those on whom one authority decides."""

    AUTHORITY = "authority"
    UNIT_KIND = "unit_kind"
    CELL_TYPE_GROUP = "cell_type_group"
    DECLARED = "declared"


class Ties(Enum):
    """Whether those who have exactly the points of the last one allowed may stand beside him."""

    WITHIN_QUOTA = "within_quota"
    MAY_EXCEED = "may_exceed"


class Enforcement(Enum):
    """What exceeding meets: a warning that needs a reason, or a refusal."""

    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True)
class Arithmetic:
    """What a policy makes of one list. `cap` is the cap of this very list; `largest` the most that any list of the
    same group could lawfully have, because each one who is raised leaves the base of `good_only`.
    """

    TOPIC: ClassVar[str] = "ratings.QuotaArithmetic"
    policy_version: str
    base: Base
    cap_percent: Decimal
    rounding: Rounding
    enforcement: Enforcement
    rated: int
    good: int
    excellent: int
    base_count: int
    cap: int
    largest: int
    small_group: bool
    tie: bool
    exceeded: bool


@dataclass(frozen=True)
class QuotaPolicy:
    """The content that its version is the hash of.

    A group of fewer than `small_group_below` may have `small_group_allows` whatever the share says.
    """

    TOPIC: ClassVar[str] = "ratings.QuotaPolicy"
    name: str
    effective_from: date
    objects: list[Objects]
    base: Base
    cap_percent: Decimal
    group_by: GroupBy
    rounding: Rounding
    small_group_below: int
    small_group_allows: int
    ties: Ties
    enforcement: Enforcement

    @property
    def version(self) -> str:
        """SHA-256 (hex) over the content as canonical JSON; the cap with two decimals, so that 20 and 20.00 are one."""
        content = {
            "name": self.name,
            "effective_from": self.effective_from.isoformat(),
            "objects": sorted(one.value for one in self.objects),
            "base": self.base.value,
            "cap_percent": f"{self.cap_percent:.2f}",
            "group_by": self.group_by.value,
            "rounding": self.rounding.value,
            "small_group": [self.small_group_below, self.small_group_allows],
            "ties": self.ties.value,
            "enforcement": self.enforcement.value,
        }
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def check(self) -> None:
        """Refuse a policy that says nothing, or that lets a small group have more than it has members."""
        if not 0 < self.cap_percent <= 100:
            raise Refused("quota_cap_out_of_range", field="cap_percent", given=str(self.cap_percent))
        if len(set(self.objects)) < len(self.objects):
            raise Refused("quota_objects_double", field="objects")
        if self.small_group_allows > max(0, self.small_group_below - 1):
            raise Refused(
                "small_group_allows_too_many",
                field="small_group_allows",
                below=self.small_group_below,
                allows=self.small_group_allows,
            )

    def judge(
        self, counts: Mapping[CountsAs, int], points: Sequence[Decimal | None] = (), *, binds: bool = True
    ) -> Arithmetic:
        """The arithmetic of a list: how many are of which grade, and the points of the excellent ones where known.

        `binds`: whether the scheme lets exceeding be refused at all.
        """
        excellent, good = counts.get(CountsAs.EXCELLENT, 0), counts.get(CountsAs.GOOD, 0)
        rated = sum(counts.values())
        base_count = self._base_count(excellent, good, rated)
        cap, largest = self._share(base_count), self._largest(excellent + good, rated)
        small = rated < self.small_group_below
        if small:
            cap = max(cap, min(self.small_group_allows, rated))
            largest = max(largest, min(self.small_group_allows, excellent + good))
        tie = excellent > cap and self._tied(points, excellent, cap)
        return Arithmetic(
            policy_version=self.version,
            base=self.base,
            cap_percent=self.cap_percent,
            rounding=self.rounding,
            enforcement=self.enforcement if binds else Enforcement.WARN,
            rated=rated,
            good=good,
            excellent=excellent,
            base_count=base_count,
            cap=cap,
            largest=largest,
            small_group=small,
            tie=tie,
            exceeded=excellent > cap and not tie,
        )

    @property
    def _hundredths(self) -> int:
        return int(self.cap_percent * 100)

    @property
    def _half(self) -> int:
        return WHOLE if self.rounding is Rounding.HALF_UP else 0

    def _base_count(self, excellent: int, good: int, rated: int) -> int:
        return {Base.GOOD_ONLY: good, Base.GOOD_OR_BETTER: good + excellent, Base.ALL_RATED: rated}[self.base]

    def _share(self, of: int) -> int:
        return (2 * self._hundredths * of + self._half) // (2 * WHOLE)

    def _largest(self, good_or_better: int, rated: int) -> int:
        """Of `good_or_better` who could be either; those below stay what they are.

        Under `good_only` x are lawful if x <= c(n - x), that is x <= cn / (1 + c): at most a sixth at 20 %.
        """
        if self.base is Base.GOOD_ONLY:
            return (2 * self._hundredths * good_or_better + self._half) // (2 * (WHOLE + self._hundredths))
        return min(good_or_better, self._share(good_or_better if self.base is Base.GOOD_OR_BETTER else rated))

    def _tied(self, points: Sequence[Decimal | None], excellent: int, cap: int) -> bool:
        """Whether all beyond the cap have exactly the points of the last one within it."""
        known = sorted((one for one in points if one is not None), reverse=True)
        if self.ties is not Ties.MAY_EXCEED or cap == 0 or len(known) < excellent:
            return False
        return known[-1] == known[cap - 1]
