"""The figures of appending, for Prometheus: histograms by service, counts by service and keeper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Histogram

from services.chassis.event_store.rows import Appended, Outcome, Submission
from services.chassis.feed import Feed

FEED = ("service", "keeper")
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
WAITED = (0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


class Unmeasured:
    """What a store tells of its appends, and nobody counts: so do sealed stores, and tests."""

    def appended(self, batch: Sequence[Submission], answers: Sequence[Appended], seconds: float, waited: float) -> None:
        """A batch was appended in so many seconds, of which it waited for the lock."""

    def remembered(self, commands: int) -> None:
        """So many commands were found stored when somebody asked for them."""

    def halved(self) -> None:
        """A batch failed because of something in it, and is tried again in halves."""

    def doubted(self, resolved: int, unknown: int) -> None:
        """The connection broke at an append: so many commands were found stored, of so many nobody knows."""


class AppendMetrics:
    """All open stores of a process share one. A sealed store is given none: a count tells that there is something."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def histogram(name: str, text: str, buckets: Sequence[float]) -> Histogram:
            return Histogram(f"sinhhoat_append_{name}", text, ["service"], buckets=buckets, registry=registry)

        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"sinhhoat_append_{name}", text, [*FEED, *labels], registry=registry)

        self.seconds = histogram("seconds", "Time that the database took to append a batch.", SECONDS)
        self.waited = histogram("lock_wait_seconds", "Time that a batch waited for the lock of its history.", WAITED)
        self.commands = histogram("batch_commands", "Commands in one batch.", SIZES)
        self.events = histogram("batch_events", "Events in one batch, of the commands that were stored.", (0, *SIZES))
        self.outcomes = counter("outcomes", "What became of the commands that reached the store.", "outcome")
        self.remembered = counter(
            "remembered",
            "Commands that were found stored when they came again, before they were decided on or after a refusal.",
        )
        self.halved = counter("halved", "Batches that failed because of something in them, and were halved.")
        self.resolved = counter("resolved", "Commands found stored after the connection broke at their append.")
        self.unknown = counter("unknown", "Commands of which nobody knows after the connection broke at their append.")

    def of(self, feed: Feed) -> Unmeasured:
        """What the store of an open feed tells its figures."""
        return _Measured(self, feed)


class _Measured(Unmeasured):
    def __init__(self, metrics: AppendMetrics, feed: Feed) -> None:
        service, labels = feed.service, (feed.service, feed.keeper)
        self._seconds, self._waited = metrics.seconds.labels(service), metrics.waited.labels(service)
        self._commands, self._events = metrics.commands.labels(service), metrics.events.labels(service)
        # A rate can be taken of what has begun at 0.
        self._outcomes = {outcome: metrics.outcomes.labels(*labels, outcome) for outcome in get_args(Outcome)}
        self._remembered, self._halved = metrics.remembered.labels(*labels), metrics.halved.labels(*labels)
        self._resolved, self._unknown = metrics.resolved.labels(*labels), metrics.unknown.labels(*labels)

    def appended(self, batch: Sequence[Submission], answers: Sequence[Appended], seconds: float, waited: float) -> None:
        self._seconds.observe(seconds)
        self._waited.observe(waited)
        self._commands.observe(len(batch))
        self._events.observe(sum(len(answer.chains) for answer in answers))
        outcomes = [answer.outcome for answer in answers]
        for outcome in set(outcomes):
            self._outcomes[outcome].inc(outcomes.count(outcome))

    def remembered(self, commands: int) -> None:
        self._remembered.inc(commands)

    def halved(self) -> None:
        self._halved.inc()

    def doubted(self, resolved: int, unknown: int) -> None:
        self._resolved.inc(resolved)
        self._unknown.inc(unknown)
