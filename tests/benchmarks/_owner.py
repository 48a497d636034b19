"""An owner of feeds in a process of its own: answers for their pages over the bus until its input ends."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

import asyncpg
import nats
import uvloop
from nats.aio.client import Client
from nats.aio.msg import Msg

from contracts.feed import FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.messaging.feeds import feed_subject
from services.chassis.relay import FeedPages
from sinhhoat.stack import Endpoints
from tests.arrived import arrived


async def serve(endpoints: Endpoints, feeds: list[Feed]) -> None:
    """Answer until standard input ends."""
    bus = await nats.connect(endpoints.nats["meetings"])
    async with asyncpg.create_pool(endpoints.postgres_service["meetings"], min_size=1, max_size=4) as pool:
        pages = FeedPages(dict.fromkeys(feeds, pool))
        for feed in feeds:
            await bus.subscribe(feed_subject(feed), cb=_answering(pages, feed))
        await arrived(bus)
        print("ready", flush=True)  # noqa: T201  the benchmark waits for it
        await asyncio.to_thread(sys.stdin.read)
    await bus.close()


def _answering(pages: FeedPages, feed: Feed) -> Callable[[Msg], Awaitable[None]]:
    async def answer(message: Msg) -> None:
        page = await pages.page(feed, ReadFeed.model_validate_json(message.data))
        await message.respond(page.model_dump_json().encode())

    return answer


async def page_over(bus: Client, feed: Feed, wanted: ReadFeed) -> FeedPage:
    """Ask such an owner."""
    reply = await bus.request(feed_subject(feed), wanted.model_dump_json().encode(), timeout=30)
    return FeedPage.model_validate_json(reply.data)


if __name__ == "__main__":
    told, *names = sys.stdin.readline(), *sys.argv[1:]
    uvloop.run(serve(Endpoints.from_json(told), [Feed.parse(name) for name in names]))
