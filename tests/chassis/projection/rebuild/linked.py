"""A made-up history as its owners would tell it, page by page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from contracts.feed import FeedPage, ReadFeed, StoredMessage
from services.chassis.feed import Feed
from services.chassis.projection.links import START, At
from services.chassis.wire import Received
from tests.reporting.history import History


class Linked:
    """The feeds of a history as their owners would tell them: each event names the one before it."""

    def __init__(self, history: History) -> None:
        self.by_feed: dict[Feed, list[Received]] = defaultdict(list)
        for event in history.received():
            former = self.by_feed[event.feed][-1:]
            previous = At(former[0].position, former[0].chain) if former else START
            chain = f"{event.position:064x}"
            linked = replace(event, previous=previous.position, previous_chain=previous.chain, chain=chain)
            self.by_feed[event.feed].append(linked)

    async def read(self, feed: Feed, asked: ReadFeed) -> FeedPage:
        """Pages of seven events."""
        above = [event for event in self.by_feed[feed] if event.position > asked.above]
        head = max((event.position for event in self.by_feed[feed]), default=0)
        told = [StoredMessage(headers=headers(event), body=event.body.decode()) for event in above[:7]]
        return FeedPage(messages=told, scanned=above[:7][-1].position if above else head, head=head)


def headers(event: Received) -> dict[str, str]:
    """What a message of this event would bear."""
    return {
        "ce-source": f"/{event.feed.keeper}/{event.feed.service}",
        "ce-type": event.contract,
        "ce-subject": str(event.aggregate_id),
        "ce-time": event.recorded_at.isoformat(),
        "sh-position": str(event.position),
        "sh-previous": str(event.previous),
        "sh-chain": event.chain,
        "sh-previous-chain": event.previous_chain,
        "sh-aggregate-version": str(event.aggregate_version),
        "sh-command": str(event.command_id),
        "sh-actor": event.actor,
        "sh-correlation": event.correlation,
        "sh-causation": event.causation,
    }
