"""What a scraper sees of the readers: per feed and in sum; of sealed feeds nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.chassis.feed import SEALED, Feed
from services.chassis.projection.positions import FeedState

_FEED = ("projection", "service", "keeper")
_SOURCE = ("projection", "service")


@dataclass
class Metrics:
    """One object per registry, shared by the readers of a process."""

    registry: CollectorRegistry
    position: Gauge = field(init=False)
    lag: Gauge = field(init=False)
    stopped: Gauge = field(init=False)
    healed: Counter = field(init=False)
    parked: Counter = field(init=False)
    batches: Counter = field(init=False)
    duplicates: Counter = field(init=False)
    rubbish: Counter = field(init=False)

    def __post_init__(self) -> None:
        def gauge(name: str, text: str) -> Gauge:
            return Gauge(f"sinhhoat_projection_{name}", text, _FEED, registry=self.registry)

        def counter(name: str, text: str, labels: tuple[str, ...]) -> Counter:
            return Counter(f"sinhhoat_projection_{name}", text, labels, registry=self.registry)

        self.position = gauge("position", "Position applied")
        self.lag = gauge("lag_positions", "Positions that the owner has published beyond the one applied")
        self.stopped = gauge("forked", "1 where the feed stands still because its history was forked")
        self.healed = counter("gaps_healed", "Gaps closed from the owner's pages", _FEED)
        self.parked = counter("parked", "Events set aside because they could not be applied", _FEED)
        self.batches = counter("batches", "Batches taken from the stream", _SOURCE)
        self.duplicates = counter("duplicates", "Events dropped because they had been applied before", _SOURCE)
        self.rubbish = counter("rubbish", "Messages dropped because they are no events of a known feed", _SOURCE)

    def of_feed(self, projection: str, feed: Feed, state: FeedState) -> None:
        """Show where a feed stands."""
        if feed.service != SEALED:
            labels = (projection, feed.service, feed.keeper)
            self.position.labels(*labels).set(state.at.position)
            self.lag.labels(*labels).set(state.lag)
            self.stopped.labels(*labels).set(state.forked is not None)

    def count_in_feed(self, counter: Counter, projection: str, feed: Feed, by: int = 1) -> None:
        """Add to a counter that is kept per feed."""
        if feed.service != SEALED:
            counter.labels(projection, feed.service, feed.keeper).inc(by)

    def count_in_source(self, counter: Counter, projection: str, source: str, by: int = 1) -> None:
        """Add to a counter that is kept per source service."""
        if source != SEALED:
            counter.labels(projection, source).inc(by)
