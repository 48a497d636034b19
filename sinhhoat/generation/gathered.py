"""Histories that are decided before they are stored: what `save` would append is kept, to be written in bulk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from contracts.message import Event
from services.chassis.aggregate import Aggregate
from services.chassis.call import Call, Decided
from services.chassis.event_store import Codec, EventStore, NewText, Repository
from services.chassis.event_store.codec import DomainEvent
from services.chassis.event_store.rows import Appended, StoredText, Submission
from services.chassis.feed import Feed

A = TypeVar("A", bound=Aggregate)


class GatheredStore(EventStore):
    """Takes every submission, in order, and stores none; there is no database behind it."""

    def __init__(self, feed: Feed, codec: Codec) -> None:
        self.feed, self.codec, self.kind = feed, codec, "simulated"
        self.submissions: list[Submission] = []
        self._words: dict[tuple[UUID, str], list[UUID]] = {}

    async def submit(self, submission: Submission) -> Appended:
        self.submissions.append(submission)
        for text in submission.texts:
            if text.unit_id is not None:
                self._words.setdefault((text.unit_id, text.text), []).append(text.text_id)
        return Appended("stored", None, submission.reply, (b"",) * len(submission.events))

    async def same_words(self, unit_id: UUID | None, words: str) -> list[UUID]:
        return sorted(self._words.get((unit_id, words), [])) if unit_id else []

    async def text(self, text_id: UUID) -> StoredText | None:
        return None

    async def close(self) -> None:
        return None

    def taken(self) -> list[Submission]:
        """What was gathered since it was taken last."""
        taken, self.submissions = self.submissions, []
        return taken


class GatheringRepository(Repository):
    """Keeps every aggregate alive: there is nothing to load one from, and nobody else changes any."""

    def __init__(self, store: GatheredStore, publish: Callable[[DomainEvent], Event | None]) -> None:
        super().__init__(store, publish, _no_entropy)
        self._living: dict[UUID, Aggregate] = {}

    async def find(self, kind: type[A], aggregate_id: UUID) -> A | None:
        found = self._living.get(aggregate_id)
        return found if isinstance(found, kind) else None

    async def save(
        self,
        call: Call,
        *aggregates: Aggregate,
        decided: Mapping[str, Any] | None = None,
        texts: Sequence[NewText] = (),
        erased: Sequence[UUID] = (),
    ) -> Decided:
        self._living.update((aggregate.id, aggregate) for aggregate in aggregates)
        return await super().save(call, *aggregates, decided=decided, texts=texts, erased=erased)


def fingerprint_of(command_id: UUID) -> bytes:
    """In place of the HMAC over sender and content: no node's key was there, so nobody can send these again."""
    return hashlib.sha256(command_id.bytes).digest()


def _no_entropy() -> bytes:
    raise AssertionError("a simulated history takes its salts from its commands")
