"""Brings the feeds of a projection that nobody reads yet to given positions, each from its owner's pages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from datetime import datetime

import asyncpg

from services.chassis.feed import Feed
from services.chassis.projection import parking, positions
from services.chassis.projection.commit import Committer
from services.chassis.projection.healing import ReadPage
from services.chassis.projection.links import At, check
from services.chassis.projection.positions import Step
from services.chassis.projection.rebuild.elsewhere import Elsewhere, Place
from services.chassis.projection.rebuild.live import ANY_CHAIN, Live
from services.chassis.projection.rebuild.pages import pages
from services.chassis.projection.rebuild.refusal import RebuildRefused

Progress = Callable[[int, int], None]
"""Told how many positions have been passed, out of how many that are known so far."""


class Builder:
    """Several feeds at a time, a short transaction for each page, the position with it as everywhere.

    Whoever is stopped begins where it stood: position and rows of a feed are never apart.
    """

    def __init__(
        self,
        elsewhere: Elsewhere,
        pool: asyncpg.Pool,
        read: ReadPage,
        *,
        now: Callable[[], datetime],
        feeds_at_once: int,
        progress: Progress,
    ) -> None:
        self.applied = 0
        self._elsewhere, self._pool, self._read, self._progress = elsewhere, pool, read, progress
        self._committer = Committer(elsewhere, pool, now)
        self._turns = asyncio.Semaphore(feeds_at_once)
        self._at: dict[Feed, At] = {}
        self._total = 0

    async def reach(self, live: Live) -> None:
        """Apply everything up to these positions, park what is parked there, and pass over what was dropped there.

        RebuildRefused where an owner's history does not lead to such a position.
        """
        await self._look_up(live.at)
        self._elsewhere.parked, self._elsewhere.dropped = live.parked, live.dropped
        self._total = sum(at.position for at in live.at.values())
        try:
            async with asyncio.TaskGroup() as building:
                for feed, to in live.at.items():
                    if not _arrived(self._at[feed], to):
                        building.create_task(self._build(feed, to), name=f"rebuild {feed}")
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        await self._retry(live.parked)

    async def retry_all(self) -> tuple[int, int]:
        """Try again what is parked; how many events went through, and how many stay."""
        self._elsewhere.parked = frozenset()
        found = [await parking.retry(self._pool, self._elsewhere, feed) for feed in self._at]
        return sum(one.replayed for one in found), sum(one.still_parked for one in found)

    async def _look_up(self, wanted: Mapping[Feed, At]) -> None:
        async with self._pool.acquire() as connection:
            states = await positions.load(connection, self._elsewhere.name, wanted)
        self._at = {feed: state.at for feed, state in states.items()}

    async def _build(self, feed: Feed, to: At) -> None:
        async with self._turns, aclosing(pages(self._read, feed, self._at[feed].position, to.position)) as found:
            async for events in found:
                checked = check(self._at[feed], events)
                if checked.gap or checked.forked is not None:
                    raise _another_history(feed, checked.forked or f"something is missing above {checked.at.position}")
                if checked.linked:
                    await self._committer.commit([Step(feed, self._at[feed], checked.at, checked.linked)])
                self.applied += len(checked.linked)
                self._at[feed] = checked.at
                self._progress(sum(at.position for at in self._at.values()), self._total)
        if not _arrived(self._at[feed], to):
            raise _another_history(feed, f"it leads to {self._at[feed].position}, and {to.position} has been applied")

    async def _retry(self, parked: frozenset[Place]) -> None:
        """What the live projection has replayed or dropped meanwhile is replayed or dropped here too."""
        rows = await self._pool.fetch(f"SELECT feed, position, aggregate_id FROM {self._elsewhere.name}.parked")
        freed = {
            (Feed.parse(row["feed"]), row["aggregate_id"])
            for row in rows
            if (Feed.parse(row["feed"]), row["position"]) not in parked
        }
        for feed, aggregate in sorted(freed):
            await parking.retry(self._pool, self._elsewhere, feed, aggregate)


def _arrived(at: At, to: At) -> bool:
    return at.position == to.position and to.chain in (at.chain, ANY_CHAIN)


def _another_history(feed: Feed, why: str) -> RebuildRefused:
    return RebuildRefused(
        f"{feed}: lịch sử ở chủ sở hữu không phải lịch sử đã áp dụng ({why}); xử lý xong thì dùng --accept",
        f"{feed}: the owner's history is not the one that was applied ({why}); once that is settled, use --accept",
    )
