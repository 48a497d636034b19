"""Free text: what an event holds of it, how it is read, and how it is erased."""

from __future__ import annotations

from uuid import UUID

from contracts.message import Part


class TextRef(Part):
    """Stands in an event for a free text: its id and the SHA-256 (hex) over its salt and its UTF-8 bytes."""

    text_id: UUID
    sha256: str


class TextRead(Part):
    """A text as its owner reads it out; `text` is None and `erased` true once it has been erased."""

    text_id: UUID
    text: str | None
    erased: bool
