"""Coverage: cells with an assigned observer, and cells visited, by place in the tree and by group of types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from contracts.report_content import coverage_figures_of
from contracts.reporting import CoverageReport, Figure
from services.reporting.catalogue import PREFIXES, Definition, coverage_definition, coverage_keys
from services.reporting.duties import version_on
from services.reporting.read_models import as_signed
from services.reporting.read_models.asked import NOTHING, Asked, Sum

COUNTS = ("observers", "assignments")


async def answer(asked: Asked) -> CoverageReport:
    """Both kinds of coverage of the unit's cells."""
    keys = [*COUNTS, *(f"{prefix}_{key}" for prefix in PREFIXES for key in coverage_keys(asked.groups))]
    return as_signed.told(asked, await asked.sums(*keys), _of_sums, coverage_figures_of, _is_shown)


def _is_shown(key: str) -> bool:
    return key in COUNTS or key.startswith(tuple(f"{prefix}_" for prefix in PREFIXES))


def _of_sums(asked: Asked, sums: Mapping[str, Sum]) -> CoverageReport:
    return CoverageReport(
        head=asked.head,
        observers=sums.get("observers", NOTHING).numerator,
        assignments=sums.get("assignments", NOTHING).numerator,
        coverage=lines(asked, sums, "assigned"),
        visited_coverage=lines(asked, sums, "visited"),
    )


def lines(asked: Asked, sums: Mapping[str, Sum], prefix: str) -> list[Figure]:
    """The lines of one kind of coverage in their order, also those that no cell falls under."""
    definitions = [coverage_definition(prefix, key, asked.groups) for key in coverage_keys(asked.groups)]
    return figures(definitions, sums, asked.quarter.last)


def figures(definitions: Iterable[Definition], sums: Mapping[str, Sum], last: date) -> list[Figure]:
    """The figures of these definitions in a quarter with this last day, also those without any evidence."""
    found = [(definition, sums.get(definition.key, NOTHING)) for definition in definitions]
    return [one.figure(sum.numerator, sum.denominator, version_on(one.key, last)) for one, sum in found]
