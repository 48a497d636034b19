"""The figures of an answer as pairs of whole numbers, and where two answers differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from contracts.reporting import Figure, Pair, QuarterReport

Pairs = Mapping[str, Pair]
NOTHING: Pair = (0, 0)


def pairs(report: QuarterReport) -> dict[str, Pair]:
    """Every figure of a report that is not nothing, by its key."""
    stocks = {"members": report.members, "observers": report.observers, "assignments": report.assignments}
    counts = {key: (count, 0) for key, count in {**stocks, **dict(report.units)}.items()}
    return plain({**counts, **dict(map(pair, (*report.figures, *report.coverage, *report.visited_coverage)))})


def pair(figure: Figure) -> tuple[str, Pair]:
    """Key and numbers of one figure."""
    return figure.key, (figure.numerator, figure.denominator or 0)


def plain(figures: Pairs) -> dict[str, Pair]:
    """Without those that are nothing."""
    return {key: one for key, one in figures.items() if one != NOTHING}


def added(all_of_them: Iterable[Pairs]) -> dict[str, Pair]:
    """Figure by figure."""
    sums: defaultdict[str, Pair] = defaultdict(lambda: NOTHING)
    for figures in all_of_them:
        for key, (numerator, denominator) in figures.items():
            sums[key] = sums[key][0] + numerator, sums[key][1] + denominator
    return plain(sums)


def apart(told: Pairs, counted: Pairs) -> Iterator[tuple[str, Pair, Pair]]:
    """The figures that are not the same in both."""
    for key in sorted({*told, *counted}):
        if told.get(key, NOTHING) != counted.get(key, NOTHING):
            yield key, told.get(key, NOTHING), counted.get(key, NOTHING)
