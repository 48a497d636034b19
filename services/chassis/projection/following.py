"""Follows the feeds of one source: applies what links to where each stands, and marks who is behind or forked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

import asyncpg

from contracts.feed import FeedPage
from services.chassis.feed import Feed
from services.chassis.projection import positions
from services.chassis.projection.carrying import Carrier
from services.chassis.projection.commit import Committer
from services.chassis.projection.healing import Taken
from services.chassis.projection.links import Checked, check
from services.chassis.projection.positions import FeedState, Raced, Step
from services.chassis.projection.reached import Positions
from services.chassis.projection.report import Report
from services.chassis.wire import Received, from_page


class Follower:
    """Batches of the stream and pages of the owners take turns, so that `states` always is what the table says.

    `behind` is called for a feed that misses something, whenever that is seen.
    """

    def __init__(
        self,
        schema: str,
        feeds: Sequence[Feed],
        pool: asyncpg.Pool,
        committer: Committer | Carrier,
        report: Report,
        reached: Positions | None,
        behind: Callable[[Feed], None],
    ) -> None:
        self.states: Mapping[Feed, FeedState] = {}
        self._schema, self._feeds, self._pool, self._committer = schema, feeds, pool, committer
        self._report, self._reached, self._behind = report, reached, behind
        self._turn = asyncio.Lock()

    async def look_up(self) -> None:
        """Take the positions from the table; the heads that owners have told of are kept."""
        async with self._turn, self._pool.acquire() as connection:
            told = self.states
            self.states = await positions.load(connection, self._schema, self._feeds)
        for feed, state in self.states.items():
            if feed in told:
                state.head, state.ages = told[feed].head, told[feed].ages

    async def take_batch(self, events: Mapping[Feed, Sequence[Received]]) -> None:
        """Apply what follows on in every feed; raises as `Committer.commit`, with nothing done.

        No feed holds the others. Where one has a gap or a fork, what links is applied and the rest of it is dropped;
        where one cannot be written now, all of it is dropped, and the healer brings it again.
        """
        async with self._turn:
            checked = {feed: self._check(feed, events[feed]) for feed in sorted(events) if not self._stands(feed)}
            left = await self._commit_or_leave(checked)
            for feed, found in checked.items():
                if found.forked is not None:
                    await self._stop(feed, found.forked)
                elif found.gap or feed in left:
                    await self._mark_behind(feed)

    async def take_page(self, feed: Feed, page: FeedPage) -> Taken:
        """Apply a page of the owner; the bus may have brought some of it meanwhile."""
        events = from_page(feed, page)
        try:
            async with self._turn:
                return await self._apply_page(feed, page, events)
        except Raced:
            await self.look_up()
            raise

    async def fall_behind(self, feed: Feed) -> None:
        """Mark a feed that does not follow its owner, and have it healed; not one that was level by our turn."""
        async with self._turn:
            if self.states[feed].lag > 0:
                await self._mark_behind(feed)

    async def _apply_page(self, feed: Feed, page: FeedPage, events: Sequence[Received]) -> Taken:
        if self._stands(feed):
            return Taken(page.scanned, done=True)
        found = self._check(feed, events)
        await self._commit({feed: found})
        position = self.states[feed].at.position
        if found.forked is not None:
            await self._stop(feed, found.forked)
        elif found.gap or position < page.head <= page.scanned:
            # The owner itself leaves something out: ask again from where we stand, later.
            return Taken(position, done=False)
        elif page.scanned >= page.head:
            # What the owner answers when asked counts for more than a watermark, which anybody might have sent.
            self.states[feed].head = position
            await self._mark_level(feed)
        return Taken(max(page.scanned, position), done=found.forked is not None or page.scanned >= page.head)

    def _stands(self, feed: Feed) -> bool:
        return self.states[feed].forked is not None

    def _check(self, feed: Feed, events: Sequence[Received]) -> Checked:
        found = check(self.states[feed].at, events)
        self._report.duplicates(found.duplicates)
        return found

    async def _commit_or_leave(self, checked: Mapping[Feed, Checked]) -> frozenset[Feed]:
        """Commit; the feeds that are left to the healer."""
        try:
            return await self._commit(checked)
        except Raced:
            raise
        except Exception:
            going = frozenset(feed for feed, found in checked.items() if found.linked)
            # Sent back, the batch would hold up what comes after it; and the healer has all of them already.
            if not all(self.states[feed].behind for feed in going):
                raise
            return going

    async def _commit(self, checked: Mapping[Feed, Checked]) -> frozenset[Feed]:
        """Returns the feeds that could not be written now while others were."""
        steps = [
            Step(feed, self.states[feed].at, found.at, found.linked) for feed, found in checked.items() if found.linked
        ]
        if not steps:
            return frozenset()
        committed = await self._committer.commit(steps)
        for event in committed.parked:
            self._report.parked(event)
        for step in (step for step in steps if step.feed not in committed.left):
            self.states[step.feed].at = step.to
            if self._reached is not None:
                self._reached.moved(step.feed, step.to.position)
        return committed.left

    async def _mark_behind(self, feed: Feed) -> None:
        state = self.states[feed]
        if not state.behind:
            await positions.mark_behind(self._pool, self._schema, feed, True)
            state.behind = True
            self._report.say("feed_behind", feed=str(feed), position=state.at.position)
        self._behind(feed)

    async def _mark_level(self, feed: Feed) -> None:
        state = self.states[feed]
        if state.behind:
            await positions.mark_behind(self._pool, self._schema, feed, False)
            state.behind = False
            self._report.healed(feed, state.at.position)

    async def _stop(self, feed: Feed, why: str) -> None:
        await positions.mark_forked(self._pool, self._schema, feed, why, self.states[feed].at)
        self.states[feed].forked = why
        self._report.say("feed_forked", feed=str(feed), why=why)
