"""The one place where a stored row becomes a message and a message becomes what a reader applies.

The header follows CloudEvents 1.0 in binary mode; everything in it is copied from the row, nothing is computed anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from services.chassis.feed import Feed


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A row of `stored_events` that readers are told of, with the link to the published row before it."""

    position: int
    previous: int
    chain: bytes
    previous_chain: bytes
    originator_id: UUID
    originator_version: int
    recorded_at: datetime
    command_id: UUID
    metadata: bytes
    contract: str
    wire: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What goes over the bus."""

    subject: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A published event as a reader sees it. `body` is the stored JSON; `data` parses it."""

    feed: Feed
    position: int
    previous: int
    chain: str
    previous_chain: str
    contract: str
    aggregate_id: UUID
    aggregate_version: int
    recorded_at: datetime
    actor: str
    command_id: UUID
    correlation: str
    causation: str
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        """The event's fields as plain JSON values."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed


def message_id(feed: Feed, position: int) -> str:
    """`Nats-Msg-Id`: unique over all keepers, or a hub would drop messages silently."""
    return f"{feed}:{position}"


def to_message(feed: Feed, row: PublishedRow) -> Message:
    """The message of a stored row: subject, CloudEvents headers and the stored bytes."""
    told = json.loads(row.metadata)
    headers = {
        "Nats-Msg-Id": message_id(feed, row.position),
        "ce-specversion": "1.0",
        "ce-id": message_id(feed, row.position),
        "ce-source": f"/{feed.keeper}/{feed.service}",
        "ce-type": row.contract,
        "ce-subject": str(row.originator_id),
        "ce-time": row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "content-type": "application/json",
        "sh-position": str(row.position),
        "sh-previous": str(row.previous),
        "sh-chain": row.chain.hex(),
        "sh-previous-chain": row.previous_chain.hex(),
        "sh-aggregate-version": str(row.originator_version),
        "sh-command": str(row.command_id),
        "sh-actor": told["actor"],
        "sh-correlation": told["correlation"],
        "sh-causation": told["causation"],
        "traceparent": told["traceparent"],
    }
    return Message(feed.subject_prefix + row.contract, headers, row.wire)


def from_message(headers: Mapping[str, str], body: bytes) -> Received:
    """Read a message back; KeyError or ValueError when a header is absent or malformed."""
    return Received(
        feed=_feed(headers["ce-source"]),
        position=int(headers["sh-position"]),
        previous=int(headers["sh-previous"]),
        chain=headers["sh-chain"],
        previous_chain=headers["sh-previous-chain"],
        contract=headers["ce-type"],
        aggregate_id=UUID(headers["ce-subject"]),
        aggregate_version=int(headers["sh-aggregate-version"]),
        recorded_at=datetime.fromisoformat(headers["ce-time"]),
        actor=headers["sh-actor"],
        command_id=UUID(headers["sh-command"]),
        correlation=headers["sh-correlation"],
        causation=headers["sh-causation"],
        body=body,
    )


@lru_cache(maxsize=4096)
def _feed(source: str) -> Feed:
    """Few feeds, many events: checking the same name again and again took a tenth of reading a message."""
    return Feed.parse(source.removeprefix("/").replace("/", ".", 1))
