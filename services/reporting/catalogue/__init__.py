"""One catalogue of what every figure means, and of the events that it is the sum of."""

from services.reporting.catalogue import (
    assignments,
    boards,
    classification,
    followed,
    meetings,
    observed,
    ratings,
    registry,
    unit_matters,
)
from services.reporting.catalogue.coverage import PLACES, PREFIXES, coverage_definition, coverage_keys
from services.reporting.catalogue.definition import Definition
from services.reporting.catalogue.evidence import EVIDENCE
from services.reporting.catalogue.unit_matters import stage_definitions

STOCKS = (
    *registry.STOCKS,
    *meetings.STOCKS,
    *followed.STOCKS,
    *assignments.STOCKS,
    *observed.STOCKS,
    *ratings.STOCKS,
    *boards.STOCKS,
    *unit_matters.STOCKS,
)
QUARTER = (
    *registry.QUARTER,
    *meetings.QUARTER,
    *followed.QUARTER,
    *ratings.QUARTER,
    *classification.QUARTER,
    *assignments.QUARTER,
    *observed.QUARTER,
    *boards.QUARTER,
    *unit_matters.QUARTER,
)

__all__ = [
    "EVIDENCE",
    "PLACES",
    "PREFIXES",
    "QUARTER",
    "STOCKS",
    "Definition",
    "coverage_definition",
    "coverage_keys",
    "stage_definitions",
]
