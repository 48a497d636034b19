"""Gives a history out whole, page by page: all columns of its rows, its commands, its texts."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import asyncpg

from contracts.archive import ArchivePage, Octets, ReadArchive, Stored, StoredCommand, StoredRow, StoredWords
from services.chassis.event_store.rows import Kind
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed

ROWS_AT_MOST = 1_000
PAGE_BYTES = 350_000
"""Of stored bytes: as JSON in JSON they grow to at most about twice as much, and a page has to be one message."""

# The rows of a command follow each other; the first of them brings what was answered.
ROWS = """
SELECT e.*, c.fingerprint, c.last_position, c.reply, c.command_id AS first_of
  FROM (SELECT *, sum(octet_length(state) + octet_length(metadata) + coalesce(octet_length(wire), 0))
                    OVER (ORDER BY notification_id) AS bytes
          FROM {schema}.stored_events WHERE notification_id > $1 AND notification_id <= least($1 + $2, $3)) e
  LEFT JOIN {schema}.stored_events former ON former.notification_id = e.notification_id - 1
  LEFT JOIN {schema}.commands c ON c.command_id = e.command_id AND former.command_id IS DISTINCT FROM e.command_id
 WHERE e.bytes <= $4 OR e.notification_id = $1 + 1
 ORDER BY e.notification_id"""

# Commands that made no row at all stand in no row's line; they published nothing.
COMMANDS = """
SELECT command_id, fingerprint, last_position, reply FROM {schema}.commands c
 WHERE command_id > $1 AND last_position IS NULL
   AND NOT EXISTS (SELECT FROM {schema}.stored_events e WHERE e.command_id = c.command_id)
 ORDER BY command_id LIMIT $2"""

# A text whose event lies above `until` would hinder its own command from ever being carried out again.
TEXTS = """
SELECT t.* FROM {schema}.texts t
 WHERE t.text_id > $1 AND EXISTS (SELECT FROM {schema}.stored_events e WHERE e.originator_id = t.about
                                     AND e.command_id = t.command_id AND e.notification_id <= $3)
 ORDER BY t.text_id LIMIT $2"""

HEAD = "SELECT coalesce(max(notification_id), 0) FROM {schema}.stored_events"


class Exporter:
    """One per feed; `pool` is of the service's role, which may read its own tables."""

    def __init__(self, pool: asyncpg.Pool, feed: Feed, kind: Kind, page_bytes: int = PAGE_BYTES) -> None:
        self._pool, self._schema, self._kind, self._page_bytes = pool, feed.schema, kind, page_bytes

    async def page(self, asked: ReadArchive) -> ArchivePage:
        """The next piece of what is asked for; the last one says so."""
        head: int = await self._pool.fetchval(HEAD.format(schema=self._schema))
        page = ArchivePage(kind=self._kind, head=head)
        if asked.part == "rows":
            return await self._rows(asked, page)
        return await (self._commands if asked.part == "commands" else self._texts)(asked, page)

    async def _rows(self, asked: ReadArchive, page: ArchivePage) -> ArchivePage:
        until = min(asked.until, page.head)
        rows = await self._fetch(ROWS, asked.above, ROWS_AT_MOST, until, self._page_bytes)
        more = bool(rows) and rows[-1]["notification_id"] < until
        return page.model_copy(update={"rows": [_row(row) for row in rows], "more": more})

    async def _commands(self, asked: ReadArchive, page: ArchivePage) -> ArchivePage:
        rows = await self._fetch(COMMANDS, asked.above_id, ROWS_AT_MOST)
        fitting = self._fitting(rows, "reply")
        return page.model_copy(update={"commands": [_command(row) for row in fitting], "more": _more(rows, fitting)})

    async def _texts(self, asked: ReadArchive, page: ArchivePage) -> ArchivePage:
        rows = await self._fetch(TEXTS, asked.above_id, ROWS_AT_MOST, asked.until)
        fitting = self._fitting(rows, "text")
        return page.model_copy(update={"texts": [_words(row) for row in fitting], "more": _more(rows, fitting)})

    def _fitting(self, rows: Sequence[asyncpg.Record], column: str) -> Sequence[asyncpg.Record]:
        """As many of the rows as a page may hold, and the first one however large it is."""
        sizes = accumulate(len(row[column] or "") for row in rows)
        return [
            row
            for number, (row, size) in enumerate(zip(rows, sizes, strict=True))
            if size <= self._page_bytes or not number
        ]

    async def _fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self._pool.fetch(sql.format(schema=self._schema), *args)
        return rows


def exporters(pool: asyncpg.Pool, stores: Mapping[str, EventStore]) -> dict[str, Exporter]:
    """By keeper, for the stores of one side of a service."""
    return {keeper: Exporter(pool, store.feed, store.kind) for keeper, store in stores.items()}


def _more(rows: Sequence[asyncpg.Record], fitting: Sequence[asyncpg.Record]) -> bool:
    return len(fitting) < len(rows) or len(rows) == ROWS_AT_MOST


def _row(row: asyncpg.Record) -> StoredRow:
    return StoredRow(
        position=row["notification_id"],
        originator_id=row["originator_id"],
        originator_version=row["originator_version"],
        topic=row["topic"],
        state=written(row["state"]),
        recorded_at=row["recorded_at"],
        command_id=row["command_id"],
        metadata=written(row["metadata"]),
        contract=row["contract"],
        wire=None if row["wire"] is None else written(row["wire"]),
        chain=row["chain"].hex(),
        command=_command(row) if row["first_of"] is not None else None,
    )


def _command(row: asyncpg.Record) -> StoredCommand:
    return StoredCommand(
        command_id=row["command_id"],
        fingerprint=row["fingerprint"].hex(),
        last_position=row["last_position"],
        reply=written(row["reply"]),
    )


def _words(row: asyncpg.Record) -> StoredWords:
    return StoredWords(
        text_id=row["text_id"],
        about=row["about"],
        unit_id=row["unit_id"],
        text=row["text"],
        salt=None if row["salt"] is None else row["salt"].hex(),
        sha256=row["sha256"].hex(),
        command_id=row["command_id"],
    )


def written(stored: bytes) -> Stored:
    """Stored bytes as JSON can hold them; what we write is UTF-8, and what a defect has made of it is kept too."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return Octets(base64=base64.b64encode(stored).decode())
