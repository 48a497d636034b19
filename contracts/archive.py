"""A whole history as its owner gives it out: every column of every row, what was answered, and the texts if asked for.

An exported file holds these as lines of JSON: a head, the rows in order, the commands that made no row, the texts where
they were asked for, and an end. See docs/auditors.md.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.message import BOARD, SEALED, Part, Query

Place = Annotated[int, Field(ge=0, le=2**62, strict=True)]
Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2})*$")]


class Octets(Part):
    """Stored bytes that are no UTF-8 text."""

    base64: str


Stored = str | Octets
"""Stored bytes, exactly: UTF-8 as text, anything else as base64."""


class StoredCommand(Part):
    """An accepted command. `fingerprint` can be checked by the node that made it only; `reply` is what was decided."""

    command_id: UUID
    fingerprint: Hex
    last_position: Place | None
    reply: Stored


class StoredRow(Part):
    """A row of `stored_events`. `command` stands with the first row that a command led to.

    `message` is what readers are told, as a CloudEvent in JSON; a page of the owner leaves it to the asker to make.
    """

    position: Place
    originator_id: UUID
    originator_version: Place
    topic: str
    state: Stored
    recorded_at: AwareDatetime
    command_id: UUID
    metadata: Stored
    contract: str | None
    wire: Stored | None
    chain: Hex
    command: StoredCommand | None = None
    message: dict[str, Any] | None = None


class StoredWords(Part):
    """A row of `texts`; `text` and `salt` are None once it has been erased."""

    text_id: UUID
    about: UUID
    unit_id: UUID | None
    text: str | None
    salt: Hex | None
    sha256: Hex
    command_id: UUID


class ArchivePage(Part):
    """A piece of a history. `head` is the position of its last row; `more` says that it goes on."""

    kind: Literal["real", "simulated"]
    head: Place
    rows: list[StoredRow] = []
    commands: list[StoredCommand] = []
    texts: list[StoredWords] = []
    more: bool = False


class ReadArchive(Query):
    """Rows above a position, or commands that made no row, or texts, above an id; up to a position of the history."""

    answer: ClassVar[type[ArchivePage]] = ArchivePage
    part: Literal["rows", "commands", "texts"] = "rows"
    above: Place = 0
    above_id: UUID = UUID(int=0)
    until: Place = 2**62


class HistoryHead(Part):
    """The first line of an exported file: whose history it is, and whether its texts are in it."""

    format: Literal[1] = 1
    feed: str
    kind: Literal["real", "simulated"]
    texts: bool


class HistoryEnd(Part):
    """The last line: how much there was. `chain` is that of the last row."""

    rows: Place
    chain: Hex
    commands: Place
    texts: Place


class HistoryLine(Part):
    """A line of an exported file: exactly one of these."""

    history: HistoryHead | None = None
    row: StoredRow | None = None
    command: StoredCommand | None = None
    text: StoredWords | None = None
    end: HistoryEnd | None = None


class ReadRegistryArchive(ReadArchive, subject="query.{keeper}.registry.archive.v1", audience=BOARD):
    """The history that the registry keeps."""


class ReadMeetingsArchive(ReadArchive, subject="query.{keeper}.meetings.archive.v1", audience=BOARD):
    """The history that meetings keeps."""


class ReadAssignmentsArchive(ReadArchive, subject="query.{keeper}.assignments.archive.v1", audience=BOARD):
    """The open history that assignments keeps; visit plans are in another store."""


class ReadRatingsArchive(ReadArchive, subject="query.{keeper}.ratings.archive.v1", audience=BOARD):
    """The history that ratings keeps."""


class ReadReportingArchive(ReadArchive, subject="query.{keeper}.reporting.archive.v1", audience=BOARD):
    """The history of quarterly reports, which reporting keeps; what it reads of others is theirs to give out."""


class ReadSealedArchive(ReadArchive, subject="sealed.query.{keeper}.assignments.sealed_archive.v1", audience=SEALED):
    """The history of visit plans."""


ARCHIVES: tuple[type[ReadArchive], ...] = (
    ReadRegistryArchive,
    ReadMeetingsArchive,
    ReadAssignmentsArchive,
    ReadRatingsArchive,
    ReadReportingArchive,
    ReadSealedArchive,
)
