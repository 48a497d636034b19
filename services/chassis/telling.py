"""What messages of every service say in the same words, and those that say what happened in its own."""

from __future__ import annotations

from typing import TypeVar

from contracts.message import Event
from contracts.texts import TextRef
from services.chassis.aggregate import TextRef as StoredText
from services.chassis.changes import plain

E = TypeVar("E", bound=Event)


def text(stored: StoredText) -> TextRef:
    """What a message says of a free text: where its words are and what they hash to, never the words."""
    return TextRef(text_id=stored.text_id, sha256=stored.sha256, same_text_as=stored.same_text_as)


def alike(kind: type[E], said: object, **besides: object) -> E:
    """The message whose fields are those of `said`, under the same names, apart from those given besides."""
    same = {name: plain(getattr(said, name)) for name in kind.model_fields if name not in besides}
    return kind.model_validate(same | besides)
