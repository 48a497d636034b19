"""The stream of a service: declared in one step, and what the relay reads from it when it has to find its place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RawStreamMsg, RetentionPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import NotFoundError, ServerError

from services.chassis.feed import SEALED, Feed
from services.chassis.relay.rows import Link
from services.chassis.wire import message_id

DAYS = 24 * 60 * 60.0
REQUESTS_AT_ONCE = 32
STORE_NOT_CREATED = 10049
"""What JetStream answers while the directory of a lost stream of the same name is not yet out of the way."""
CLEARED_WITHIN, LOOK_AGAIN = 10.0, 0.1


class StreamDiffers(Exception):
    """The stream is there with other settings; nobody but an operator may change them."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last message of ours in a feed's subjects; `foreign` says that something above it is not a relay's."""

    link: Link | None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class StreamState:
    """When the stream was created and the sequence number that its next message follows."""

    created: datetime
    last_sequence: int


def stream_of(service: str) -> str:
    """The stream of a service's events on a node, which its relay alone writes; `sealed` has one of its own."""
    return "SEALED" if service == SEALED else f"EVT_{service.upper()}"


def subjects_of(service: str) -> list[str]:
    """The subjects of a service's stream; `sealed` is the one of the visit plans."""
    return ["sealed.evt.*.assignments.>"] if service == SEALED else [f"evt.*.{service}.>"]


def subject_of_feed(feed: Feed) -> str:
    """Everything of one feed; the sealed one belongs to assignments."""
    return f"{feed.subject_prefix}{'assignments' if feed.service == SEALED else feed.service}.>"


async def provision_stream(
    nats: Client, stream: str, subjects: Sequence[str], *, max_bytes: int = 1 << 30
) -> StreamState:
    """Declare the stream, or check that it is there as declared: StreamDiffers names every setting that is not.

    The only place that declares one. A stream that exists is never changed: an update could silently drop messages.
    ServerError where the server cannot make room for it in ten seconds.
    """
    wanted = _settings(stream, subjects, max_bytes)
    context = nats.jetstream()
    try:
        info = await context.stream_info(stream)
    except NotFoundError:
        info = await _added(context, wanted)
    _check(info.config, wanted)
    return _state(info)


async def _added(context: JetStreamContext, wanted: StreamConfig) -> StreamInfo:
    """The new stream; a store that is still being cleared away is waited for, as long as a relay can be patient."""
    until = asyncio.get_running_loop().time() + CLEARED_WITHIN
    while True:
        try:
            return await context.add_stream(wanted)
        except ServerError as error:
            if error.err_code != STORE_NOT_CREATED or asyncio.get_running_loop().time() > until:
                raise
        await asyncio.sleep(LOOK_AGAIN)


async def read_state(nats: Client, stream: str) -> StreamState | None:
    """The stream as it is now, None where there is none."""
    try:
        return _state(await nats.jetstream().stream_info(stream))
    except NotFoundError:
        return None


async def last_messages(nats: Client, stream: str, feeds: Sequence[Feed]) -> dict[Feed, Last]:
    """Position and chain of the last message of each feed that the stream still holds."""
    context, found = nats.jetstream(), dict[Feed, Last]()
    for start in range(0, len(feeds), REQUESTS_AT_ONCE):
        some = feeds[start : start + REQUESTS_AT_ONCE]
        links = await asyncio.gather(*(_last_message(context, stream, feed) for feed in some))
        found.update(zip(some, links, strict=True))
    return found


async def _last_message(context: JetStreamContext, stream: str, feed: Feed) -> Last:
    try:
        message = await context.get_last_msg(stream, subject_of_feed(feed))
    except NotFoundError:
        return Last(None)
    link = _link_of(message, feed)
    if link is not None:
        return Last(link)
    # Whoever may publish could otherwise stop a feed for ever with one message.
    return Last(await _last_of_ours(context, stream, feed, message.seq or 0), foreign=True)


async def _last_of_ours(context: JetStreamContext, stream: str, feed: Feed, before: int) -> Link | None:
    """The last message of ours below a sequence number.

    The server finds the next message of a subject, never the former one: so ever longer pieces are read forwards.
    """
    length = 1
    while before > 1:
        start = max(1, before - length)
        found, at = None, start
        while (message := await _next_message(context, stream, feed, at)) and (message.seq or 0) < before:
            found, at = _link_of(message, feed) or found, (message.seq or 0) + 1
        if found is not None:
            return found
        before, length = start, length * 2
    return None


async def _next_message(context: JetStreamContext, stream: str, feed: Feed, at: int) -> RawStreamMsg | None:
    """The first message of the feed at or above a sequence number."""
    try:
        return await context.get_msg(stream, seq=at, subject=subject_of_feed(feed), next=True)
    except NotFoundError:
        return None


def _link_of(message: RawStreamMsg, feed: Feed) -> Link | None:
    """Where the message stands in the feed, None for one that no relay of this feed has written."""
    headers = message.headers or {}
    try:
        link = Link(int(headers["sh-position"]), bytes.fromhex(headers["sh-chain"]))
    except (KeyError, ValueError):
        return None
    return link if headers.get("Nats-Msg-Id") == message_id(feed, link.position) else None


def _settings(stream: str, subjects: Sequence[str], max_bytes: int) -> StreamConfig:
    return StreamConfig(
        name=stream,
        subjects=list(subjects),
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.OLD,
        max_age=30 * DAYS,
        duplicate_window=120.0,
        num_replicas=1,
        max_bytes=max_bytes,
    )


def _check(there: StreamConfig, wanted: StreamConfig) -> None:
    names = ("subjects", "storage", "retention", "discard", "max_age", "duplicate_window", "num_replicas", "max_bytes")
    differing = [
        f"{name} is {getattr(there, name)!r}, declared {getattr(wanted, name)!r}"
        for name in names
        if getattr(there, name) != getattr(wanted, name)
    ]
    if differing:
        raise StreamDiffers(f"stream {wanted.name}: {'; '.join(differing)}")


def _state(info: StreamInfo) -> StreamState:
    if info.created is None:
        raise ValueError("the server does not say when the stream was created")
    return StreamState(info.created, info.state.last_seq)
