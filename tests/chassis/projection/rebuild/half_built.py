"""Run as a process of its own: builds a side schema up to the middle, says so, and waits to be killed."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

import asyncpg

from contracts.feed import FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.rebuild import Surroundings, Until
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import Owner, Owners

HERE, COUNT = Feed("hoc-mon", "meetings"), 200
ROLES = ("reporting_owner", "reporting_service")


class TellsOnePage(Owners):
    """Answers what comes before the second page of a feed, and nothing afterwards."""

    async def read(self, feed: Feed, asked: ReadFeed) -> FeedPage:
        if asked.max_bytes > 1 and asked.above >= 50:
            sys.stdout.write("half\n")
            sys.stdout.flush()
            await asyncio.get_running_loop().create_future()
        return await super().read(feed, asked)


async def build(admin_url: str, service_url: str, projection: str) -> None:
    owner = Owner(HERE)
    owner.record_many(COUNT)
    admin = await asyncpg.connect(admin_url)
    async with asyncpg.create_pool(service_url, min_size=1, max_size=4) as pool:
        around = Surroundings(admin, pool, TellsOnePage(owner).read, now=lambda: datetime(2019, 2, 1, tzinfo=UTC))
        await Until(Notes(projection), "killed", around, *ROLES).run({HERE: COUNT}, "killed")


if __name__ == "__main__":
    asyncio.run(build(*sys.argv[1:]))
