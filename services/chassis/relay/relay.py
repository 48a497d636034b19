"""The relay of a service: leads or stands by, publishes the rows of all its feeds to one stream, says how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

import asyncpg
from nats.aio.client import Client
from structlog.typing import FilteringBoundLogger

from services.chassis.feed import SEALED, Feed
from services.chassis.passing import what_passes
from services.chassis.relay import cursors
from services.chassis.relay.bell import Bell
from services.chassis.relay.cancellation import end_if_cancelled
from services.chassis.relay.leadership import Leadership, LeadershipLost, try_to_lead
from services.chassis.relay.metrics import RelayMetrics
from services.chassis.relay.outgoing import Fence
from services.chassis.relay.place import Place
from services.chassis.relay.progress import Progress
from services.chassis.relay.publisher import Publisher
from services.chassis.relay.report import Report
from services.chassis.relay.rows import heads
from services.chassis.relay.settings import RelaySettings
from services.chassis.relay.status import FeedStatus
from services.chassis.relay.telling import Teller


class Relay:
    """One per service and node, and one for the sealed feeds; any number may run, one of them publishes.

    `feeds` are those of one service, `pool` is of that service's role; the leader keeps a connection of `locks` (or of
    the pool), whose connections must be cleared when they are given back. `nats` is a connection to the account that
    holds the stream. `clock` is the machine's: it dates the stopping of a forked feed, and says for how long events
    have been waiting.
    """

    new_fence: Callable[[int], Fence] = Fence

    def __init__(
        self,
        pool: asyncpg.Pool[asyncpg.Record],
        nats: Client,
        stream: str,
        feeds: Sequence[Feed],
        *,
        clock: Callable[[], datetime],
        metrics: RelayMetrics | None,
        log: FilteringBoundLogger,
        settings: RelaySettings | None = None,
        locks: asyncpg.Pool[asyncpg.Record] | None = None,
    ) -> None:
        services = {feed.service for feed in feeds}
        if len(services) != 1:
            raise ValueError(f"a relay is of one service, not of {sorted(services)}")
        self.leader = False
        self._pool, self._locks, self._nats, self._service = pool, locks or pool, nats, services.pop()
        self._progress: Mapping[Feed, Progress] = {feed: Progress(feed) for feed in feeds}
        self._settings = settings or RelaySettings()
        self._report = Report(self._service, metrics, log)
        self._place = Place(pool, nats, stream, self._settings.stream_bytes, clock, self._report)
        self._bell = Bell()

    @property
    def status(self) -> dict[Feed, FeedStatus]:
        """Of every feed; a relay that stands by reads it from the store every half second."""
        return {feed: progress.status for feed, progress in self._progress.items()}

    async def judged(self, within: float) -> bool:
        """Wait until the store was held against the stream once, by us or by whoever leads; False past the bound.

        Before that nobody knows whether the store was set back: a command accepted now would take positions that
        readers know already, and a loss that can be mended would become two histories.
        """
        try:
            await asyncio.wait_for(self._place.judged.wait(), within)
        except TimeoutError:
            return False
        return True

    def forked(self, feed: Feed) -> bool:
        """Whether the feed is stopped: every command for it is answered unavailable, `feed_forked`."""
        return self._progress[feed].forked is not None

    @property
    def sealed(self) -> bool:
        """Whether its feeds are those of visit plans."""
        return self._service == SEALED

    @property
    def any_forked(self) -> bool:
        """Whether some feed is stopped."""
        return any(one.forked is not None for one in self._progress.values())

    def oldest(self) -> float:
        """Seconds that the oldest event of any feed has waited for the bus; 0 where this process does not lead."""
        at = asyncio.get_running_loop().time()
        return max(one.oldest(at) for one in self._progress.values()) if self.leader else 0.0

    def wake(self, feed: Feed) -> None:
        """Something was committed to this feed; called in the event loop of the relay."""
        self._bell.ring(self._progress[feed])

    async def run(self) -> None:
        """Until cancelled: lead when nobody else does, otherwise watch."""
        self._report.waiting_to_lead(self._progress)
        while True:
            end_if_cancelled()
            try:
                await self._lead_or_watch()
            except Exception as error:
                self._report.disturbed(what_passes(error))
            await asyncio.sleep(self._settings.standby)

    async def _lead_or_watch(self) -> None:
        async with self._locks.acquire() as connection:
            if not await try_to_lead(connection, self._place.stream):
                return await self._watch()
            leadership = Leadership(connection)
            try:
                await self._lead(leadership)
            finally:
                leadership.resign()

    async def _lead(self, leadership: Leadership) -> None:
        self.leader = True
        self._report.leading(self._progress, asyncio.get_running_loop().time)
        publisher = Publisher(self._place, self._progress, leadership, type(self).new_fence, self._bell, self._settings)
        teller = Teller(self._pool, self._nats, self._service, self._progress, self._place.clock, self._report)
        try:
            await first_to_end(leadership.watch(self._settings.standby), publisher.run(), teller.run())
        except LeadershipLost:
            self._report.disturbed("leadership lost")
        finally:
            self.leader = False
            self._report.standing_by(self._progress)

    async def _watch(self) -> None:
        saved = await cursors.load(self._pool, list(self._progress))
        for feed, head in (await heads(self._pool, list(self._progress))).items():
            self._progress[feed].load(saved[feed])
            self._progress[feed].follow(head)
        self._place.judged.set()


async def first_to_end(*endless: Coroutine[Any, Any, None]) -> None:
    """Run them until the first fails, end the others and raise its error.

    Not a TaskGroup: in Python 3.11 the failing of a member leaves its parent marked as cancelled.
    """
    tasks = [asyncio.create_task(one) for one in endless]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
