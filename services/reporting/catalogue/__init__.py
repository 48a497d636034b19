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
)
from services.reporting.catalogue.coverage import PLACES, PREFIXES, coverage_definition, coverage_keys
from services.reporting.catalogue.definition import Definition
from services.reporting.catalogue.evidence import EVIDENCE_SQL

STOCKS = (
    *registry.STOCKS,
    *meetings.STOCKS,
    *followed.STOCKS,
    *assignments.STOCKS,
    *observed.STOCKS,
    *ratings.STOCKS,
    *boards.STOCKS,
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
)

__all__ = [
    "EVIDENCE_SQL",
    "PLACES",
    "PREFIXES",
    "QUARTER",
    "STOCKS",
    "Definition",
    "coverage_definition",
    "coverage_keys",
]
