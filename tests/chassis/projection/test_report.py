"""Of a sealed source neither the log nor the metrics say anything."""

from __future__ import annotations

import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from services.chassis.feed import SEALED, Feed
from services.chassis.projection.links import At
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.positions import FeedState
from services.chassis.projection.report import Report
from tests.chassis.projection.owner import Owner


def told(source: str) -> tuple[int, int]:
    """How many series and log lines there are after a reader of the source has reported all it can."""
    registry, feed = CollectorRegistry(), Feed("hoc-mon", source)
    owner = Owner(feed)
    owner.record("a", "one")
    with capture_logs() as logs:
        report = Report("plans", source, Metrics(registry), structlog.get_logger())
        report.batch(rubbish=1)
        report.duplicates(2)
        report.parked(owner.events[0])
        report.healed(feed, 7)
        report.show(feed, FeedState(At(7, "aa")))
        report.failed("batch_sent_back", ValueError("words that were written"))
    series = [sample for metric in registry.collect() for sample in metric.samples]
    assert "words that were written" not in str(logs)
    return len(series), len(logs)


def test_a_sealed_source_is_not_reported() -> None:
    assert told(SEALED) == (0, 0)


@pytest.mark.parametrize("source", ["meetings", "assignments"])
def test_an_open_source_is_reported(source: str) -> None:
    """So that the silence above is not the silence of a report that never speaks."""
    series, lines = told(source)

    assert series > 0
    assert lines == 4
