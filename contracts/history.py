"""The questions that every service answers alike: one aggregate's events in words, and one free text."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from contracts.feed import HistoryEntry
from contracts.labels import Key
from contracts.message import BOARD, Part, Query
from contracts.texts import TextRead


class History(Part):
    """The events of one aggregate, in the order in which they happened to it."""

    entries: list[HistoryEntry]


class ReadHistory(Query):
    """Everything that was recorded about one aggregate; `kind` is its name in small letters, such as `meeting`."""

    answer: ClassVar[type[History]] = History
    kind: Key
    aggregate_id: UUID


class ReadText(Query):
    """One free text, or that it was erased.

    `unit_id` is the unit that the text is of: for whoever holds a role on that unit and not on the whole keeper.
    """

    answer: ClassVar[type[TextRead]] = TextRead
    text_id: UUID
    unit_id: UUID | None = None


class ReadRegistryHistory(ReadHistory, subject="query.{keeper}.registry.history.v1", audience=BOARD):
    """A history that the registry keeps."""


class ReadMeetingsHistory(ReadHistory, subject="query.{keeper}.meetings.history.v1", audience=BOARD):
    """A history that meetings keeps."""


class ReadAssignmentsHistory(ReadHistory, subject="query.{keeper}.assignments.history.v1", audience=BOARD):
    """A history that assignments keeps in its open feed; visit plans are in another store."""


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
TEXTS: tuple[type[ReadText], ...] = (
    ReadRegistryText,
    ReadMeetingsText,
    ReadAssignmentsText,
    ReadRatingsText,
    ReadReportingText,
)
