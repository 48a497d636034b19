"""The series of the readers of a process."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge

_FEED = ("projection", "service", "keeper")
_SOURCE = ("projection", "service")


@dataclass
class Metrics:
    """One object per registry, shared by all readers. Labels name projection, service and keeper, nothing narrower."""

    registry: InitVar[CollectorRegistry]
    position: Gauge = field(init=False)
    lag: Gauge = field(init=False)
    forked: Gauge = field(init=False)
    healed: Counter = field(init=False)
    parked: Counter = field(init=False)
    batches: Counter = field(init=False)
    duplicates: Counter = field(init=False)
    rubbish: Counter = field(init=False)

    def __post_init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, text: str) -> Gauge:
            return Gauge(f"sinhhoat_projection_{name}", text, _FEED, registry=registry)

        def counter(name: str, text: str, labels: tuple[str, ...]) -> Counter:
            return Counter(f"sinhhoat_projection_{name}", text, labels, registry=registry)

        self.position = gauge("position", "Position applied")
        self.lag = gauge("lag_positions", "Positions that the owner has told of beyond the one applied")
        self.forked = gauge("forked", "1 where the feed stands still because its history was forked")
        self.healed = counter("gaps_healed", "Gaps closed from the owner's pages", _FEED)
        self.parked = counter("parked", "Events set aside because they could not be applied", _FEED)
        self.batches = counter("batches", "Batches taken from the stream", _SOURCE)
        self.duplicates = counter("duplicates", "Events dropped because they had been applied before", _SOURCE)
        self.rubbish = counter("rubbish", "Messages dropped because they are no events of a known feed", _SOURCE)
