"""Figures as rows of tables and bars of charts, the same for every report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from contracts.reporting import Figure
from sinhhoat.exports.document import Bars, Cell, Column, Quotient, Row
from sinhhoat.exports.languages import Language


def columns(language: Language) -> tuple[Column, ...]:
    """Order, name, n, N, and what they make."""
    say = language.say
    return (
        Column(say("order"), 2),
        Column(say("figure"), 16, text=True),
        Column(say("numerator"), 4),
        Column(say("denominator"), 4),
        Column(say("result"), 4),
    )


def rows(figures: Iterable[Figure], language: Language) -> Iterator[Row]:
    """A row for each figure, for the columns above."""
    for number, figure in enumerate(figures, start=1):
        yield number, language.of(figure.name_vi, figure.name_en), *numbers(figure), quotient(figure, 2, 3)


def numbers(figure: Figure) -> tuple[Cell, Cell]:
    """n, in points where they are kept in hundredths, and N; a count has no N."""
    scaled: Cell = Decimal(figure.numerator) / figure.scale if figure.scale != 1 else figure.numerator
    return scaled, figure.denominator


def quotient(figure: Figure, over: int, under: int) -> Quotient | None:
    """What n and N in these columns make; None for a count."""
    if figure.measure == "count":
        return None
    told = figure.percent if figure.measure == "ratio" else figure.mean
    return Quotient(over, under, figure.measure, None if told is None else Decimal(str(told)))


def ratios(caption: str, figures: Iterable[Figure], keys: Collection[str], language: Language) -> Bars:
    """A chart of those of the figures that are named, in the order of the figures."""
    chosen = [figure for figure in figures if figure.key in keys]
    bars = tuple((language.of(one.name_vi, one.name_en), (_percent(one),)) for one in chosen)
    return Bars(caption, (language.say("percent"),), bars)


def _percent(figure: Figure) -> Decimal | None:
    return None if figure.percent is None else Decimal(str(figure.percent))
