"""The relay's figures for Prometheus, labelled by service and keeper and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.chassis.feed import SEALED, Feed
from services.chassis.relay.resume import Verdict
from services.chassis.relay.status import FeedStatus

FEED = ("service", "keeper")
Age = Callable[[], float]


class RelayMetrics:
    """All relays of a process share one; a sealed feed has no series: its figures would tell of planned visits.

    Gauges are read when they are scraped, so that none goes stale while its relay waits for a bus that is away. Those
    of a feed are there only while this process leads: of what another one publishes it knows nothing.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, text: str, labels: tuple[str, ...] = FEED) -> Counter:
            return Counter(f"sinhhoat_relay_{name}", text, labels, registry=registry)

        def gauge(name: str, text: str, labels: tuple[str, ...] = FEED) -> Gauge:
            return Gauge(f"sinhhoat_relay_{name}", text, labels, registry=registry)

        self._published = counter("published", "Messages that the bus has acknowledged.")
        self._duplicates = counter("duplicates", "Messages that the bus called duplicates of what it was sent before.")
        self._lost: Mapping[Verdict, Counter] = {
            Verdict.BUS_LOST_MESSAGES: counter(
                "rewinds", "Times that the relay went back, to publish again what the bus had lost of its stream."
            ),
            Verdict.STREAM_LOST: counter("streams_lost", "Times that the bus had lost the whole stream."),
        }
        self._disturbed = counter(
            "disturbances",
            "Times that something between store and bus went wrong; while one of them is away, once a second or more.",
            ("service",),
        )
        self._leader = gauge("leader", "1 where this process publishes the events of the service.", ("service",))
        self._of_feed: Mapping[Gauge, Callable[[FeedStatus], float]] = {
            gauge("position", "Position of the last event that the bus has acknowledged."): lambda one: one.published,
            gauge("head", "Position of the last event in the store."): lambda one: one.head,
            gauge("lag_positions", "Positions that the bus has yet to acknowledge."): lambda one: one.lag,
            gauge("forked", "1 where the feed stands still, because its store was set back."): _is_forked,
        }
        self._oldest = gauge("oldest_unpublished_seconds", "Age of the oldest event that the bus has not acknowledged.")

    def leading(self, service: str, feeds: Mapping[Feed, tuple[Callable[[], FeedStatus], Age]]) -> None:
        """This process leads: show its feeds, each as it is told whenever it is asked."""
        if service == SEALED:
            return
        self._leader.labels(service).set(1)
        for feed, (status, age) in feeds.items():
            labels = (feed.service, feed.keeper)
            for gauge, value in self._of_feed.items():
                gauge.labels(*labels).set_function(_of(status, value))
            self._oldest.labels(*labels).set_function(age)
            # A rate can be taken of what has begun at 0.
            for counter in (self._published, self._duplicates, *self._lost.values()):
                counter.labels(*labels)

    def standing_by(self, service: str, feeds: Mapping[Feed, object]) -> None:
        """Another process leads, or none."""
        if service == SEALED:
            return
        self._leader.labels(service).set(0)
        self._disturbed.labels(service)
        for feed in feeds:
            for gauge in (*self._of_feed, self._oldest):
                gauge.remove(feed.service, feed.keeper)

    def published(self, feed: Feed) -> None:
        if feed.service != SEALED:
            self._published.labels(feed.service, feed.keeper).inc()

    def duplicate(self, feed: Feed) -> None:
        if feed.service != SEALED:
            self._duplicates.labels(feed.service, feed.keeper).inc()

    def resumed(self, feed: Feed, verdict: Verdict) -> None:
        if feed.service != SEALED and verdict in self._lost:
            self._lost[verdict].labels(feed.service, feed.keeper).inc()

    def disturbed(self, service: str) -> None:
        if service != SEALED:
            self._disturbed.labels(service).inc()


def _of(status: Callable[[], FeedStatus], value: Callable[[FeedStatus], float]) -> Callable[[], float]:
    return lambda: value(status())


def _is_forked(status: FeedStatus) -> float:
    return status.forked is not None
