"""Reads one source service's events into one projection: each exactly once, in order, one active reader per durable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from nats.aio.client import Client
from nats.aio.msg import Msg
from structlog.typing import FilteringBoundLogger

from contracts.feed import FeedPage
from services.chassis.feed import SEALED, Feed
from services.chassis.projection import consumer, lock, positions
from services.chassis.projection.commit import Committer
from services.chassis.projection.consumer import Consumer
from services.chassis.projection.healing import Healer, ReadPage, Taken
from services.chassis.projection.incoming import read_batch, read_page
from services.chassis.projection.links import Checked, check
from services.chassis.projection.metrics import Metrics
from services.chassis.projection.positions import FeedState, Positions, Raced, Step
from services.chassis.projection.projection import Projection
from services.chassis.projection.watching import Patience, take_watermark
from services.chassis.relay.watermark import watermark_subject
from services.chassis.wire import Received


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the reader waits for what, in seconds; and how many messages a batch holds."""

    batch_size: int = 500
    fetch: float = 1.0
    first_delay: float = 0.2
    longest_delay: float = 5.0
    standby: float = 0.5
    look: float = 0.5
    patience: float = 2.0
    longest_heal_delay: float = 10.0
    page: float = 30.0


class Reader:
    """One projection and one source service. Of all readers of a durable one is active, the others stand by.

    It takes a connection of the pool for itself (the lock) as long as it runs. `nats` is the connection of the account
    that the source's stream is in. `now` stamps parked events only. `states` and `active` are there to be shown.
    """

    def __init__(
        self,
        projection: Projection,
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
    ) -> None:
        if source not in projection.sources:
            raise ValueError(f"{projection.name} does not read {source}")
        self.durable = f"{projection.name}_{source}"
        self.states: Mapping[Feed, FeedState] = {}
        self.active = False
        self._projection, self._source, self._pool, self._nats = projection, source, pool, nats
        self._feeds = [Feed(keeper, source) for keeper in keepers]
        self._metrics, self._reached, self._pace = metrics, reached, pace or Pace()
        # Of a sealed feed nobody learns from a log how much happens in it, or where.
        self._log = None if source == SEALED else log.bind(durable=self.durable)
        self._committer = Committer(projection, pool, now)
        self._consumer = Consumer(nats, source, self.durable, self._pace.batch_size)
        self._read_feed = read_feed
        self._healer = self._new_healer()
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Read until cancelled; whatever goes wrong on the way, begin again from the positions in the table."""
        while True:
            try:
                async with lock.held(self._pool, self.durable, self._pace.standby) as held:
                    await self._lead(held)
            except Exception as error:
                self._say("reader_begins_again", error=_name(error))
            await asyncio.sleep(self._pace.standby)

    async def _lead(self, held: lock.Held) -> None:
        """Consume as the active reader until the lock is lost."""
        await self._look_up()
        self._healer = self._new_healer()
        watermarks = await self._nats.subscribe(watermark_subject(self._source), cb=self._on_watermark)
        watch = asyncio.create_task(self._watch(), name=f"watch {self.durable}")
        self.active = True
        try:
            for feed in (feed for feed, state in self.states.items() if state.behind and state.forked is None):
                self._healer.heal(feed)
            await self._consume(held)
        finally:
            self.active = False
            watch.cancel()
            await asyncio.gather(watch, self._healer.close(), return_exceptions=True)
            if not self._nats.is_closed:
                await watermarks.unsubscribe()
                await self._consumer.detach()

    async def _consume(self, held: lock.Held) -> None:
        delay = self._pace.first_delay
        while not held.lost:
            messages = await self._consumer.fetch(self._pace.fetch)
            if not messages or held.lost:
                continue
            if await self._take(messages, delay):
                delay = self._pace.first_delay
            else:
                # Fetching on meanwhile would only bring what comes after the messages that were sent back.
                await asyncio.sleep(delay)
                delay = min(delay * 2, self._pace.longest_delay)

    async def _take(self, messages: Sequence[Msg], delay: float) -> bool:
        """Apply a batch and acknowledge it, or send all of it back."""
        try:
            await self._apply(messages)
        except Exception as error:
            self._say("batch_sent_back", error=_name(error))
            await consumer.send_back(messages, delay)
            if isinstance(error, Raced):
                await self._look_up()
            return False
        await consumer.acknowledge(messages)
        return True

    async def _apply(self, messages: Sequence[Msg]) -> None:
        incoming = read_batch(messages, self.states)
        self._metrics.count_in_source(self._metrics.batches, self._projection.name, self._source)
        if incoming.rubbish:
            self._metrics.count_in_source(self._metrics.rubbish, self._projection.name, self._source, incoming.rubbish)
            self._say("messages_that_are_no_events", count=incoming.rubbish)
        async with self._turn:
            await self._follow(incoming.events)

    async def _follow(self, events: Mapping[Feed, Sequence[Received]]) -> None:
        """Check the links of every feed and apply what follows on; mark the feeds that are behind or forked."""
        steps: list[Step] = []
        broken: dict[Feed, Checked] = {}
        for feed in sorted(events):
            state = self.states[feed]
            if state.forked is not None:
                continue
            checked = check(state.at, events[feed])
            self._count_duplicates(checked.duplicates)
            broken[feed] = checked
            if checked.linked:
                steps.append(Step(feed, state.at, checked.at, checked.linked))
        if steps:
            await self._commit(steps)
        for feed, checked in broken.items():
            if checked.forked is not None:
                await self._stop(feed, checked.forked)
            elif checked.gap:
                await self._fall_behind(feed)

    async def _commit(self, steps: Sequence[Step]) -> None:
        parked = await self._committer.commit(steps)
        for event in parked:
            self._metrics.count_in_feed(self._metrics.parked, self._projection.name, event.feed)
            self._say("event_parked", feed=str(event.feed), position=event.position)
        for step in steps:
            self.states[step.feed].at = step.to
            self._show(step.feed)
            if self._reached is not None:
                self._reached.moved(step.feed, step.to.position)

    async def _take_page(self, feed: Feed, page: FeedPage) -> Taken:
        try:
            return await self._apply_page(feed, page)
        except Raced:
            await self._look_up()
            raise

    async def _apply_page(self, feed: Feed, page: FeedPage) -> Taken:
        """Apply one page of the owner; the bus may have brought some of it meanwhile."""
        events = read_page(feed, page)
        async with self._turn:
            state = self.states[feed]
            if state.forked is not None:
                return Taken(state.at.position, done=True)
            checked = check(state.at, events)
            if checked.linked:
                await self._commit([Step(feed, state.at, checked.at, checked.linked)])
            if checked.forked is not None:
                await self._stop(feed, checked.forked)
                return Taken(state.at.position, done=True)
            if checked.gap:
                # The owner itself leaves something out; ask again from where we stand.
                return Taken(state.at.position, done=False)
            if page.scanned >= page.head:
                await self._catch_up(feed)
            return Taken(max(page.scanned, state.at.position), done=page.scanned >= page.head)

    async def _fall_behind(self, feed: Feed) -> None:
        state = self.states[feed]
        if not state.behind:
            await positions.mark_behind(self._pool, self._projection.name, feed, True)
            state.behind = True
            self._say("feed_behind", feed=str(feed), position=state.at.position)
        self._healer.heal(feed)

    async def _catch_up(self, feed: Feed) -> None:
        state = self.states[feed]
        if state.behind:
            await positions.mark_behind(self._pool, self._projection.name, feed, False)
            state.behind = False
            self._metrics.count_in_feed(self._metrics.healed, self._projection.name, feed)
            self._say("feed_healed", feed=str(feed), position=state.at.position)

    async def _stop(self, feed: Feed, why: str) -> None:
        await positions.mark_forked(self._pool, self._projection.name, feed, why)
        self.states[feed].forked = why
        self._show(feed)
        self._say("feed_forked", feed=str(feed), why=why)

    async def _watch(self) -> None:
        """Heal feeds that do not follow their owner, and attach anew: the consumer may be gone."""
        patience = Patience(self._pace.patience)
        while True:
            await asyncio.sleep(self._pace.look)
            for feed in self.states:
                self._show(feed)
            stalled = patience.stalled(self.states, asyncio.get_running_loop().time())
            for feed in (feed for feed in stalled if not self._healer.healing(feed)):
                self._consumer.renew()
                await self._heal_stalled(feed)

    async def _heal_stalled(self, feed: Feed) -> None:
        try:
            async with self._turn:
                await self._fall_behind(feed)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            # The feed is still stalled the next time we look.
            self._say("stalled_feed_not_marked", feed=str(feed), error=_name(error))

    async def _on_watermark(self, message: Msg) -> None:
        take_watermark(self.states, message.data)

    async def _look_up(self) -> None:
        """Take the positions from the table; heads that owners have told are kept."""
        heads = {feed: state.head for feed, state in self.states.items()}
        async with self._turn, self._pool.acquire() as connection:
            self.states = await positions.load(connection, self._projection.name, self._feeds)
        for feed, state in self.states.items():
            state.head = heads.get(feed, 0)
            self._show(feed)

    def _new_healer(self) -> Healer:
        return Healer(
            self._read_feed,
            above=lambda feed: self.states[feed].at.position,
            take=self._take_page,
            failed=lambda feed, error: self._say("page_not_taken", feed=str(feed), error=error),
            shortest=self._pace.first_delay,
            longest=self._pace.longest_heal_delay,
            page_seconds=self._pace.page,
        )

    def _count_duplicates(self, count: int) -> None:
        if count:
            self._metrics.count_in_source(self._metrics.duplicates, self._projection.name, self._source, count)

    def _show(self, feed: Feed) -> None:
        self._metrics.of_feed(self._projection.name, feed, self.states[feed])

    def _say(self, event: str, **values: str | int) -> None:
        if self._log is not None:
            self._log.warning(event, **values)


def _name(error: Exception) -> str:
    """What a log may say of an error: its message may quote what was written."""
    return type(error).__name__
