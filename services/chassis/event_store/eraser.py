"""Erases a free text: its words and its salt go in the very transaction that records by whom and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from contracts.message import Event
from contracts.texts import ERASURES, ErasureReason, TextErased
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store.codec import DomainEvent
from services.chassis.event_store.repository import Repository
from services.chassis.event_store.store import EventStore
from services.chassis.text_erasure import TextErasure


class Eraser:
    """One per feed. Readers are told in the name of the service that owns the feed."""

    def __init__(self, store: EventStore, told: type[TextErased], entropy: Callable[[], bytes]) -> None:
        self._repository = Repository(store, lambda happened: told_as(told, happened), entropy)

    async def erase(self, call: Call, text_id: UUID, reason: ErasureReason, second: Actor) -> Decided:
        """Answers the ids of texts of the same unit that still hold the same words, so that they can be asked about.

        Refused `not_there`, `text_already_erased`; Conflict when somebody erases it at the same time.
        """
        store = self._repository.store
        stored = await store.text(text_id)
        if stored is None:
            raise Refused("not_there")
        if stored.text is None:
            raise Refused("text_already_erased", field="text_id")
        same = await store.same_words(stored.unit_id, stored.text)
        decided: dict[str, Any] = {"text_id": text_id, "same_text": [other for other in same if other != text_id]}
        erasure = TextErasure(text_id, stored.about, reason, second.person_id)
        return await self._repository.save(call, erasure, decided=decided, erased=[text_id])


def erasers(stores: Mapping[str, EventStore], entropy: Callable[[], bytes]) -> dict[str, Eraser]:
    """By keeper, for the open stores of a service; none where it keeps no texts."""
    told = {event.service(): event for _, event in ERASURES}
    return {
        keeper: Eraser(store, told[store.feed.service], entropy)
        for keeper, store in stores.items()
        if store.feed.service in told
    }


def told_as(told: type[TextErased], happened: DomainEvent) -> Event:
    """What readers are told of an erasure; pure."""
    assert isinstance(happened, TextErasure.Erased)
    return told(
        text_id=happened.text_id,
        about=happened.about,
        reason=happened.reason,
        second_person_id=happened.second_person_id,
    )
