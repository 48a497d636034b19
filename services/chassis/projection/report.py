"""What a reader tells the log and the scraper: nothing where it would show what is planned, not even when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from structlog.typing import FilteringBoundLogger

from services.chassis.feed import Feed
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.positions import FeedState
from services.chassis.projection.projection import Reads
from services.chassis.projection.sealing import is_sealed
from services.chassis.wire import Received


class Report:
    """Speaks for one projection or reaction and source; `feeds` are those that it follows."""

    def __init__(
        self, reads: Reads, source: str, feeds: Sequence[Feed], metrics: Metrics, log: FilteringBoundLogger
    ) -> None:
        self._projection, self._source, self._feeds, self._metrics = reads.name, source, feeds, metrics
        self._silent = is_sealed(reads, source)
        self._log = log.bind(projection=reads.name, source=source)

    def say(self, event: str, **values: str | int) -> None:
        """Log something that an operator should see."""
        if not self._silent:
            self._log.warning(event, **values)

    def failed(self, event: str, error: Exception, **values: str | int) -> None:
        """Log an error by its kind alone: its message may quote what was written."""
        self.say(event, error=type(error).__name__, **values)

    def begins(self) -> None:
        """The reader is there, and waits until it may read."""
        if not self._silent:
            self._metrics.begin(self._projection, self._source, self._feeds)

    def active(self, states: Callable[[], Mapping[Feed, FeedState]], time: Callable[[], float]) -> None:
        """The reader reads; `states` tells where each feed stands, `time` counts seconds as the ages in them do."""
        if not self._silent:
            self._metrics.active.labels(self._projection, self._source).set(1)
            for feed in self._feeds:
                self._metrics.show(self._projection, feed, _state_of(feed, states), time)

    def passive(self) -> None:
        """The reader no longer reads; another one may."""
        if not self._silent:
            self._metrics.active.labels(self._projection, self._source).set(0)
            for feed in self._feeds:
                self._metrics.hide(self._projection, feed)

    def batch(self, size: int, rubbish: int) -> None:
        """Count a batch of messages, and those in it that are no events of a feed that is followed."""
        if not self._silent:
            self._metrics.batches.labels(self._projection, self._source).observe(size)
            self._metrics.rubbish.labels(self._projection, self._source).inc(rubbish)
        if rubbish:
            self.say("messages_that_are_no_events", count=rubbish)

    def duplicates(self, count: int) -> None:
        """Count events that had been applied before."""
        if not self._silent:
            self._metrics.duplicates.labels(self._projection, self._source).inc(count)

    def parked(self, event: Received) -> None:
        """Count and log an event that was set aside."""
        if not self._silent:
            self._metrics.parked.labels(self._projection, self._source, event.feed.keeper).inc()
        self.say("event_parked", feed=str(event.feed), position=event.position, contract=event.contract)

    def healed(self, feed: Feed, position: int) -> None:
        """Count and log a gap that was closed from the owner's pages."""
        if not self._silent:
            self._metrics.healed.labels(self._projection, self._source, feed.keeper).inc()
        self.say("feed_healed", feed=str(feed), position=position)


def _state_of(feed: Feed, states: Callable[[], Mapping[Feed, FeedState]]) -> Callable[[], FeedState | None]:
    return lambda: states().get(feed)
