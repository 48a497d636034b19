"""A process that makes what one service keeps of others' histories, out of the databases beside it: no bus, no owners.

The relays are put at the end of their histories before, and the readers where a rebuild is to bring them.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import asyncpg
import uvloop

from contracts.feed import FeedPage, ReadFeed
from services.chassis.feed import SEALED, Feed
from services.chassis.projection.rebuild import Rebuild, Surroundings
from services.chassis.relay import FeedPages
from services.chassis.runtime.garbage import look_seldom
from sinhhoat.generation.offline import OWNERS
from sinhhoat.generation.writing import as_owner
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints

CONNECTIONS = 4


async def rebuild(endpoints: Endpoints, service: str, keepers: list[str]) -> int:
    """Make every projection of the service anew; how many events were applied."""
    pools = {
        owner: await asyncpg.create_pool(endpoints.postgres_service[owner], min_size=1, max_size=CONNECTIONS)
        for owner in OWNERS
    }
    pages = FeedPages({Feed(keeper, owner): pool for owner, pool in pools.items() for keeper in keepers})

    async def read(feed: Feed, wanted: ReadFeed) -> FeedPage:
        return await pages.page(feed, wanted)

    owner, role, applied = f"{service}_owner", f"{service}_service", 0
    hasty = {"role": owner, "synchronous_commit": "off"}
    url = endpoints.admin_url(service)
    async with (
        as_owner(endpoints, service) as admin,
        asyncpg.create_pool(url, min_size=1, max_size=2 * CONNECTIONS, server_settings=hasty) as pool,
    ):
        around = Surroundings(admin, pool, read, now=lambda: datetime.now(UTC))
        for projection in SERVICES[service].projections:
            if SEALED not in projection.sources:
                rebuilt = await Rebuild(projection, around, owner, role, accept=True).run()
                applied += rebuilt.events
                await admin.execute("ANALYZE")
    for opened in pools.values():
        await opened.close()
    return applied


if __name__ == "__main__":
    look_seldom()
    print(uvloop.run(rebuild(Endpoints.from_json(sys.stdin.readline()), sys.argv[1], sys.argv[2:])), flush=True)
