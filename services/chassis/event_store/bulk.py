"""Writes whole simulated histories at once, row by row what `append` would have made of the same submissions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.errors import Refused
from services.chassis.event_store.chain import EPOCH, MICROSECOND, framed, int8
from services.chassis.event_store.migrations import Connection
from services.chassis.event_store.restoring import COLUMNS, Restoring
from services.chassis.event_store.rows import Head, NewEvent, Submission
from services.chassis.feed import Feed

COMMANDS = ("command_id", "fingerprint", "last_position", "reply")
TEXTS = ("text_id", "about", "unit_id", "text", "salt", "sha256", "command_id")
Row = tuple[Any, ...]


async def write_history(connection: Connection, feed: Feed, submissions: Iterable[Submission]) -> Head:
    """Store submissions, in their order, in an empty simulated store; answers the last row.

    The connection acts as the owner of the tables, inside a transaction. Versions are the caller's care: nobody has
    decided anything meanwhile. Refused `store_not_empty`, `clock_not_simulated`.
    """
    restoring = Restoring(connection, feed)
    await restoring.lock()
    await restoring.check_empty()
    if await connection.fetchval(f"SELECT kind FROM {feed.schema}.store") != "simulated":
        raise Refused("clock_not_simulated")
    rows = Rows()
    events = [row for submission in submissions for row in rows.of(submission)]
    for table, columns, records in (
        ("stored_events", COLUMNS, events),
        ("commands", COMMANDS, rows.commands),
        ("texts", TEXTS, rows.texts),
    ):
        await connection.copy_records_to_table(table, schema_name=feed.schema, columns=columns, records=records)
    return rows.head


class Rows:
    """Numbers and chains the rows of one history; those of `commands` and `texts` are kept until they are asked for."""

    def __init__(self) -> None:
        self.commands: list[Row] = []
        self.texts: list[Row] = []
        self._position, self._chain = 0, b""
        self._recorded_at: datetime | None = None

    @property
    def head(self) -> Head:
        """The last row so far."""
        return Head(self._position, self._chain, self._recorded_at)

    def of(self, submission: Submission) -> Iterator[Row]:
        """The rows of its events, after which its command and its texts are kept as well."""
        last, at = None, submission.instant
        for event in submission.events:
            yield self._row(event, submission.command_id, at)
            if event.contract is not None:
                last = self._position
        self.commands.append((submission.command_id, submission.fingerprint, last, submission.reply))
        self.texts += [
            (text.text_id, text.about, text.unit_id, text.text, text.salt, text.sha256, submission.command_id)
            for text in submission.texts
        ]

    def _row(self, event: NewEvent, command_id: UUID, at: datetime) -> Row:
        former = self._recorded_at
        self._position += 1
        self._recorded_at = at if former is None or at > former else former + MICROSECOND
        contract = None if event.contract is None else event.contract.encode()
        # One update instead of sixteen: this is the dearest step of writing a row.
        self._chain = hashlib.sha256(
            b"".join(
                (
                    self._chain,
                    event.originator_id.bytes,
                    int8(event.originator_version),
                    int8(self._position),
                    int8((self._recorded_at - EPOCH) // MICROSECOND),
                    command_id.bytes,
                    framed(event.topic.encode()),
                    framed(event.state),
                    framed(event.metadata),
                    framed(contract),
                    framed(event.wire),
                )
            )
        ).digest()
        return (
            event.originator_id,
            event.originator_version,
            event.topic,
            event.state,
            self._position,
            self._recorded_at,
            command_id,
            event.metadata,
            event.contract,
            event.wire,
            self._chain,
        )
