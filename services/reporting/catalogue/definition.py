"""What a figure is: a key, its names, how it is measured; and how its two numbers become one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from contracts.reporting import Figure

Measure = Literal["ratio", "mean", "count"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means. `scale` divides the numerator of a mean (points are kept in hundredths)."""

    key: str
    name_vi: str
    name_en: str
    measure: Measure
    scale: int = 1

    def figure(self, numerator: int, denominator: int) -> Figure:
        """The figure with these sums; ratios and means are rounded half up to two decimals, here and nowhere else."""
        counted = self.measure == "count"
        return Figure(
            key=self.key,
            name_vi=self.name_vi,
            name_en=self.name_en,
            measure=self.measure,
            numerator=numerator,
            denominator=None if counted else denominator,
            scale=self.scale,
            percent=_rounded(numerator * 100, denominator) if self.measure == "ratio" else None,
            mean=_rounded(numerator, denominator * self.scale) if self.measure == "mean" else None,
        )


def _rounded(numerator: int, denominator: int) -> float | None:
    """Two decimals, half away from zero; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    return float((Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))
