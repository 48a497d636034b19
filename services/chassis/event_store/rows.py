"""What goes into a history and what comes out of it, as plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.chassis.aggregate import TextRef

Outcome = Literal["stored", "repeated", "reused", "conflict", "clock_behind"]
Kind = Literal["real", "simulated"]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to store. `metadata` is the event's own: each row has a salt of its own in it.

    `contract` and `wire` are what readers are told, both None where publishing says none.
    """

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    contract: str | None
    wire: bytes | None
    metadata: bytes


@dataclass(frozen=True, slots=True)
class NewText:
    """A free text to store beside the events; `sha256` is over its salt and its UTF-8 bytes.

    `same_text_as` is told by the event alone: it is an earlier text of the unit with the same words.
    """

    text_id: UUID
    about: UUID
    unit_id: UUID | None
    text: str
    salt: bytes
    sha256: bytes
    same_text_as: UUID | None = None

    @classmethod
    def salted(
        cls,
        text_id: UUID,
        text: str,
        salt: bytes,
        *,
        about: UUID,
        unit_id: UUID | None,
        same_text_as: UUID | None = None,
    ) -> NewText:
        """Seal a text with its salt."""
        sha256 = hashlib.sha256(salt + text.encode()).digest()
        return cls(text_id, about, unit_id, text, salt, sha256, same_text_as)

    @property
    def ref(self) -> TextRef:
        """What the event holds of the text."""
        return TextRef(self.text_id, self.sha256.hex(), self.same_text_as)


@dataclass(frozen=True, slots=True)
class Submission:
    """One accepted command with everything it leads to: stored whole or not at all.

    `at` is the instant of the command (UTC), or the clock, asked when the command is sent: it may wait long for its
    turn, and would then be taken for one whose clock is behind. `erased` are ids of texts whose words and salt go.
    """

    command_id: UUID
    fingerprint: bytes
    reply: bytes
    at: datetime | Callable[[], datetime]
    events: tuple[NewEvent, ...] = ()
    texts: tuple[NewText, ...] = ()
    erased: tuple[UUID, ...] = ()

    @property
    def instant(self) -> datetime:
        """When the command is stored, if it is sent now."""
        return self.at() if callable(self.at) else self.at

    @property
    def size(self) -> int:
        """About how many bytes the submission sends to the database."""
        events = sum(len(e.state) + len(e.wire or b"") + len(e.metadata) for e in self.events)
        return 200 + len(self.reply) + events + sum(len(text.text) for text in self.texts)


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of one submission.

    stored; repeated (the same command was stored before: `reply` and `last_position` are those of then); reused (the
    id was stored with other content); conflict (somebody changed an aggregate first); clock_behind (its instant lies
    more than 5 s below the head of a real store). `last_position` is that of the last published event, or None;
    `chains` are those of the events just stored, in their order.
    """

    outcome: Outcome
    last_position: int | None
    reply: bytes
    chains: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """An accepted command as it was stored."""

    fingerprint: bytes
    last_position: int | None
    reply: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a history; position 0 and an empty chain before the first."""

    position: int
    chain: bytes
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A row of `stored_events`, all its columns."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    position: int
    recorded_at: datetime
    command_id: UUID
    metadata: bytes
    contract: str | None
    wire: bytes | None
    chain: bytes


@dataclass(frozen=True, slots=True)
class StoredText:
    """A row of `texts`; `text` and `salt` are None once it has been erased."""

    text_id: UUID
    about: UUID
    unit_id: UUID | None
    text: str | None
    salt: bytes | None
    sha256: bytes
    command_id: UUID
