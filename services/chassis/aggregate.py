"""The base of all aggregates: the library's, with the clock passed in and every stored name explicit."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import AggregateCreated as _LibraryCreated
from eventsourcing.domain import AggregateEvent as _LibraryEvent
from eventsourcing.domain import BaseAggregate

ADDED_LATER = {"added_later": True}
"""Metadata of a dataclass field that is stored only where it says something, so that what is older looks the same."""

now: ContextVar[datetime] = ContextVar("now")
"""The instant of the command at hand (UTC); the chassis sets it before it calls the application method."""


class Aggregate(BaseAggregate[UUID]):
    """Base of our aggregates. The library's own `Aggregate` brings a Created event, which needs a TOPIC in each."""

    CACHED = False  # True: the repository keeps it between commands. No annotation, or the library makes dataclasses.

    class Event(_LibraryEvent):
        """Base of what happens to an aggregate; takes its instant from the command, never from the wall clock."""

        @staticmethod
        def create_timestamp() -> datetime:
            return now.get()  # LookupError outside a command: nobody stamps the wall clock by accident


class Created(_LibraryCreated):
    """Base of the first event of an aggregate."""

    @staticmethod
    def create_timestamp() -> datetime:
        return now.get()


@dataclass(frozen=True, slots=True)
class TextRef:
    """Stands in a domain event for a free text: its id and the SHA-256 (hex) over its salt and its UTF-8 bytes.

    `same_text_as`: an earlier text of the same unit that had the same words when this one was written.
    """

    TOPIC: ClassVar[str] = "TextRef"
    text_id: UUID
    sha256: str
    same_text_as: UUID | None = field(default=None, metadata=ADDED_LATER)
