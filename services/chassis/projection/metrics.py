"""The series of the readers of a process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

from services.chassis.feed import Feed
from services.chassis.projection.positions import FeedState

FEED = ("projection", "service", "keeper")
SOURCE = ("projection", "service")
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)

M = TypeVar("M", bound=MetricWrapperBase)


class Metrics:
    """One object per registry, shared by all readers. Labels name projection, service and keeper, nothing narrower.

    Gauges of a feed are read when they are scraped, and are there only while the reader of this process is the active
    one: of what another one reads it knows nothing.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        def made(kind: type[M], name: str, text: str, labels: tuple[str, ...] = FEED) -> M:
            return kind(f"sinhhoat_projection_{name}", text, labels, registry=registry)

        self.active = made(Gauge, "active", "1 where this process reads for the projection.", SOURCE)
        self._position = made(Gauge, "position", "Position of the last event that has been applied.")
        self._lag = made(Gauge, "lag_positions", "Positions that the owner has told of and that are not applied yet.")
        self._lag_seconds = made(
            Gauge, "lag_seconds", "Time since this reader was told of the oldest event that is not applied yet."
        )
        self._forked = made(Gauge, "forked", "1 where the feed stands still, because its history was forked.")
        self.healed = made(Counter, "gaps_healed", "Gaps that were closed from the owner's pages.")
        self.parked = made(Counter, "parked", "Events that were set aside, because they could not be applied.")
        self.batches = Histogram(
            "sinhhoat_projection_batch_messages",
            "Messages in one batch from the stream.",
            SOURCE,
            buckets=SIZES,
            registry=registry,
        )
        self.duplicates = made(
            Counter, "duplicates", "Events that came again after they had been applied, and were dropped.", SOURCE
        )
        self.rubbish = made(
            Counter, "rubbish", "Messages that are no events of a known feed, and were dropped.", SOURCE
        )

    def begin(self, projection: str, source: str, feeds: Iterable[Feed]) -> None:
        """A reader is there, and waits until it may read; a rate can be taken of what has begun at 0."""
        self.active.labels(projection, source).set(0)
        for of_source in (self.batches, self.duplicates, self.rubbish):
            of_source.labels(projection, source)
        for feed in feeds:
            for of_feed in (self.healed, self.parked):
                of_feed.labels(projection, source, feed.keeper)

    def show(
        self, projection: str, feed: Feed, state: Callable[[], FeedState | None], time: Callable[[], float]
    ) -> None:
        """Show a feed as `state` is whenever it is asked; `time` counts seconds as its ages do."""

        def value(of: Callable[[FeedState], float]) -> Callable[[], float]:
            def now() -> float:
                found = state()
                return of(found) if found is not None else 0.0

            return now

        labels = (projection, feed.service, feed.keeper)
        self._position.labels(*labels).set_function(value(lambda one: one.at.position))
        self._lag.labels(*labels).set_function(value(lambda one: one.lag))
        self._lag_seconds.labels(*labels).set_function(value(lambda one: one.oldest(time())))
        self._forked.labels(*labels).set_function(value(lambda one: one.forked is not None))

    def hide(self, projection: str, feed: Feed) -> None:
        """The reader of this process is no longer the active one."""
        for gauge in (self._position, self._lag, self._lag_seconds, self._forked):
            gauge.remove(projection, feed.service, feed.keeper)
