"""Closed reports of units that are known no more: shown to operators, and said once."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from structlog.typing import FilteringBoundLogger

from services.reporting.reactions.metrics import RestatementMetrics
from services.reporting.read_models.revisions import ClosedReport


class Homeless:
    """By keeper, those that there are now."""

    def __init__(self, metrics: RestatementMetrics, log: FilteringBoundLogger) -> None:
        self._metrics, self._log = metrics, log
        self._said: dict[str, frozenset[UUID]] = {}

    def are(self, keeper: str, reports: Sequence[ClosedReport]) -> None:
        """Show how many; a warning for each that was not one of them before."""
        before = self._said.get(keeper, frozenset())
        self._said[keeper] = frozenset(one.report_id for one in reports)
        self._metrics.without_unit(keeper, len(reports))
        for one in reports:
            if one.report_id not in before:
                about = {"report_id": str(one.report_id), "quarter": one.quarter, "unit_code": one.unit_code}
                self._log.warning("closed_report_without_unit", keeper=keeper, **about)
