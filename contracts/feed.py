"""How a history is read from its owner: pages of a feed, and watermarks."""

from __future__ import annotations

from contracts.message import Part


class StoredMessage(Part):
    """One published event as it went over the bus: headers as strings, body as the JSON text that was stored."""

    headers: dict[str, str]
    body: str


class ReadFeed(Part):
    """Request on `feed.<keeper>.<service>.read`: published events above a position, at most so many bytes of bodies."""

    above: int
    limit: int = 1000
    max_bytes: int = 1_000_000


class FeedPage(Part):
    """`messages` in order; `scanned` is the position read through, `head` the last published position of the feed.

    A page is the last one when `scanned >= head`. `error` is set (and the rest empty) when the owner refuses.
    """

    messages: list[StoredMessage] = []
    scanned: int = 0
    head: int = 0
    error: str | None = None


class Watermark(Part):
    """Published by the owner every second on `watermark.<service>`: feed name -> last published position."""

    service: str
    feeds: dict[str, int]
