"""Where its doings would show what is planned, a reader says nothing: neither to the log nor to the metrics."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from contracts.message import Command, CommandOutcome
from services.chassis.feed import SEALED, Feed
from services.chassis.projection.links import At
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.positions import FeedState
from services.chassis.projection.projection import Reads
from services.chassis.projection.reactions import Because, Reacting, Refusals
from services.chassis.projection.report import Report
from services.chassis.wire import Received
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import Owner


class Nothing:
    """A reaction to which nothing leads."""

    name = "nothing"
    sources = ("assignments",)

    def __init__(self, *, sealed: bool) -> None:
        self.sealed = sealed

    async def commands(self, event: Received) -> list[Command]:
        return []


def reacting(*, sealed: bool) -> Reacting:
    async def send(keeper: str, commands: Sequence[Command], because: Because) -> list[CommandOutcome]:
        return []

    return Reacting(Nothing(sealed=sealed), send, refusals=Refusals(CollectorRegistry()), log=structlog.get_logger())


def told(reads: Reads, source: str) -> tuple[int, int]:
    """How many series and log lines there are after a reader of the source has reported all it can."""
    registry, feed = CollectorRegistry(), Feed("hoc-mon", source)
    owner = Owner(feed)
    owner.record("a", "one")
    with capture_logs() as logs:
        report = Report(reads, source, [feed], Metrics(registry), structlog.get_logger())
        report.begins()
        report.active(lambda: {feed: FeedState(At(7, "aa"))}, lambda: 0.0)
        report.batch(size=3, rubbish=1)
        report.duplicates(2)
        report.parked(owner.events[0])
        report.healed(feed, 7)
        report.failed("batch_sent_back", ValueError("words that were written"))
    series = [sample for metric in registry.collect() for sample in metric.samples]
    assert "words that were written" not in str(logs)
    return len(series), len(logs)


@pytest.mark.parametrize(
    ("reads", "source"),
    [(Notes("plans", (SEALED,)), SEALED), (reacting(sealed=True), "assignments")],
    ids=["a sealed source", "a sealed reaction to an open one"],
)
def test_what_would_show_plans_is_not_reported(reads: Reads, source: str) -> None:
    assert told(reads, source) == (0, 0)


@pytest.mark.parametrize(
    ("reads", "source"),
    [(Notes("facts"), "meetings"), (reacting(sealed=False), "assignments")],
    ids=["a projection", "a reaction"],
)
def test_what_is_open_is_reported(reads: Reads, source: str) -> None:
    """So that the silence above is not the silence of a report that never speaks."""
    series, lines = told(reads, source)

    assert series > 0
    assert lines == 4
