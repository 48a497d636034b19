"""The relay's figures for Prometheus, labelled by service and keeper and by nothing else."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

from services.chassis.feed import SEALED, Feed
from services.chassis.relay.resume import Verdict
from services.chassis.relay.status import FeedStatus

LABELS = ("service", "keeper")


class RelayMetrics:
    """All relays of a process share one; a sealed feed has no series: its figures would tell of planned visits."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._published = Counter(
            "sinhhoat_relay_published", "Messages acknowledged by the bus.", LABELS, registry=registry
        )
        self._position = Gauge("sinhhoat_relay_position", "Last acknowledged position.", LABELS, registry=registry)
        self._head = Gauge("sinhhoat_relay_head", "Last published row of the store.", LABELS, registry=registry)
        self._forked = Gauge("sinhhoat_relay_forked", "1 where the feed stands still.", LABELS, registry=registry)
        self._lost = Counter(
            "sinhhoat_relay_losses", "Times that the bus had lost what it had acknowledged.", LABELS, registry=registry
        )
        self._leader = Gauge("sinhhoat_relay_leader", "1 where this process publishes.", ["service"], registry=registry)
        self._disturbed = Counter(
            "sinhhoat_relay_disturbances", "Windows that had to be resumed.", ["service"], registry=registry
        )

    def published(self, feed: Feed) -> None:
        if feed.service != SEALED:
            self._published.labels(feed.service, feed.keeper).inc()

    def status(self, feed: Feed, status: FeedStatus) -> None:
        if feed.service == SEALED:
            return
        self._position.labels(feed.service, feed.keeper).set(status.published)
        self._head.labels(feed.service, feed.keeper).set(status.head)
        self._forked.labels(feed.service, feed.keeper).set(status.forked is not None)

    def resumed(self, feed: Feed, verdict: Verdict) -> None:
        if feed.service != SEALED and verdict in (Verdict.BUS_LOST_MESSAGES, Verdict.STREAM_LOST):
            self._lost.labels(feed.service, feed.keeper).inc()

    def leading(self, service: str, leads: bool) -> None:
        if service != SEALED:
            self._leader.labels(service).set(leads)

    def disturbed(self, service: str) -> None:
        if service != SEALED:
            self._disturbed.labels(service).inc()
