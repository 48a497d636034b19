"""Finds out where to go on: reads the stream and the stores and lets the table of resume.py judge each feed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from nats.aio.client import Client

from services.chassis.feed import Feed
from services.chassis.relay import cursors
from services.chassis.relay.progress import Progress
from services.chassis.relay.report import Report
from services.chassis.relay.resume import Resume, Store, Stream, Verdict, resume
from services.chassis.relay.rows import Head, Session, chain_at, heads
from services.chassis.relay.streams import StreamState, last_messages, provision_stream, read_state, subjects_of


@dataclass(frozen=True, slots=True)
class Place:
    """Both sides, and whom to tell."""

    pool: Session
    nats: Client
    stream: str
    stream_bytes: int
    clock: Callable[[], datetime]
    report: Report
    judged: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, progress: Mapping[Feed, Progress]) -> int:
        """Set each feed to where it goes on, or stop it; returns the sequence number that the next message follows."""
        feeds = list(progress)
        # The state is read before the messages: whatever arrives in between makes the server refuse our next message.
        state = await self._state(feeds[0].service)
        last = await last_messages(self.nats, self.stream, feeds)
        saved = await cursors.load(self.pool, feeds)
        stored = await heads(self.pool, feeds)
        for feed, one in progress.items():
            one.load(saved[feed])
            if last[feed].foreign:
                self.report.foreign(feed)
            if one.forked is None:
                await self._judge(one, Stream(state.created, last[feed].link), stored[feed])
            one.follow(stored[feed])
        self.judged.set()
        return state.last_sequence

    async def _state(self, service: str) -> StreamState:
        """A stream that is gone is declared anew; the verdicts on the feeds raise the alarm."""
        found = await read_state(self.nats, self.stream)
        if found is not None:
            return found
        return await provision_stream(self.nats, self.stream, subjects_of(service), max_bytes=self.stream_bytes)

    async def _judge(self, one: Progress, stream: Stream, head: Head) -> None:
        chain = await chain_at(self.pool, one.feed, stream.last.position) if stream.last else None
        result = resume(stream, Store(one.published, one.stream, head.stored, chain))
        self.report.resumed(one.feed, result)
        if result.verdict is Verdict.FORKED:
            await self._stop(one, result, head)
        else:
            one.go_on(result, stream.created, head.stored)

    async def _stop(self, one: Progress, result: Resume, head: Head) -> None:
        """Through the pool, whose commits wait for the disk; those of the leader's session do not.

        Nobody is told before it is stored: whoever hears of it may adopt the feed at once.
        """
        at, position = self.clock().isoformat(timespec="seconds"), result.after.position
        why = f"{at}: position {position} was published and does not fit the store, whose head is {head.stored}"
        await cursors.stop(self.pool, one.feed, why)
        one.forked = why
