"""What the hash of a quarterly report covers: the question, the positions that are known, and the figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from contracts.quarterly_reports import ReportedFigure
from contracts.reporting import CoverageReport, Figure, QuarterReport, UnitQuarterReport


def figures_of(report: QuarterReport | UnitQuarterReport) -> list[ReportedFigure]:
    """All figures of a report, in its order: stocks and units, figures, coverage; one figure of each key."""
    found = {key: ReportedFigure(key=key, numerator=getattr(report, key)) for key in STOCKS}
    found |= {key: ReportedFigure(key=key, numerator=number) for key, number in report.units.model_dump().items()}
    visited = report.visited_coverage if isinstance(report, QuarterReport) else []
    found |= {one.key: _reported(one) for one in (*report.figures, *report.coverage, *visited)}
    return list(found.values())


def coverage_figures_of(report: CoverageReport) -> list[ReportedFigure]:
    """Those of them that a report on coverage alone tells."""
    stocks = [ReportedFigure(key=key, numerator=getattr(report, key)) for key in ("observers", "assignments")]
    return [*stocks, *map(_reported, (*report.coverage, *report.visited_coverage))]


STOCKS = ("members", "observers", "assignments")


def content_hash(
    *, keeper: str, unit_code: str, quarter: str, known: Mapping[str, int], figures: Iterable[ReportedFigure]
) -> str:
    """SHA-256 (hex) over canonical JSON: names sorted, no spaces, UTF-8; figures as key -> [numerator, denominator].

    Neither names of units nor words of ours are covered, nor any text.
    """
    content = {
        "question": {"keeper": keeper, "lens": "then", "quarter": quarter, "unit_code": unit_code},
        "known": dict(known),
        "figures": {one.key: [one.numerator, one.denominator] for one in figures},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _reported(figure: Figure) -> ReportedFigure:
    return ReportedFigure(key=figure.key, numerator=figure.numerator, denominator=figure.denominator)
