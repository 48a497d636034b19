"""How people name a history of the reporting service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.registry.domain import id_of_unit
from services.reporting.domain.quarterly_report import QuarterlyReport
from sinhhoat.histories.naming import Named


def _report(keeper: str, words: Sequence[str]) -> UUID:
    unit, quarter = words
    return QuarterlyReport.create_id(id_of_unit(keeper, unit), quarter)


KINDS: Mapping[str, Named] = {"quarterly_report": Named("reporting", "UNIT QUARTER", _report)}
