"""Checks an exported history line by line: every link of its chain, and that it is whole."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from contracts.archive import HistoryEnd, HistoryHead, HistoryLine, Stored, StoredCommand, StoredRow, StoredWords
from services.chassis.errors import Refused
from services.chassis.event_store import chain
from services.chassis.event_store.cloud_events import cloud_event
from services.chassis.event_store.rows import HistoryRow
from services.chassis.feed import Feed
from services.chassis.wire import PublishedRow


class HistoryCheck:
    """Takes the lines in their order; Refused at the first that is not what was written.

    `head` is the first line. `former` is the last row taken, `published` the last one that readers were told of.
    """

    head: HistoryHead

    def __init__(self) -> None:
        self.feed = Feed("", "")
        self.former, self.published = chain.START, chain.START
        self.commands = self.texts = 0
        self.ended = False
        self._line = 0
        self._command: StoredCommand | None = None
        self._told: int | None = None

    def through(self, lines: Iterable[HistoryLine]) -> Iterator[HistoryLine]:
        """The lines, each once it has been checked; Refused also where they end before their end.

        `history_line_broken`, `history_chain_broken`, `history_message_differs`, `history_text_differs`,
        `history_ends_early`.
        """
        for line in lines:
            self.take(line)
            yield line
        if not self.ended:
            raise Refused("history_ends_early", position=self.former.position)

    def take(self, line: HistoryLine) -> None:
        """One line; Refused as `through`."""
        self._line += 1
        given = [part for part in (line.history, line.row, line.command, line.text, line.end) if part is not None]
        if len(given) != 1 or self.ended or (line.history is not None) != (self._line == 1):
            raise self._broken()
        if line.history is not None:
            self._begin(line.history)
        elif line.row is not None:
            self._row(line.row)
        elif line.command is not None:
            self._alone(line.command)
        elif line.text is not None:
            self._words(line.text)
        elif line.end is not None:
            self._end(line.end)

    def _begin(self, head: HistoryHead) -> None:
        try:
            self.feed = Feed.parse(head.feed)
        except ValueError:
            raise self._broken() from None
        self.head = head

    def _row(self, told: StoredRow) -> None:
        try:
            row = stored_row(told)
        except ValueError:
            raise self._broken() from None
        if self.texts or not chain.follows(self.former, row):
            raise Refused("history_chain_broken", position=self.former.position + 1)
        self._command_of(told)
        if told.message != self._message(row):
            raise Refused("history_message_differs", position=row.position)
        self.former = chain.Link.of(row)
        if row.contract is not None:
            self.published, self._told = self.former, row.position

    def _message(self, row: HistoryRow) -> dict[str, Any] | None:
        """What readers were told of the row, made anew; nothing that fits where its metadata are not ours."""
        if row.contract is None or row.wire is None:
            return None
        try:
            return cloud_event(self.feed, published(row, self.published))
        except (ValueError, KeyError, TypeError):
            raise Refused("history_message_differs", position=row.position) from None

    def _command_of(self, row: StoredRow) -> None:
        """What was answered stands with the first row of a command, and says where its last published row is."""
        first = self._command is None or self._command.command_id != row.command_id
        if first != (row.command is not None) or (row.command and row.command.command_id != row.command_id):
            raise self._broken()
        if row.command is not None:
            self._finish_command()
            self._command = row.command
            self.commands += 1

    def _finish_command(self) -> None:
        """The former command's rows are all there."""
        if self._command is not None and self._command.last_position != self._told:
            raise self._broken()
        self._told = None

    def _alone(self, command: StoredCommand) -> None:
        if command.last_position is not None or self.texts:
            raise self._broken()
        self.commands += 1

    def _words(self, words: StoredWords) -> None:
        self.texts += 1
        if not self.head.texts or (words.text is None) != (words.salt is None):
            raise self._broken()
        if words.text is not None and words.salt is not None:
            sha256 = hashlib.sha256(bytes.fromhex(words.salt) + words.text.encode())
            if sha256.hexdigest() != words.sha256:
                raise Refused("history_text_differs", text_id=str(words.text_id))

    def end(self) -> HistoryEnd:
        """The last line of what has been taken so far."""
        former = self.former
        return HistoryEnd(rows=former.position, chain=former.chain.hex(), commands=self.commands, texts=self.texts)

    def message_of(self, row: StoredRow) -> dict[str, Any] | None:
        """What readers are told of a row that follows on, None where they are told nothing."""
        return self._message(stored_row(row))

    def _end(self, end: HistoryEnd) -> None:
        self._finish_command()
        if end != self.end():
            raise Refused("history_ends_early", position=self.former.position)
        self.ended = True

    def _broken(self) -> Refused:
        return Refused("history_line_broken", line=self._line)


def not_readable(why: str) -> Refused:
    """What is said of a file that gives no lines, or ends within one."""
    return Refused("history_not_readable", why=why)


def read_line(number: int, line: bytes) -> HistoryLine:
    """One line of a file; Refused `history_line_broken`."""
    try:
        return HistoryLine.model_validate_json(line)
    except ValidationError:
        raise Refused("history_line_broken", line=number) from None


def stored_row(told: StoredRow) -> HistoryRow:
    """The row with its bytes as they were stored."""
    return HistoryRow(
        originator_id=told.originator_id,
        originator_version=told.originator_version,
        topic=told.topic,
        state=stored(told.state),
        position=told.position,
        recorded_at=told.recorded_at,
        command_id=told.command_id,
        metadata=stored(told.metadata),
        contract=told.contract,
        wire=None if told.wire is None else stored(told.wire),
        chain=bytes.fromhex(told.chain),
    )


def stored(told: Stored) -> bytes:
    """The very bytes."""
    return told.encode() if isinstance(told, str) else base64.b64decode(told.base64)


def published(row: HistoryRow, former: chain.Link) -> PublishedRow:
    """The row as the relay reads it; `former` is the published row before it."""
    assert row.contract is not None
    assert row.wire is not None
    return PublishedRow(
        position=row.position,
        previous=former.position,
        chain=row.chain,
        previous_chain=former.chain,
        originator_id=row.originator_id,
        originator_version=row.originator_version,
        recorded_at=row.recorded_at,
        command_id=row.command_id,
        metadata=row.metadata,
        contract=row.contract,
        wire=row.wire,
    )
