"""The series of closed quarters and what was told of them later; shown by the process that restates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.reporting.facts.told import LOCAL
from services.reporting.quarters import Quarter


class RestatementMetrics:
    """One object per registry. Labels name keepers, nothing narrower."""

    def __init__(self, registry: CollectorRegistry, keepers: Sequence[str]) -> None:
        self._restated = Counter(
            "sinhhoat_quarter_restatements",
            "Revisions that were added to closed reports.",
            ("keeper",),
            registry=registry,
        )
        self._refused = Counter(
            "sinhhoat_quarter_restatements_refused",
            "Revisions that were refused, so that a closed report does not say what is known.",
            ("code",),
            registry=registry,
        )
        self._closed = Gauge(
            "sinhhoat_quarter_last_closed_timestamp_seconds",
            "When the newest quarter ended that the keeper's own committee has closed.",
            ("keeper",),
            registry=registry,
        )
        self._without_unit = Gauge(
            "sinhhoat_quarter_reports_without_unit",
            "Closed reports of units whose establishment was withdrawn: they stay as signed while it is.",
            ("keeper",),
            registry=registry,
        )
        for keeper in keepers:
            self._restated.labels(keeper)
            self._without_unit.labels(keeper)

    def restated(self, keeper: str) -> None:
        self._restated.labels(keeper).inc()

    def refused(self, code: str) -> None:
        self._refused.labels(code).inc()

    def without_unit(self, keeper: str, reports: int) -> None:
        self._without_unit.labels(keeper).set(reports)

    def closed(self, keeper: str, quarters: Sequence[str]) -> None:
        """The quarters that the keeper's own committee has closed."""
        if quarters:
            end = Quarter.parse(max(quarters)).last + timedelta(days=1)
            self._closed.labels(keeper).set(datetime.combine(end, time(), LOCAL).timestamp())
