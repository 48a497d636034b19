"""Reads one source service's events into one projection: each exactly once, in order, one active reader per durable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import asyncpg
from nats.aio.client import Client
from nats.aio.msg import Msg
from structlog.typing import FilteringBoundLogger

from services.chassis.ending import end
from services.chassis.feed import Feed
from services.chassis.projection import consumer, lock
from services.chassis.projection.carrying import Carrier
from services.chassis.projection.commit import Committer
from services.chassis.projection.consumer import Consumer
from services.chassis.projection.following import Follower
from services.chassis.projection.healing import Healer, ReadPage
from services.chassis.projection.incoming import Incoming, read_batch
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.pace import Pace
from services.chassis.projection.positions import FeedState, Raced
from services.chassis.projection.projection import Projection
from services.chassis.projection.reached import Positions
from services.chassis.projection.reactions import Reacting
from services.chassis.projection.report import Report
from services.chassis.projection.sealing import is_sealed
from services.chassis.projection.watching import Patience, take_watermark
from services.chassis.relay.watermark import watermark_subject


class Reader:
    """One projection or reaction and one source service; of all readers of a durable one is active.

    It keeps one connection of `locks` (or of the pool) to itself as long as it runs: such a one must be cleared when
    it is given back. `nats` is a connection to the account that the source's stream is in. `now` stamps parked events
    and nothing else.
    """

    def __init__(
        self,
        projection: Projection | Reacting,
        source: str,
        pool: asyncpg.Pool,
        nats: Client,
        keepers: Sequence[str],
        read_feed: ReadPage,
        *,
        now: Callable[[], datetime],
        metrics: Metrics,
        log: FilteringBoundLogger,
        reached: Positions | None = None,
        pace: Pace | None = None,
        locks: asyncpg.Pool | None = None,
    ) -> None:
        if source not in projection.sources:
            raise ValueError(f"{projection.name} does not read {source}")
        self.durable = f"{projection.name}_{source}"
        self.active = False
        self._at_work, self._quiet_since = False, 0.0
        self._source, self._nats, self._pace = source, nats, pace or Pace()
        self._pool, self._locks, self._reached = pool, locks or pool, reached
        feeds = [Feed(keeper, source) for keeper in keepers]
        self._sealed = is_sealed(projection, source)
        self._report = Report(projection, source, feeds, metrics, log)
        self._consumer = Consumer(
            nats,
            source,
            self.durable,
            self._pace.batch_size,
            self._pace.ack_wait,
            kept_in_memory=lambda: self._report.say("consumer_kept_in_memory"),
        )
        made = Carrier(projection, pool, now) if isinstance(projection, Reacting) else Committer(projection, pool, now)
        self._follower = Follower(projection.name, feeds, pool, made, self._report, reached, self._heal)
        self._healer = Healer(
            read_feed,
            above=lambda feed: self.states[feed].at.position,
            take=self._follower.take_page,
            failed=lambda feed, why: self._report.say("page_not_taken", feed=str(feed), why=why),
            shortest=self._pace.first_delay,
            longest=self._pace.longest_heal_delay,
            page_seconds=self._pace.page,
        )

    @property
    def sealed(self) -> bool:
        """Whether what it does may show what is planned."""
        return self._sealed

    @property
    def any_forked(self) -> bool:
        """Whether some feed stands still, as far as this reader can tell: not while another one is active."""
        return self.active and any(state.forked is not None for state in self.states.values())

    def oldest(self) -> float:
        """Seconds since we were told of the oldest event of any feed that is not applied yet; 0 where all are.

        0 too while another reader is active: what we were told of since, that one has applied.
        """
        if not self.active:
            return 0.0
        at = asyncio.get_running_loop().time()
        return max((state.oldest(at) for state in self.states.values()), default=0.0)

    @property
    def states(self) -> Mapping[Feed, FeedState]:
        """Where each feed stands, as the active reader knows it; empty before it was ever active."""
        return self._follower.states

    async def run(self) -> None:
        """Read until cancelled; whatever goes wrong on the way, begin again from the positions in the table."""
        self._report.begins()
        reading = asyncio.create_task(self._read_for_ever(), name=f"read {self.durable}")
        try:
            await asyncio.wait([reading])
        finally:
            await end(reading)

    async def _read_for_ever(self) -> None:
        while True:
            try:
                async with self._held() as held, self._active():
                    await self._consume(held)
            except Exception as error:
                self._report.failed("reader_begins_again", error)
            await asyncio.sleep(self._pace.standby)

    @asynccontextmanager
    async def _active(self) -> AsyncIterator[None]:
        """Know the positions, listen to the owners and heal, until the block ends."""
        await self._follower.look_up()
        watermarks = await self._nats.subscribe(watermark_subject(self._source), cb=self._on_watermark)
        watch = asyncio.create_task(self._watch(), name=f"watch {self.durable}")
        self.active = True
        self._report.active(lambda: self.states, asyncio.get_running_loop().time)
        try:
            for feed in (feed for feed, state in self.states.items() if state.behind and state.forked is None):
                self._healer.heal(feed)
            yield
        finally:
            self.active = False
            self._report.passive()
            await end(watch)
            await self._healer.close()
            if not self._nats.is_closed:
                await watermarks.unsubscribe()
                await consumer.send_back(await self._consumer.detach(), 0.0)

    async def _consume(self, held: lock.Held) -> None:
        delay = self._pace.first_delay
        while not held.lost:
            messages = await self._consumer.fetch(self._pace.fetch)
            if not messages or held.lost:
                continue
            began = asyncio.get_running_loop().time()
            self._at_work = True
            try:
                taken = await self._take(messages, delay)
            finally:
                self._at_work = False
            if taken:
                self._quiet_since = asyncio.get_running_loop().time()
                delay = self._pace.first_delay
                await self._keep_apart(began, len(messages))
            else:
                # Fetching on meanwhile would only bring what comes after the messages that were sent back.
                await asyncio.sleep(delay)
                delay = min(delay * 2, self._pace.longest_delay)

    async def _keep_apart(self, began: float, size: int) -> None:
        """Let what comes next gather for a while, unless there is much of it or somebody waits for it."""
        left = began + self._pace.apart - asyncio.get_running_loop().time()
        if left <= 0 or size >= self._pace.batch_size:
            return
        if self._reached is None:
            await asyncio.sleep(left)
        else:
            await self._reached.wanted(left)

    async def _take(self, messages: Sequence[Msg], delay: float) -> bool:
        """Apply a batch and then acknowledge it, or send all of it back."""
        try:
            incoming = self._incoming(messages)
            self._report.batch(len(messages), incoming.rubbish)
            await self._follower.take_batch(incoming.events)
        except Exception as error:
            self._report.failed("batch_sent_back", error)
            await self._send_back([*messages, *await self._consumer.detach()], delay)
            if isinstance(error, Raced):
                await self._follower.look_up()
            return False
        await self._acknowledge(messages)
        return True

    # The four that follow are where the tests plant faults, to see that they would be found.

    def _held(self) -> AbstractAsyncContextManager[lock.Held]:
        return lock.held(self._locks, self.durable, self._pace.standby)

    def _incoming(self, messages: Sequence[Msg]) -> Incoming:
        return read_batch(messages, self.states)

    async def _acknowledge(self, messages: Sequence[Msg]) -> None:
        await consumer.acknowledge(messages)

    async def _send_back(self, messages: Sequence[Msg], delay: float) -> None:
        await consumer.send_back(messages, delay)

    async def _watch(self) -> None:
        """Heal feeds that do not follow their owner, and attach anew: the consumer may be gone."""
        patience = Patience(self._pace.patience)
        while True:
            await asyncio.sleep(self._pace.look)
            if any(state.forked is not None for state in self.states.values()):
                await self._look_again()
            now = asyncio.get_running_loop().time()
            at_work = self._at_work or self._consumer.waiting > 0
            for feed in patience.stalled(self.states, now, now if at_work else self._quiet_since):
                if not self._healer.healing(feed):
                    self._consumer.renew()
                    await self._try_to_heal(feed)

    async def _look_again(self) -> None:
        """Whether a rebuild has settled a fork is known to the table alone."""
        try:
            await self._follower.look_up()
        except Exception as error:
            self._report.failed("positions_not_read", error)

    async def _try_to_heal(self, feed: Feed) -> None:
        try:
            await self._follower.fall_behind(feed)
        except Exception as error:
            # The feed is still stalled the next time we look.
            self._report.failed("feed_not_marked", error, feed=str(feed))

    async def _on_watermark(self, message: Msg) -> None:
        take_watermark(self.states, message.data, asyncio.get_running_loop().time())

    def _heal(self, feed: Feed) -> None:
        self._healer.heal(feed)
