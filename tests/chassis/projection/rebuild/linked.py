"""A made-up history as its owners would tell it, page by page."""

from __future__ import annotations

from collections import defaultdict

from contracts.feed import FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.links import START, At
from services.chassis.wire import Received
from tests.chassis.projection.owner import page_of
from tests.reporting.history import History


class Linked:
    """The feeds of a history as their owners would tell them: each event names the one before it."""

    def __init__(self, history: History) -> None:
        self.by_feed: dict[Feed, list[Received]] = defaultdict(list)
        for event in history.received():
            former = self.by_feed[event.feed][-1:]
            previous = At(former[0].position, former[0].chain) if former else START
            chain = f"{event.position:064x}"
            linked = event._replace(previous=previous.position, previous_chain=previous.chain, chain=chain)
            self.by_feed[event.feed].append(linked)

    async def read(self, feed: Feed, asked: ReadFeed) -> FeedPage:
        """Pages of seven events."""
        above = [event for event in self.by_feed[feed] if event.position > asked.above]
        head = max((event.position for event in self.by_feed[feed]), default=0)
        return page_of(above[:7], above[:7][-1].position if above else head, head)
