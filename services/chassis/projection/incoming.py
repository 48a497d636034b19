"""Reads the messages of a batch; what is no event of a feed that we follow is counted and let go."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from nats.aio.msg import Msg

from services.chassis.feed import Feed
from services.chassis.wire import Received, from_message


@dataclass(frozen=True, slots=True)
class Incoming:
    """The events by feed, and how many messages were none. Those make no gap, because positions decide."""

    events: dict[Feed, list[Received]]
    rubbish: int


def read_batch(messages: Sequence[Msg], feeds: Container[Feed]) -> Incoming:
    """Sort the messages of a batch by feed."""
    events: dict[Feed, list[Received]] = {}
    for message in messages:
        event = _read(message, feeds)
        if event is not None:
            events.setdefault(event.feed, []).append(event)
    return Incoming(events, len(messages) - sum(len(of_feed) for of_feed in events.values()))


def _read(message: Msg, feeds: Container[Feed]) -> Received | None:
    try:
        event = from_message(message.headers or {}, message.data)
    except (KeyError, ValueError):
        return None
    # The subject is what the bus checked; a header may say anything.
    told_elsewhere = message.subject != event.feed.subject_prefix + event.contract
    return None if told_elsewhere or event.feed not in feeds else event
