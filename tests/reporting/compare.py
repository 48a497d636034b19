"""Holds what reporting answers against the recount; each difference is one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from contracts.reporting import (
    CoverageReport,
    EvidenceItem,
    Figure,
    QuarterReport,
    ReadCoverage,
    ReadEvidence,
    ReadQuarter,
)
from services.reporting.application import Reporting
from sinhhoat.recount.asked import Pair
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from tests.reporting.history import History

PAGE = 7

K = TypeVar("K")


def recount_of(
    history: History, quarter: str = "2019-Q1", unit: str = "HU", vector: Mapping[str, int] | None = None
) -> Recount:
    """What should be answered, as known at the vector or else after everything."""
    return Recount(history.raw(vector or history.vector), unit, Quarter.parse(quarter))


async def differences(reporting: Reporting, recount: Recount) -> list[str]:
    """Where the quarter's report and its coverage differ from the recount."""
    report, coverage = await _reports(reporting, recount)
    expected = recount.figures()
    seen = {one.person_id: (one.visits, one.cells, one.assigned_cells) for one in report.visits_by_observer}
    lines = _coverage(coverage)
    return [
        *_apart("quarter", {**_stocks(report), **_pairs(report.figures), **_coverage(report)}, expected),
        *_apart("coverage", lines, {key: expected[key] for key in lines}),
        *_apart("visits by observer", seen, recount.visits_by_observer()),
        *[f"{figure.key} is not within 0..100 %" for figure in beyond_the_whole(report)],
    ]


async def evidence_differences(reporting: Reporting, recount: Recount) -> list[str]:
    """Where the evidence of a figure, page after page, does not add up to the figure; of nothing there are no pages."""
    expected = {key: pair for key, pair in recount.figures().items() if pair != (0, 0)}
    added = {key: _sum(await evidence(reporting, recount, key)) for key in expected}
    return _apart("evidence", added, expected)


async def evidence(reporting: Reporting, recount: Recount, key: str) -> list[EvidenceItem]:
    """All items of a figure, read in small pages."""
    items: list[EvidenceItem] = []
    while True:
        page = await reporting.evidence(
            ReadEvidence(
                figure=key,
                quarter=recount.quarter.name,
                unit_code=recount.unit,
                known=_known(recount),
                **recount.lens,
                offset=len(items),
                limit=PAGE,
            )
        )
        items += page.items
        if len(items) >= page.total:
            return items


def beyond_the_whole(report: QuarterReport) -> list[Figure]:
    """Ratios whose numerator is no part of the denominator."""
    figures = [*report.figures, *report.coverage, *report.visited_coverage]
    ratios = [figure for figure in figures if figure.measure == "ratio"]
    return [figure for figure in ratios if not 0 <= figure.numerator <= (figure.denominator or 0)]


async def _reports(reporting: Reporting, recount: Recount) -> tuple[QuarterReport, CoverageReport]:
    asked: dict[str, Any] = {"quarter": recount.quarter.name, "unit_code": recount.unit, "known": _known(recount)}
    return (
        await reporting.quarter(ReadQuarter(**asked, **recount.lens)),
        await reporting.coverage(ReadCoverage(**asked, **recount.lens)),
    )


def _known(recount: Recount) -> dict[str, int]:
    return {f"{recount.raw.keeper}.{service}": position for service, position in recount.raw.vector.items()}


def _stocks(report: QuarterReport) -> dict[str, Pair]:
    counts = {
        "members": report.members,
        **dict(report.units),
        "observers": report.observers,
        "assignments": report.assignments,
    }
    return {key: (count, 0) for key, count in counts.items()}


def _coverage(report: QuarterReport | CoverageReport) -> dict[str, Pair]:
    return _pairs([*report.coverage, *report.visited_coverage])


def _pairs(figures: list[Figure]) -> dict[str, Pair]:
    return {figure.key: (figure.numerator, figure.denominator or 0) for figure in figures}


def _sum(items: list[EvidenceItem]) -> Pair:
    return sum(item.numerator for item in items), sum(item.denominator for item in items)


def _apart(where: str, answered: Mapping[K, object], expected: Mapping[K, object]) -> list[str]:
    keys = sorted({*answered, *expected}, key=str)
    pairs = [(key, answered.get(key), expected.get(key)) for key in keys]
    return [f"{where}: {key} is {one}, recounted {other}" for key, one, other in pairs if one != other]
