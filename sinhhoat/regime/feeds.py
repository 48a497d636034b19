"""The names of the events that a scenario has made, read from their owners as a service would."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from contracts.feed import FeedPage, ReadFeed
from services.chassis.call import service_actor
from services.chassis.errors import Unavailable
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Client
from services.chassis.messaging.keys import signing_tokens
from services.chassis.messaging.tokens import renewed
from sinhhoat.running import Running

OWNERS = ("registry", "meetings", "assignments", "ratings", "reporting", SEALED)
READER = "assignments"
"""The one service that may read all of them, the sealed one too."""


class Feeds:
    """The feeds of some keepers, as far as somebody keeps them."""

    def __init__(self, client: Client, keepers: Sequence[str]) -> None:
        self._client = client
        self._feeds = [Feed(keeper, owner) for keeper in keepers for owner in OWNERS]

    @classmethod
    @asynccontextmanager
    async def of(cls, running: Running, keepers: Sequence[str]) -> AsyncIterator[Feeds]:
        """Connected for as long as they are read."""
        tokens = signing_tokens(Path(running.keys), READER)
        token = renewed(tokens, service_actor(READER, keepers), lambda: datetime.now(UTC))
        client = await Client.connect(running.nats, token, sealed_url=running.sealed_nats, name="sinhhoat-scenario")
        try:
            yield cls(client, keepers)
        finally:
            await client.close()

    async def heads(self) -> dict[str, int]:
        """How far each feed is told; one that nobody answers for is not asked again."""
        pages = {feed: await self._page(feed, 0, 1) for feed in self._feeds}
        self._feeds = [feed for feed, page in pages.items() if page is not None]
        return {str(feed): page.head for feed, page in pages.items() if page is not None}

    async def names(self, above: Mapping[str, int]) -> dict[str, Counter[str]]:
        """How many events of each name lie above the given positions, by feed."""
        return {str(feed): await self._names(feed, above.get(str(feed), 0)) for feed in self._feeds}

    async def _names(self, feed: Feed, above: int) -> Counter[str]:
        found: Counter[str] = Counter()
        while True:
            page = await self._page(feed, above, 1000)
            if page is None:
                return found
            found.update(kind.split(".")[1] for kind in page.events.type)
            if page.scanned >= page.head:
                return found
            above = page.scanned

    async def _page(self, feed: Feed, above: int, limit: int) -> FeedPage | None:
        try:
            page = await self._client.read_feed(feed, ReadFeed(above=above, limit=limit), timeout=5)
        except Unavailable:
            return None
        return None if page.error else page
