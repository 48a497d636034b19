"""Coverage: cells with an assigned observer, and cells visited, by place in the tree and by group of types."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.reporting import CoverageReport, Figure
from services.reporting.catalogue import coverage_definition, coverage_keys
from services.reporting.read_models.asked import Asked

NOTHING = (0, 0)


async def answer(asked: Asked) -> CoverageReport:
    """Both kinds of coverage of the unit's cells."""
    sums = await asked.sums()
    return CoverageReport(
        head=asked.head,
        observers=sums.get("observers", NOTHING)[0],
        assignments=sums.get("assignments", NOTHING)[0],
        coverage=lines(asked, sums, "assigned"),
        visited_coverage=lines(asked, sums, "visited"),
    )


def lines(asked: Asked, sums: Mapping[str, tuple[int, int]], prefix: str) -> list[Figure]:
    """The lines of one kind of coverage in their order, also those that no cell falls under."""
    definitions = [coverage_definition(prefix, key, asked.groups) for key in coverage_keys(asked.groups)]
    return [definition.figure(*sums.get(definition.key, NOTHING)) for definition in definitions]
