"""The words that an answer gives with what it lists."""

from __future__ import annotations

from uuid import UUID

from contracts.texts import TextRead
from services.chassis.event_store import Repository


async def words(repository: Repository, text_id: UUID) -> TextRead:
    """What the text says, or that it was erased."""
    stored = await repository.store.text(text_id)
    found = stored.text if stored else None
    return TextRead(text_id=text_id, text=found, erased=found is None)
