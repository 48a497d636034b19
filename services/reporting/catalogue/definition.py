"""What a figure is: a key, its names, how it is measured, whom it is for; and how its two numbers become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from contracts.message import BOARD, OPEN, Audience
from contracts.reporting import Figure

Measure = Literal["ratio", "mean", "count"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means. `scale` divides the numerator of a mean (points are kept in hundredths).

    `audience`: an open figure is answered by unit subtree; one for the board never to the observed side, because its
    evidence is for the board (findings, observers' reports, inspections, surveys), or because it invites a guess at the
    next visit (cells not yet visited, observers' open duties).
    """

    key: str
    name_vi: str
    name_en: str
    measure: Measure
    scale: int = 1
    audience: Audience = OPEN

    def figure(self, numerator: int, denominator: int, policy_version: str | None = None) -> Figure:
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
            policy_version=policy_version,
        )


def for_the_board(definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """The same figures, never answered to the observed side."""
    return tuple(replace(definition, audience=BOARD) for definition in definitions)


def _rounded(numerator: int, denominator: int) -> float | None:
    """Two decimals, half away from zero; None where there is nothing to divide by."""
    if denominator == 0:
        return None
    return float((Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))
