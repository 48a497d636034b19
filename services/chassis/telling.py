"""What messages of every service say in the same words."""

from __future__ import annotations

from contracts.texts import TextRef
from services.chassis.aggregate import TextRef as StoredText


def text(stored: StoredText) -> TextRef:
    """What a message says of a free text: where its words are and what they hash to, never the words."""
    return TextRef(text_id=stored.text_id, sha256=stored.sha256, same_text_as=stored.same_text_as)
