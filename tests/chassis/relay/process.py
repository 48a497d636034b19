"""A relay as a process of its own, to be killed: reads its node from standard input and says when it leads.

python -m tests.chassis.relay.process < node.json
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime

import asyncpg
import structlog

from services.chassis.feed import Feed
from services.chassis.relay import Relay
from tests.chassis.relay.given import QUICK, connect


async def main() -> None:
    node = json.load(sys.stdin)
    feeds = [Feed.parse(name) for name in node["feeds"]]
    bus = await connect(node["nats"])
    async with asyncpg.create_pool(node["postgres"], min_size=1, max_size=5) as pool:
        log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr))
        relay = Relay(
            pool, bus, node["stream"], feeds, clock=lambda: datetime.now(UTC), metrics=None, log=log, settings=QUICK
        )
        await relay.run()


if __name__ == "__main__":
    asyncio.run(main())
