"""The questions that every service answers alike: one aggregate's events in words, and one free text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.labels import Key, UnitId
from contracts.message import BOARD, SEALED, Part, Query
from contracts.texts import TextRead


class Change(Part):
    """What an event has made of one field: `old` is None where it was not there, `new` where it is no more.

    `field` leads to it from the aggregate: names of fields, keys of entries, places in lists.
    """

    field: list[str]
    how: Literal["added", "removed", "changed"]
    old: Any = None
    new: Any = None


class HistoryEntry(Part):
    """One event of an aggregate: what happened, what it changed, when it was recorded, by whom, at which position.

    `happened` is the content of the event, with ids, days and decimals as text. A free text stands in it as `text_id`
    and `sha256`; its words are read by a question of their own.
    """

    position: int
    version: int
    topic: str
    happened: dict[str, Any]
    changes: list[Change] = []
    recorded_at: datetime
    actor: str
    command_id: str
    correlation: str | None = None
    causation: str | None = None
    published_as: str | None = None


class History(Part):
    """The events of one aggregate, in the order in which they happened to it.

    `total` counts all of its events. There may be more of those asked for above version `more`, unless it is None.
    """

    entries: list[HistoryEntry]
    total: int = 0
    more: int | None = None


class ReadHistory(Query):
    """What was recorded about one aggregate; `kind` is its name in small letters, such as `meeting`.

    `above` is a version, and `since` an instant, before which nothing is told; `about` leaves out what names another
    id only. At most `limit` events are told, and fewer where they are large.
    """

    answer: ClassVar[type[History]] = History
    kind: Key
    aggregate_id: UUID
    above: Annotated[int, Field(ge=0, le=2**62)] = 0
    since: AwareDatetime | None = None
    about: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class ReadText(Query):
    """One free text, or that it was erased.

    `unit_id` is the unit that the text is of: for whoever holds a role on that unit and not on the whole keeper.
    """

    answer: ClassVar[type[TextRead]] = TextRead
    text_id: UUID
    unit_id: UnitId | None = None


class ReadRegistryHistory(ReadHistory, subject="query.{keeper}.registry.history.v1", audience=BOARD):
    """A history that the registry keeps."""


class ReadMeetingsHistory(ReadHistory, subject="query.{keeper}.meetings.history.v1", audience=BOARD):
    """A history that meetings keeps."""


class ReadAssignmentsHistory(ReadHistory, subject="query.{keeper}.assignments.history.v1", audience=BOARD):
    """A history that assignments keeps in its open feed; visit plans are in another store."""


class ReadSealedHistory(ReadHistory, subject="sealed.query.{keeper}.assignments.sealed_history.v1", audience=SEALED):
    """A history of the sealed side, of a plan or of a planned day; that it was read is recorded there first."""


class ReadRatingsHistory(ReadHistory, subject="query.{keeper}.ratings.history.v1", audience=BOARD):
    """A history that ratings keeps."""


class ReadReportingHistory(ReadHistory, subject="query.{keeper}.reporting.history.v1", audience=BOARD):
    """A history that reporting keeps."""


class ReadRegistryText(ReadText, subject="query.{keeper}.registry.text.v1", audience=BOARD):
    """A text that the registry keeps."""


class ReadMeetingsText(ReadText, subject="query.{keeper}.meetings.text.v1", audience=BOARD):
    """A text that meetings keeps."""


class ReadAssignmentsText(ReadText, subject="query.{keeper}.assignments.text.v1", audience=BOARD):
    """A text that assignments keeps beside its open feed."""


class ReadRatingsText(ReadText, subject="query.{keeper}.ratings.text.v1", audience=BOARD):
    """A text that ratings keeps."""


class ReadReportingText(ReadText, subject="query.{keeper}.reporting.text.v1", audience=BOARD):
    """A text that reporting keeps."""


HISTORIES: tuple[type[ReadHistory], ...] = (
    ReadRegistryHistory,
    ReadMeetingsHistory,
    ReadAssignmentsHistory,
    ReadRatingsHistory,
    ReadReportingHistory,
)
SEALED_HISTORIES: tuple[type[ReadHistory], ...] = (ReadSealedHistory,)
TEXTS: tuple[type[ReadText], ...] = (
    ReadRegistryText,
    ReadMeetingsText,
    ReadAssignmentsText,
    ReadRatingsText,
    ReadReportingText,
)
