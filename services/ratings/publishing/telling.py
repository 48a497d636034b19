"""The function that tells the world of an event; the modules beside this one say what, each for an aggregate."""

from __future__ import annotations

from functools import singledispatch

from eventsourcing.domain import DomainEvent

from contracts.message import Event
from contracts.texts import TextRef
from services.chassis.aggregate import TextRef as StoredText


@singledispatch
def to_contract(happened: DomainEvent) -> Event | None:
    """The message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)


def text(stored: StoredText) -> TextRef:
    """What a message says of a free text: where it lies, never what it says."""
    return TextRef(text_id=stored.text_id, sha256=stored.sha256, same_text_as=stored.same_text_as)
