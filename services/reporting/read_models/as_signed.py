"""What was signed stands in the answers of lens `reported`, whatever this release counts at the same positions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from contracts.quarterly_reports import ReportedFigure
from contracts.reporting import CountedOtherwise, Figure, Pair, ReportHead
from services.reporting.domain.signed import Reported
from services.reporting.read_models.asked import NOTHING, Asked, Signed, Sum
from services.reporting.read_models.quarterly_reports import is_open

A = TypeVar("A")
Sums = Mapping[str, Sum]


def told(
    asked: Asked,
    sums: Sums,
    build: Callable[[Asked, Sums], A],
    figures_of: Callable[[A], Iterable[ReportedFigure]],
    shows: Callable[[str], bool],
) -> A:
    """The answer in the numbers that were signed; its head names the figures that are counted otherwise now.

    `build` makes it of sums, `figures_of` reads its figures, `shows` says of a key whether it has its place in it.
    """
    answer = build(asked, sums)
    otherwise = counted_otherwise(asked.signed, figures_of(answer), shows)
    if not otherwise:
        return answer
    at = replace(asked, head=head(asked, otherwise))
    return build(at, shown(at, sums))


def head(asked: Asked, otherwise: list[CountedOtherwise]) -> ReportHead:
    """The head, with the figures that are counted otherwise than they were signed."""
    assert asked.head.reported is not None
    reported = asked.head.reported.model_copy(update={"otherwise": otherwise})
    return asked.head.model_copy(update={"reported": reported})


def shown(asked: Asked, sums: Sums) -> Sums:
    """The sums, with those that were signed in the place of those of which the head says that they are not."""
    if asked.signed is None or asked.head.reported is None:
        return sums
    signed = {one.key: one.signed for one in asked.head.reported.otherwise if one.signed is not None}
    return {**sums, **{key: Sum(*pair, sums.get(key, NOTHING).rows) for key, pair in signed.items()}}


def reported(figure: Figure) -> ReportedFigure:
    """A figure in the numbers that are signed."""
    return ReportedFigure(key=figure.key, numerator=figure.numerator, denominator=figure.denominator)


def counted_otherwise(
    signed: Signed | None, figures: Iterable[ReportedFigure], shows: Callable[[str], bool]
) -> list[CountedOtherwise]:
    """Where figures as counted now are not what was signed: in their order, then those that are counted no more.

    The figures for the board are no part of what a committee below the keeper's own signs.
    """
    if signed is None:
        return []
    counted = {one.key: one for one in figures}
    keys = [*counted, *(key for key in signed.figures if key not in counted and shows(key))]
    return [
        CountedOtherwise(key=key, signed=_pair(signed.figures.get(key)), counted=_pair(counted.get(key)))
        for key in keys
        if (signed.whole or is_open(key)) and _numbers(signed.figures.get(key)) != _numbers(counted.get(key))
    ]


def _numbers(one: Reported | ReportedFigure | None) -> tuple[int, int | None] | None:
    return (one.numerator, one.denominator) if one else None


def _pair(one: Reported | ReportedFigure | None) -> Pair | None:
    return (one.numerator, one.denominator or 0) if one else None
