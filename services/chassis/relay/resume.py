"""Where to go on with a feed after a start, a reconnection or a refused publish: the table, as one pure function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.chassis.relay.rows import Link


class Verdict(Enum):
    """What the last message of a feed in the stream says about what has happened."""

    IN_STEP = "in_step"
    BUS_LOST_MESSAGES = "bus_lost_messages"
    CURSOR_NOT_SAVED = "cursor_not_saved"
    FORKED = "feed_forked"
    EXPIRED = "expired"
    STREAM_NEW = "stream_new"
    STREAM_LOST = "stream_lost"


@dataclass(frozen=True, slots=True)
class Stream:
    """What the stream shows: when it was created, and the last message of the feed, if it holds one."""

    created: datetime
    last: Link | None


@dataclass(frozen=True, slots=True)
class Store:
    """What the store knows: the cursor, the stream it was saved for, the head, and its own chain of the last message.

    `chain_of_last` is None where the store has no published row at the position of the stream's last message.
    """

    published: Link
    stream: datetime | None
    head: int
    chain_of_last: bytes | None


@dataclass(frozen=True, slots=True)
class Resume:
    """The verdict and the row after which publishing goes on; for a fork the row that does not fit."""

    verdict: Verdict
    after: Link


def resume(stream: Stream, store: Store) -> Resume:
    """Judge one feed. The fork comes first: a store that was set back must not publish, whatever else is true."""
    last = stream.last
    if store.published.position > store.head:
        return Resume(Verdict.FORKED, store.published)
    if last is None:
        return Resume(_without_messages(stream, store), store.published)
    if last.position > store.head or last.chain != store.chain_of_last:
        return Resume(Verdict.FORKED, last)
    if last.position == store.published.position:
        return Resume(Verdict.IN_STEP, last)
    below = last.position < store.published.position
    return Resume(Verdict.BUS_LOST_MESSAGES if below else Verdict.CURSOR_NOT_SAVED, last)


def _without_messages(stream: Stream, store: Store) -> Verdict:
    """In all three cases nothing is sent again: readers heal from the owner."""
    if store.published.position == 0:
        return Verdict.STREAM_NEW
    return Verdict.EXPIRED if store.stream == stream.created else Verdict.STREAM_LOST
