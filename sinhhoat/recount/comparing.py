"""Holds a report of the quarter against the recount, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from contracts.reporting import CoverageReport, Figure, QuarterReport
from sinhhoat.recount.asked import Pair
from sinhhoat.recount.recounting import Recount

K = TypeVar("K")


def answered(report: QuarterReport) -> dict[str, Pair]:
    """Every figure of a report by its key; a count has denominator 0."""
    counts = {
        "members": report.members,
        **dict(report.units),
        "observers": report.observers,
        "assignments": report.assignments,
    }
    stocks = {key: (count, 0) for key, count in counts.items()}
    return {**stocks, **_pairs(report.figures), **coverage(report)}


def coverage(report: QuarterReport | CoverageReport) -> dict[str, Pair]:
    """The lines of coverage by their keys."""
    return _pairs([*report.coverage, *report.visited_coverage])


def report_differences(report: QuarterReport, recount: Recount) -> list[str]:
    """Where a report differs from the recount, a line for each."""
    seen = {one.person_id: (one.visits, one.cells, one.assigned_cells) for one in report.visits_by_observer}
    return [
        *apart("quarter", answered(report), recount.figures()),
        *apart("visits by observer", seen, recount.visits_by_observer()),
        *[f"{figure.key} is not within 0..100 %" for figure in beyond_the_whole(report)],
    ]


def beyond_the_whole(report: QuarterReport) -> list[Figure]:
    """Ratios whose numerator is no part of the denominator."""
    figures = [*report.figures, *report.coverage, *report.visited_coverage]
    ratios = [figure for figure in figures if figure.measure == "ratio"]
    return [figure for figure in ratios if not 0 <= figure.numerator <= (figure.denominator or 0)]


def apart(where: str, answers: Mapping[K, object], expected: Mapping[K, object]) -> list[str]:
    """What is in one and not the same in the other."""
    keys = sorted({*answers, *expected}, key=str)
    pairs = [(key, answers.get(key), expected.get(key)) for key in keys]
    return [f"{where}: {key} is {one}, recounted {other}" for key, one, other in pairs if one != other]


def _pairs(figures: Sequence[Figure]) -> dict[str, Pair]:
    return {figure.key: (figure.numerator, figure.denominator or 0) for figure in figures}
