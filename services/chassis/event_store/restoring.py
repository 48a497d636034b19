"""Writes checked rows of an exported history into a store as they are: into an empty one, or above where one stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import islice
from uuid import UUID

import asyncpg

from contracts.archive import HistoryHead, HistoryLine, StoredCommand, StoredWords
from services.chassis.errors import Refused
from services.chassis.event_store.checking import stored, stored_row
from services.chassis.event_store.codec import Codec
from services.chassis.event_store.migrations import Connection
from services.chassis.event_store.rows import HistoryRow
from services.chassis.feed import Feed
from services.chassis.text_erasure import TextErasure

LINES_AT_ONCE = 2_000
COLUMNS = (
    *("originator_id", "originator_version", "topic", "state", "notification_id", "recorded_at", "command_id"),
    *("metadata", "contract", "wire", "chain"),
)
ERASURES = Codec([TextErasure])


class Restoring:
    """Inside one transaction of the role that owns the tables. `lock` comes first: commands wait until it ends."""

    def __init__(self, connection: Connection, feed: Feed) -> None:
        self._connection, self._feed, self._schema = connection, feed, feed.schema

    async def lock(self) -> None:
        """The lock that `append` takes; nothing is stored in between."""
        await self._connection.execute(
            f"SELECT pg_advisory_xact_lock('{self._schema}.stored_events'::regclass::oid::int, 0)"
        )

    async def check_empty(self) -> None:
        """Refused `store_not_empty`: a history is never mixed with another."""
        for table in ("stored_events", "commands", "texts"):
            if await self._connection.fetchval(f"SELECT EXISTS (SELECT FROM {self._schema}.{table})"):
                raise Refused("store_not_empty", feed=str(self._feed))

    async def check_kind(self, head: HistoryHead) -> None:
        """Refused `history_of_another_store`: another feed's, or a simulated history for a real store."""
        kind = await self._connection.fetchval(f"SELECT kind FROM {self._schema}.store")
        if (head.feed, head.kind) != (str(self._feed), kind):
            there, wanted = f"{head.feed} ({head.kind})", f"{self._feed} ({kind})"
            raise Refused("history_of_another_store", there=there, wanted=wanted)

    async def write(self, lines: Iterable[HistoryLine], above: int = 0) -> int:
        """Store what lies above a position; how many rows that were. The lines have been checked on the way.

        Refused `history_rows_clash` where the store holds something else at one of their keys.
        """
        written = 0
        try:
            for some in _portions(lines):
                written += await self._portion(some, above)
        except asyncpg.UniqueViolationError:
            raise Refused("history_rows_clash", feed=str(self._feed)) from None
        await self._check_versions()
        return written

    async def append(self, rows: Sequence[HistoryRow], command_id: UUID, fingerprint: bytes) -> None:
        """Store rows of one command of ours, that publish nothing and follow on."""
        await self._copy(rows)
        await self._commands(
            [StoredCommand(command_id=command_id, fingerprint=fingerprint.hex(), last_position=None, reply="{}")],
            twice="",
        )

    async def _copy(self, rows: Sequence[HistoryRow]) -> None:
        await self._connection.copy_records_to_table(
            "stored_events", schema_name=self._schema, columns=COLUMNS, records=[astuple(row) for row in rows]
        )

    async def _portion(self, lines: Sequence[HistoryLine], above: int) -> int:
        rows = [stored_row(line.row) for line in lines if line.row and line.row.position > above]
        commands = [line.row.command for line in lines if line.row and line.row.command and line.row.position > above]
        await self._copy(rows)
        await self._commands(commands, twice="")
        # Of what no row tells the store may have kept some.
        await self._commands([line.command for line in lines if line.command], twice="ON CONFLICT DO NOTHING")
        await self._words([line.text for line in lines if line.text])
        await self._erase([_erased(row) for row in rows if row.topic == TextErasure.Erased.TOPIC])
        return len(rows)

    async def _commands(self, commands: Sequence[StoredCommand], twice: str) -> None:
        await self._connection.executemany(
            f"""INSERT INTO {self._schema}.commands (command_id, fingerprint, last_position, reply)
                VALUES ($1, $2, $3, $4) {twice}""",
            [(c.command_id, bytes.fromhex(c.fingerprint), c.last_position, stored(c.reply)) for c in commands],
        )

    async def _words(self, texts: Sequence[StoredWords]) -> None:
        """A text that was erased meanwhile comes back without its words, whatever the store has kept of them."""
        await self._connection.executemany(
            f"""INSERT INTO {self._schema}.texts (text_id, about, unit_id, text, salt, sha256, command_id)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING""",
            [
                (t.text_id, t.about, t.unit_id, t.text, _bytes(t.salt), bytes.fromhex(t.sha256), t.command_id)
                for t in texts
            ],
        )
        await self._erase([text.text_id for text in texts if text.text is None])

    async def _erase(self, text_ids: Sequence[UUID]) -> None:
        await self._connection.execute(
            f"""UPDATE {self._schema}.texts SET text = NULL, salt = NULL
                 WHERE text_id = ANY($1::uuid[]) AND text IS NOT NULL""",
            list(text_ids),
        )

    async def _check_versions(self) -> None:
        """The versions of every aggregate are 1..n; the chain does not tell."""
        broken = await self._connection.fetchval(
            f"""SELECT originator_id FROM {self._schema}.stored_events GROUP BY originator_id
                HAVING min(originator_version) <> 1 OR max(originator_version) <> count(*) LIMIT 1"""
        )
        if broken is not None:
            raise Refused("history_versions_broken", aggregate=str(broken))


def _portions(lines: Iterable[HistoryLine]) -> Iterator[list[HistoryLine]]:
    iterator = iter(lines)
    while some := list(islice(iterator, LINES_AT_ONCE)):
        yield some


def _erased(row: HistoryRow) -> UUID:
    happened = ERASURES.decode(row.topic, row.state, row.originator_id, row.originator_version)
    assert isinstance(happened, TextErasure.Erased)
    return happened.text_id


def _bytes(told: str | None) -> bytes | None:
    return None if told is None else bytes.fromhex(told)
