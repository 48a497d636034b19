"""Figures as people read them: Vietnamese numbers, published beside computed, JSON with stable keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from contracts.reporting import CoverageReport, Evidence, Figure, QuarterReport, ReportHead, UnitQuarterReport


@dataclass(frozen=True)
class Published:
    """What a source printed: percentages as printed, by key of coverage."""

    percents: Mapping[str, str]

    @classmethod
    def read(cls, file: Path | None) -> Published:
        """Read a `published.json`; without a file nothing was published. Raises what is wrong with it."""
        figures = json.loads(file.read_text(encoding="utf-8"))["figures"] if file else []
        percents = {figure["key"]: figure["percent"] for figure in figures if figure.get("percent") is not None}
        for printed in percents.values():
            Decimal(printed)
        return cls(percents)


def coverage_lines(figures: list[Figure], prefix: str, published: Published) -> list[dict[str, Any]]:
    """Lines of coverage as JSON: `percent` computed, `published_percent` as printed, `mismatch` where they differ."""
    lines = []
    for figure in figures:
        key = figure.key.removeprefix(f"{prefix}_")
        printed = published.percents.get(key)
        lines.append(
            {
                "key": key,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "percent": figure.percent,
                "published_percent": printed,
                "mismatch": printed is not None and differs(figure, printed),
            }
        )
    return lines


def differs(figure: Figure, printed: str) -> bool:
    """Whether the computed percentage, rounded half up to as many decimals as were printed, is another one."""
    return not rounds_to(figure.numerator, figure.denominator or 0, printed)


def rounds_to(numerator: int, denominator: int, printed: str) -> bool:
    """Whether a fraction in percent, rounded half up to as many decimals as were printed, is what was printed."""
    if not denominator:
        return False
    decimals = Decimal(1).scaleb(-len(printed.partition(".")[2]))
    exact = Decimal(numerator * 100) / Decimal(denominator)
    return exact.quantize(decimals, ROUND_HALF_UP) == Decimal(printed)


def quarter_json(report: QuarterReport, published: Published) -> dict[str, Any]:
    """The quarter's report with the keys that scripts rely on."""
    return {
        **head_json(report.head),
        "members": report.members,
        "units": report.units.model_dump(),
        "observers": report.observers,
        "assignments": report.assignments,
        "coverage": coverage_lines(report.coverage, "assigned", published),
        "visited_coverage": coverage_lines(report.visited_coverage, "visited", Published({})),
        "figures": figures_json(report.figures),
        "visits_by_observer": [visits.model_dump(mode="json") for visits in report.visits_by_observer],
    }


def unit_quarter_json(report: UnitQuarterReport) -> dict[str, Any]:
    """What a unit may know of its quarter, with the same keys."""
    return {
        **head_json(report.head),
        "members": report.members,
        "units": report.units.model_dump(),
        "observers": report.observers,
        "assignments": report.assignments,
        "coverage": coverage_lines(report.coverage, "assigned", Published({})),
        "figures": figures_json(report.figures),
    }


def coverage_json(report: CoverageReport, published: Published) -> dict[str, Any]:
    """Coverage alone, with the same keys."""
    return {
        **head_json(report.head),
        "observers": report.observers,
        "assignments": report.assignments,
        "coverage": coverage_lines(report.coverage, "assigned", published),
        "visited_coverage": coverage_lines(report.visited_coverage, "visited", Published({})),
    }


def figures_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures as files have always had them, to the byte; `defined_by` says beside them under which policies."""
    return [figure.model_dump(exclude={"policy_version"}) for figure in figures]


def defined_by(report: QuarterReport | UnitQuarterReport) -> dict[str, Any]:
    """By which definitions, and which versions of duties, its figures were counted; outside the content hash."""
    policies = {one.key: one.policy_version for one in report.figures if one.policy_version}
    return {"definition": {"catalogue": report.head.catalogue, "policies": policies}}


def evidence_json(evidence: Evidence, offset: int = 0) -> dict[str, Any]:
    """A figure with its events and its definition, which alone tells versions: the rest stays as it always was.

    Of a page that is not the first, also how many events were left out, so that it can be asked for again.
    """
    told = evidence.model_dump(mode="json", exclude={"figure": {"policy_version"}, "head": {"catalogue"}})
    return {**told, **({"offset": offset} if offset else {})}


def head_json(told: ReportHead) -> dict[str, Any]:
    """What a report was computed from, with the same keys; of a lens only where it is another than `then`."""
    head = told.model_dump(mode="json")
    seen = LENS if told.lens != "then" else ()
    signed = ("reported",) if told.reported else ()
    return {name: head[name] for name in (*HEAD, *seen, *signed)}


LENS = ("lens", "structure_on", "lineage")
HEAD = ("simulated", "keeper", "quarter", "as_of", "unit_code", "unit_name", "known", "known_at", "parked", "replay")


def whole(number: int) -> str:
    """5976 as 5.976."""
    return f"{number:,}".replace(",", ".")


def percent(value: float | None) -> str:
    """29.21 as 29,21%; 100.0 as 100%; nothing to divide by as a dash."""
    return "–" if value is None else f"{decimal(value)}%"


def decimal(value: float) -> str:
    """At most two decimals, with a comma."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def shown(figure: Figure) -> str:
    """A figure with what it is made of."""
    if figure.measure == "count":
        return whole(figure.numerator)
    denominator = whole(figure.denominator or 0)
    if figure.measure == "ratio":
        return f"{whole(figure.numerator)}/{denominator} ({percent(figure.percent)})"
    value = "–" if figure.mean is None else decimal(figure.mean)
    return f"{value} (n = {denominator})"
