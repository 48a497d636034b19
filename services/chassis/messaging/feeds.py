"""Reading a feed from its owner: services page through it to fill what the bus has lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from contracts.feed import FeedPage, ReadFeed
from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import SEALED, Feed
from services.chassis.messaging.bodies import Malformed, read_one
from services.chassis.messaging.replies import why_unavailable
from services.chassis.messaging.serving import Serving
from services.chassis.policy import speaks_as_service

ReadPage = Callable[[Feed, ReadFeed], Awaitable[FeedPage]]

SEALED_OWNER = "assignments"


def feed_subject(feed: Feed) -> str:
    """Where a feed is read; the sealed one in its own account."""
    if feed.service == SEALED:
        return f"sealed.feed.{feed.keeper}.{SEALED_OWNER}.read"
    return f"feed.{feed.keeper}.{feed.service}.read"


@dataclass(frozen=True, slots=True)
class FeedDesk:
    """Hands out pages of one service's feeds to services only."""

    page: ReadPage
    serving: Serving

    async def answer(self, keeper: str, headers: Mapping[str, str], body: bytes) -> FeedPage:
        """A page, or one that holds nothing but the code of the refusal."""
        try:
            asked = self.serving.admit(keeper, headers)
            if not speaks_as_service(asked.actor, keeper):
                raise Refused("not_allowed")
            wanted = read_one(ReadFeed, body)
            if isinstance(wanted, Malformed):
                return FeedPage(error=wanted.refusal.code)
            feed = Feed(keeper, SEALED if self.serving.sealed else self.serving.service)
            return await self.page(feed, wanted)
        except (Refused, Unavailable) as no:
            return FeedPage(error=no.code)
        except Exception as error:
            return FeedPage(error=why_unavailable(error, f"feed:{keeper}", sealed=self.serving.sealed).code)
