"""What every analysis comes to: lines, each with its periods, their figures and the events behind them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from contracts.analyses import LineOfAnalysis, PeriodOfLine, Words
from contracts.reporting import Figure
from services.reporting.catalogue import Definition


class Ref(NamedTuple):
    """An event behind a line, and what it adds to the line's main figure."""

    keeper: str
    service: str
    position: int
    unit_id: UUID
    day: date
    numerator: int = 1
    denominator: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """One quarter of a line: its first figure is the main one.

    `policy`: the version of the rule it was judged by; `rows`: how many events there are, where `refs` are not read.
    """

    quarter: str
    figures: Sequence[Figure]
    refs: Sequence[Ref] = ()
    too_few: bool = False
    policy: str | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its periods from the newest back."""

    key: str
    vi: str
    en: str
    periods: Sequence[Period]
    unit: tuple[str, str] | None = None
    question: tuple[str, str] | None = None

    def told(self) -> LineOfAnalysis:
        """The line as it is answered, with the change from period to period."""
        code, name = self.unit or (None, None)
        return LineOfAnalysis(
            key=self.key,
            name=Words(vi=self.vi, en=self.en),
            unit_code=code,
            unit_name=name,
            question=Words(vi=self.question[0], en=self.question[1]) if self.question else None,
            periods=[_told(*pair) for pair in zip(self.periods, [*self.periods[1:], None], strict=True)],
        )


def _told(period: Period, before: Period | None) -> PeriodOfLine:
    return PeriodOfLine(
        quarter=period.quarter,
        figures=list(period.figures),
        too_few=period.too_few,
        change=change(period, before),
        events=len(period.refs) if period.rows is None else period.rows,
        policy_version=period.policy,
    )


def change(period: Period, before: Period | None) -> float | None:
    """What the main figure has changed by, from its exact value then; rounded half up, once, to two decimals."""
    if before is None or period.too_few or before.too_few or not period.figures or not before.figures:
        return None
    now, then = (exact(one.figures[0]) for one in (period, before))
    return None if now is None or then is None else rounded(now - then)


def exact(figure: Figure) -> Decimal | None:
    """The value of a figure: per cent, mean or count; None where there is nothing to divide by."""
    if figure.measure == "count":
        return Decimal(figure.numerator)
    if not figure.denominator:
        return None
    return Decimal(figure.numerator * (100 if figure.measure == "ratio" else 1)) / (figure.denominator * figure.scale)


def rounded(value: Decimal) -> float:
    """Two decimals, half away from zero."""
    return float(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def median(definition: Definition, values: Iterable[int]) -> Figure:
    """The middle value as the mean of the one or two that stand there; of nothing it is 0 / 0."""
    ordered = sorted(values)
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]
    return definition.figure(sum(middle), len(middle))
