"""An owner of feeds for the tests: makes linked messages, puts them on the bus, and serves pages of them."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from nats.aio.client import Client

from contracts.feed import EventColumns, FeedPage, ReadFeed, Watermark
from services.chassis.feed import Feed
from services.chassis.wire import Message, PublishedRow, Received, from_message, from_page, to_message

NAMES = UUID("7c0f7d0e-0000-4000-8000-000000000000")
BEGINNING = datetime(2019, 1, 1, tzinfo=UTC)


class Owner:
    """The history of one feed, in memory. `secret` makes the chains of another history with the same positions."""

    def __init__(self, feed: Feed, secret: str = "") -> None:
        self.feed, self.secret = feed, secret
        self.messages: list[Message] = []
        self._last = (0, b"")
        self._versions: dict[UUID, int] = {}

    def record(self, about: str, what: str, skip: int = 0) -> Message:
        """Append an event; `skip` rows before it were never published."""
        previous, previous_chain = self._last
        position = previous + 1 + skip
        chain = hashlib.sha256(previous_chain + f"{position}{about}{what}{self.secret}".encode()).digest()
        aggregate = uuid5(NAMES, about)
        self._versions[aggregate] = self._versions.get(aggregate, 0) + 1
        row = PublishedRow(
            position=position,
            previous=previous,
            chain=chain,
            previous_chain=previous_chain,
            originator_id=aggregate,
            originator_version=self._versions[aggregate],
            recorded_at=BEGINNING + timedelta(seconds=position),
            command_id=uuid5(NAMES, f"{self.feed}:{position}"),
            metadata=_metadata(),
            contract=f"{self.feed.service}.Noted.v1",
            wire=json.dumps({"about": about, "what": what}).encode(),
        )
        self._last = (position, chain)
        self.messages.append(to_message(self.feed, row))
        return self.messages[-1]

    def record_many(self, count: int, about: str = "a") -> list[Message]:
        return [self.record(about, f"note {number}") for number in range(count)]

    @property
    def head(self) -> int:
        return self._last[0]

    @property
    def events(self) -> list[Received]:
        return [from_message(message.headers, message.body) for message in self.messages]

    def page(self, asked: ReadFeed) -> FeedPage:
        """What the owner's service would answer."""
        above = [event for event in self.events if event.position > asked.above]
        some = above[: asked.limit]
        return page_of(some, some[-1].position if len(some) < len(above) else self.head, self.head)


def page_of(events: Sequence[Received], scanned: int, head: int) -> FeedPage:
    """A page of these events; those between them may be missing."""
    columns = EventColumns(
        position=[event.position for event in events],
        previous=[event.previous for event in events],
        chain=[event.chain for event in events],
        type=[event.contract for event in events],
        subject=[str(event.aggregate_id) for event in events],
        aggregate_version=[event.aggregate_version for event in events],
        time=[event.recorded_at.isoformat() for event in events],
        actor=[event.actor for event in events],
        command=[str(event.command_id) for event in events],
        correlation=[event.correlation for event in events],
        causation=[event.causation for event in events],
        traceparent=[event.traceparent for event in events],
        data=[event.body.decode() for event in events],
    )
    previous_chain = events[0].previous_chain if events else ""
    return FeedPage(previous_chain=previous_chain, events=columns, scanned=scanned, head=head)


class Owners:
    """Serves the pages of several owners; keepers in `unreachable` never answer, those in `refusing` answer no.

    `withheld` are positions that every page leaves out, as no sound owner would.
    """

    def __init__(self, *owners: Owner) -> None:
        self.by_feed = {owner.feed: owner for owner in owners}
        self.unreachable: set[str] = set()
        self.refusing: set[str] = set()
        self.withheld: set[int] = set()
        self.asked: list[tuple[Feed, int]] = []

    async def read(self, feed: Feed, asked: ReadFeed) -> FeedPage:
        self.asked.append((feed, asked.above))
        if feed.keeper in self.unreachable:
            await asyncio.get_running_loop().create_future()
        if feed.keeper in self.refusing:
            return FeedPage(error="not_allowed")
        page = self.by_feed[feed].page(ReadFeed(above=asked.above, limit=min(asked.limit, 50)))
        told = [event for event in from_page(feed, page) if event.position not in self.withheld]
        return page_of(told, page.scanned, page.head)

    async def tell(self, nats: Client) -> None:
        """Send the watermark, once."""
        for service in {feed.service for feed in self.by_feed}:
            heads = {str(feed): owner.head for feed, owner in self.by_feed.items() if feed.service == service}
            told = Watermark(service=service, feeds=heads)
            await nats.publish(f"watermark.{service}", told.model_dump_json().encode())


async def publish(nats: Client, messages: Iterable[Message]) -> None:
    """Put messages on the bus as the relay would; without its id, so that a copy is stored again."""
    jetstream = nats.jetstream()
    for message in messages:
        headers = {name: value for name, value in message.headers.items() if name != "Nats-Msg-Id"}
        await jetstream.publish(message.subject, message.body, headers=headers)


def _metadata() -> bytes:
    told = {"actor": str(NAMES), "causation": "", "correlation": "request-1", "salt": "00" * 16, "traceparent": ""}
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
