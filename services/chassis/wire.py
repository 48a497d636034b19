"""The one place where a stored row becomes a message, and a message or an owner's page what a reader applies.

The header follows CloudEvents 1.0 in binary mode; everything in it is copied from the row, nothing is computed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from asyncpg.pgproto import pgproto
from pydantic_core import from_json

from contracts.feed import FeedPage
from services.chassis.feed import Feed

# The driver's own class: it is a UUID, as those that come from a table are, and is parsed ten times as fast.
quick_uuid = pgproto.UUID


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


class Received(NamedTuple):
    """A published event as a reader sees it; chains are in hex, and `body` is the JSON that was stored."""

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
    traceparent: str
    body: bytes


def message_id(feed: Feed, position: int) -> str:
    """`Nats-Msg-Id`: unique over all keepers, or a hub would drop messages silently."""
    return f"{feed}:{position}"


def to_message(feed: Feed, row: PublishedRow) -> Message:
    """The message of a stored row; ValueError, KeyError or TypeError where its metadata cannot be read."""
    return message_of(received(feed, row))


def received(feed: Feed, row: PublishedRow) -> Received:
    """What a reader sees of a stored row; raises as `to_message`."""
    told = from_json(row.metadata)
    return Received(
        feed=feed,
        position=row.position,
        previous=row.previous,
        chain=row.chain.hex(),
        previous_chain=row.previous_chain.hex(),
        contract=row.contract,
        aggregate_id=row.originator_id,
        aggregate_version=row.originator_version,
        recorded_at=row.recorded_at,
        actor=told["actor"],
        command_id=row.command_id,
        correlation=told["correlation"],
        causation=told["causation"],
        traceparent=told["traceparent"],
        body=row.wire,
    )


def message_of(event: Received) -> Message:
    """The message that an event goes over the bus in: subject, CloudEvents headers and the stored bytes."""
    feed = event.feed
    headers = {
        "Nats-Msg-Id": message_id(feed, event.position),
        "ce-specversion": "1.0",
        "ce-id": message_id(feed, event.position),
        "ce-source": f"/{feed.keeper}/{feed.service}",
        "ce-type": event.contract,
        "ce-subject": str(event.aggregate_id),
        "ce-time": event.recorded_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "content-type": "application/json",
        "sh-position": str(event.position),
        "sh-previous": str(event.previous),
        "sh-chain": event.chain,
        "sh-previous-chain": event.previous_chain,
        "sh-aggregate-version": str(event.aggregate_version),
        "sh-command": str(event.command_id),
        "sh-actor": event.actor,
        "sh-correlation": event.correlation,
        "sh-causation": event.causation,
        "traceparent": event.traceparent,
    }
    return Message(feed.subject_prefix + event.contract, headers, event.body)


def from_message(headers: Mapping[str, str], body: bytes) -> Received:
    """Read a message back; KeyError or ValueError when a header is absent or malformed."""
    return Received(
        feed=_feed(headers["ce-source"]),
        position=int(headers["sh-position"]),
        previous=int(headers["sh-previous"]),
        chain=headers["sh-chain"],
        previous_chain=headers["sh-previous-chain"],
        contract=headers["ce-type"],
        aggregate_id=quick_uuid(headers["ce-subject"]),
        aggregate_version=int(headers["sh-aggregate-version"]),
        recorded_at=datetime.fromisoformat(headers["ce-time"]),
        actor=headers["sh-actor"],
        command_id=quick_uuid(headers["sh-command"]),
        correlation=headers["sh-correlation"],
        causation=headers["sh-causation"],
        traceparent=headers["traceparent"],
        body=body,
    )


def from_page(feed: Feed, page: FeedPage) -> list[Received]:
    """The events of an owner's page; ValueError where its columns do not fit together or a value is malformed.

    A column at a time: it takes a tenth of what reading each event from a header of its own would.
    """
    told = page.events
    if len({len(column) for _, column in told}) != 1:
        raise ValueError(f"a page of {feed} has columns of different lengths")
    return list(
        map(
            Received,
            repeat(feed),
            told.position,
            told.previous,
            told.chain,
            [page.previous_chain, *told.chain],
            told.type,
            map(quick_uuid, told.subject),
            told.aggregate_version,
            map(datetime.fromisoformat, told.time),
            told.actor,
            map(quick_uuid, told.command),
            told.correlation,
            told.causation,
            told.traceparent,
            map(str.encode, told.data),
        )
    )


@lru_cache(maxsize=4096)
def _feed(source: str) -> Feed:
    """Few feeds, many events: checking the same name again and again took a tenth of reading a message."""
    return Feed.parse(source.removeprefix("/").replace("/", ".", 1))
