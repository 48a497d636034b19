"""How a history is read from its owner: pages of a feed, and watermarks."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from contracts.message import Part


class ReadFeed(Part):
    """Request on `feed.<keeper>.<service>.read`: published events above a position, as many as a page holds.

    Out of at most `limit` positions, and at most `max_bytes` of them, or one event where the first one has more.
    """

    above: int
    limit: int = 1000
    max_bytes: int = 1_000_000


class EventColumns(Part):
    """Published events of one feed in order: a list for each attribute, all of them of one length.

    `type`, `subject` and `time` are what the message of an event bears as `ce-type`, `ce-subject` and `ce-time`, `data`
    is its body, and the others are its `sh-` headers. `sh-previous-chain` is the chain of the one before in the list.
    """

    position: list[int] = []
    previous: list[int] = []
    chain: list[str] = []
    type: list[str] = []
    subject: list[str] = []
    aggregate_version: list[int] = []
    time: list[str] = []
    actor: list[str] = []
    command: list[str] = []
    correlation: list[str] = []
    causation: list[str] = []
    traceparent: list[str] = []
    data: list[str] = []


class FeedPage(Part):
    """`scanned` is the position read through, `head` the last published position of the feed.

    `previous_chain` is what the first event follows on. A page is the last one when `scanned >= head`. `error` is set
    (and the rest empty) when the owner refuses; otherwise `events` is there, if only with empty lists.
    """

    previous_chain: str = ""
    events: EventColumns = EventColumns()
    scanned: int = 0
    head: int = 0
    error: str | None = None

    @model_validator(mode="after")
    def _refuse_without_events(self) -> Self:
        if self.error is None and "events" not in self.model_fields_set:
            raise ValueError("a page without events is not a page that has none")
        return self


class Watermark(Part):
    """Published by the owner every second on `watermark.<service>`: feed name -> last published position."""

    service: str
    feeds: dict[str, int]
