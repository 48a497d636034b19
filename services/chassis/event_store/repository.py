"""What an application method calls: find an aggregate, and save what was decided, once per command."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID, uuid5

from pydantic_core import to_jsonable_python

from contracts.message import Event
from services.chassis.aggregate import Aggregate
from services.chassis.call import Call, Decided
from services.chassis.errors import Conflict, Refused, Unavailable
from services.chassis.event_store.codec import DomainEvent
from services.chassis.event_store.kept import Kept, Known
from services.chassis.event_store.rows import Appended, NewEvent, NewText, Submission
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed
from services.chassis.free_text import taken_in

A = TypeVar("A", bound=Aggregate)

SALT_BYTES = 16
ROWS_AT_ONCE = 250


class Repository:
    """One per feed. `publish` translates a domain event for readers, or answers None; `entropy` gives 16 bytes.

    A simulated store takes its salts from the command instead, so that two runs of the same commands are byte-equal.
    """

    def __init__(
        self, store: EventStore, publish: Callable[[DomainEvent], Event | None], entropy: Callable[[], bytes]
    ) -> None:
        self.store = store
        self._publish, self._entropy = publish, entropy
        self._kept = Kept()

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        """The aggregate as it is now, or None when nothing of that kind has this id.

        One with `CACHED` is kept for the next command, and lent to one command of this process at a time.
        """
        known = await self._kept.take(aggregate_id) if kind.CACHED else None
        known = await self._newest(aggregate_id, known)
        if known is None or type(known.aggregate) is not kind:
            return None
        if kind.CACHED:
            self._kept.lend(known)
        return known.aggregate

    async def load(self, kind: type[A], aggregate_id: UUID) -> A:
        """The aggregate as it is now; Refused("not_there") when there is none."""
        aggregate = await self.find(kind, aggregate_id)
        if aggregate is None:
            raise Refused("not_there")
        return aggregate

    async def find_or_open(self, kind: type[A], *identity: object) -> A:
        """The aggregate with this natural key (what its `create_id` and its first event take), or a new one."""
        opened: Callable[..., A] = kind
        return await self.find(kind, kind.create_id(*identity)) or opened(*identity)

    async def text(self, call: Call, name: str, text: str, *, about: UUID, unit_id: UUID | None) -> NewText:
        """Seal a free text of the command: its `ref` goes into an event, itself into `save(texts=…)`.

        `name` is the field that it came in, and tells the texts of one command apart; `about` is the aggregate;
        `unit_id` says whose rights decide, and among whose texts the same words are looked for.
        Refused("text_not_plain" | "text_bears_secrecy_mark").
        """
        words = taken_in(text, field=name)
        same = await self.store.same_words(unit_id, words)
        text_id, salt = uuid5(call.command_id, f"text {name}"), self._salt(call, f"text {name}")
        earlier = next((other for other in same if other != text_id), None)
        return NewText.salted(text_id, words, salt, about=about, unit_id=unit_id, same_text_as=earlier)

    async def save(
        self,
        call: Call,
        *aggregates: Aggregate,
        decided: Mapping[str, Any] | None = None,
        texts: Sequence[NewText] = (),
        erased: Sequence[UUID] = (),
    ) -> Decided:
        """Store the command and everything the aggregates have pending, whole or not at all.

        Answers what was stored, also when it was the same command before. Raises Conflict when somebody changed an
        aggregate first, Refused("command_id_reused" | "unstorable_text"), Unavailable("clock_behind" | …).
        """
        happened = [event for aggregate in aggregates for event in aggregate.collect_events()]
        with broken_letters_refused():
            reply = canonical(to_jsonable_python(dict(decided or {})))
            events = tuple(self._new_event(call, number, event) for number, event in enumerate(happened))
        appended = await self.store.submit(
            Submission(call.command_id, call.fingerprint, reply, call.clock, events, tuple(texts), tuple(erased))
        )
        answer = answer_of(self.store.feed, appended)
        if appended.outcome == "stored":
            chains = dict(zip((event.originator_id for event in happened), appended.chains, strict=True))
            for aggregate in (one for one in aggregates if one.CACHED):
                self._kept.stored(aggregate, chains.get(aggregate.id))
        return answer

    async def _newest(self, aggregate_id: UUID, known: Known | None) -> Known | None:
        """The aggregate with everything that is stored of it by now, made anew unless the row known last is there."""
        rows = await self.store.aggregate_rows(aggregate_id, known.version if known else 1)
        if known is not None and (not rows or rows[0]["chain"] != known.chain):
            # The store was set back: what is known of it is not what it holds now.
            return await self._newest(aggregate_id, None)
        aggregate: Aggregate | None = known.aggregate if known else None
        for number, row in enumerate(rows[1:] if known else rows, 1):
            event = self.store.codec.decode(row["topic"], row["state"], aggregate_id, row["originator_version"])
            aggregate = event.mutate(aggregate)
            if number % ROWS_AT_ONCE == 0:
                await asyncio.sleep(0)  # A long history must not keep everybody else waiting.
        return Known(aggregate, aggregate.version, rows[-1]["chain"]) if aggregate else None

    def _new_event(self, call: Call, number: int, event: DomainEvent) -> NewEvent:
        topic, state = self.store.codec.encode(event)
        told = self._publish(event)
        metadata = {
            "actor": str(call.actor.person_id),
            "causation": call.causation,
            "correlation": call.correlation,
            "salt": self._salt(call, f"event {number}").hex(),
            "traceparent": call.traceparent,
        }
        return NewEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=topic,
            state=state,
            contract=told.contract() if told else None,
            wire=told.model_dump_json().encode() if told else None,
            metadata=canonical(metadata),
        )

    def _salt(self, call: Call, name: str) -> bytes:
        if self.store.kind == "real":
            return self._entropy()
        return hashlib.sha256(call.command_id.bytes + name.encode()).digest()[:SALT_BYTES]


@contextmanager
def broken_letters_refused() -> Iterator[None]:
    """A lone surrogate, which JSON can bring in, has no UTF-8."""
    try:
        yield
    except UnicodeError as error:
        raise Refused("unstorable_text") from error


def answer_of(feed: Feed, appended: Appended) -> Decided:
    """The answer to a stored or repeated command; for every other outcome, the exception that says it."""
    if appended.outcome == "conflict":
        raise Conflict
    if appended.outcome == "reused":
        raise Refused("command_id_reused", field="command_id")
    if appended.outcome == "clock_behind":
        raise Unavailable("clock_behind")
    return stored_answer(feed, appended.reply, appended.last_position)


def stored_answer(feed: Feed, reply: bytes, last_position: int | None) -> Decided:
    """The answer that was stored with a command, word for word."""
    return Decided(json.loads(reply), {str(feed): last_position})


def canonical(value: Any) -> bytes:
    """JSON that is the same bytes for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
