"""The history of one feed: reading it, and appending to it through the one SQL function that can."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from uuid import UUID

import asyncpg

from services.chassis.errors import Unavailable
from services.chassis.event_store import chain
from services.chassis.event_store.append_call import answers, append_sql, arguments
from services.chassis.event_store.coalescer import Coalescer
from services.chassis.event_store.codec import Codec
from services.chassis.event_store.loads import Loads
from services.chassis.event_store.metrics import Unmeasured
from services.chassis.event_store.migrations import check_migrated
from services.chassis.event_store.rows import (
    Appended,
    Head,
    HistoryRow,
    Kind,
    Remembered,
    StoredText,
    Submission,
)
from services.chassis.feed import Feed

ROW = """originator_id, originator_version, topic, state, notification_id AS position, recorded_at, command_id,
         metadata, contract, wire, chain"""
FORKED = "SH001"


class EventStore:
    """One per feed and process; `pool` connects as the role of the service, outside any transaction."""

    def __init__(
        self,
        pool: asyncpg.Pool[asyncpg.Record],
        feed: Feed,
        codec: Codec,
        kind: Kind,
        measures: Unmeasured | None = None,
    ) -> None:
        self.feed, self.codec, self.kind, self._measures = feed, codec, kind, measures or Unmeasured()
        self.on_append: list[Callable[[], None]] = []
        self.on_clock_behind: list[Callable[[], None]] = []
        self._pool, self._schema = pool, feed.schema
        self._append_sql = append_sql(feed.schema)
        self._coalescer = Coalescer(self.append, self._stored, self._measures)
        self._loads = Loads(pool, feed.schema)

    @classmethod
    async def open(
        cls, pool: asyncpg.Pool[asyncpg.Record], feed: Feed, codec: Codec, measures: Unmeasured | None = None
    ) -> EventStore:
        """Check that the store is there in our version; MigrationRefused when it is not."""
        async with pool.acquire() as connection:
            await check_migrated(connection, feed)
            kind = await connection.fetchval(f"SELECT kind FROM {feed.schema}.store")
        return cls(pool, feed, codec, kind, measures)

    async def aggregate_rows(self, aggregate_id: UUID, from_version: int = 1) -> list[asyncpg.Record]:
        """Topic, state, originator_version and chain of one aggregate's rows from a version on, in order."""
        self._coalescer.expect()
        return await self._loads.rows(aggregate_id, from_version)

    async def remembered(self, command_ids: Sequence[UUID]) -> dict[UUID, Remembered]:
        """Those of the commands that were accepted before; Unavailable("feed_forked") while the feed is forked.

        Asked before and after a decision: what a store that was set back refuses may be what it had accepted.
        """
        is_forked, stored = await self._look_up(command_ids)
        if is_forked:
            raise Unavailable("feed_forked")
        self._measures.remembered(len(stored))
        return stored

    async def _stored(self, command_ids: Sequence[UUID]) -> dict[UUID, Remembered]:
        return (await self._look_up(command_ids))[1]

    async def _look_up(self, command_ids: Sequence[UUID]) -> tuple[bool, dict[UUID, Remembered]]:
        """Whether the feed is forked, and those of the commands that are stored; one round trip."""
        # Of one id the server keeps its plan, of several it makes one each time.
        wanted, which = ("ANY($1::uuid[])", list(command_ids)) if len(command_ids) != 1 else ("$1", command_ids[0])
        rows = await self._pool.fetch(
            f"""SELECT r.forked IS NOT NULL AS is_forked, c.command_id, c.fingerprint, c.last_position, c.reply
                  FROM {self._schema}.relay_cursor r
                  LEFT JOIN {self._schema}.commands c ON c.command_id = {wanted}""",
            which,
        )
        found = {
            row["command_id"]: Remembered(row["fingerprint"], row["last_position"], row["reply"])
            for row in rows
            if row["command_id"] is not None
        }
        return rows[0]["is_forked"], found

    async def append(self, batch: Sequence[Submission]) -> list[Appended]:
        """Append each as if alone and in order, all in one transaction; the answers stand in the batch's order.

        No command id may stand in the batch twice. Raises what the database raises when the whole batch failed: then
        none of it is stored, or, after a lost connection, nobody knows. Unavailable("feed_forked") while it is forked.
        """
        began = time.perf_counter()
        try:
            row = await self._pool.fetchrow(self._append_sql, *arguments(batch))
        except asyncpg.PostgresError as error:
            if error.sqlstate == FORKED:
                raise Unavailable("feed_forked") from error
            raise
        assert row is not None
        appended = answers(batch, row)
        self._measures.appended(batch, appended, time.perf_counter() - began, row["waited"])
        for wake in self.on_append:
            wake()
        return appended

    async def submit(self, submission: Submission) -> Appended:
        """Append together with whatever else is waiting; the outcome and the errors are this command's alone.

        Raises Refused("unstorable_text"), Unavailable("store_unavailable" | "outcome_unknown" | "feed_forked").
        """
        appended = await self._coalescer.submit(submission)
        if appended.outcome == "clock_behind":
            for alarm in self.on_clock_behind:
                alarm()
        return appended

    async def published_head(self) -> int:
        """The position of the last published row, 0 before the first."""
        position: int | None = await self._pool.fetchval(
            f"""SELECT notification_id FROM {self._schema}.stored_events WHERE contract IS NOT NULL
                 ORDER BY notification_id DESC LIMIT 1"""
        )
        return position or 0

    async def head(self) -> Head:
        """The last row of the history."""
        row = await self._pool.fetchrow(
            f"""SELECT notification_id, chain, recorded_at FROM {self._schema}.stored_events
                 ORDER BY notification_id DESC LIMIT 1"""
        )
        return Head(*row) if row else Head(0, b"", None)

    async def history(self, aggregate_id: UUID) -> list[HistoryRow]:
        """All columns of one aggregate's rows, in version order."""
        rows = await self._pool.fetch(
            f"SELECT {ROW} FROM {self._schema}.stored_events WHERE originator_id = $1 ORDER BY originator_version",
            aggregate_id,
        )
        return [HistoryRow(**row) for row in rows]

    async def rows(self, above: int, limit: int) -> list[HistoryRow]:
        """All columns of the next rows, published or not, in position order."""
        rows = await self._pool.fetch(
            f"""SELECT {ROW} FROM {self._schema}.stored_events
                 WHERE notification_id > $1 ORDER BY notification_id LIMIT $2""",
            *(above, limit),
        )
        return [HistoryRow(**row) for row in rows]

    async def text(self, text_id: UUID) -> StoredText | None:
        """A free text, or what is left of it after erasure."""
        row = await self._pool.fetchrow(
            f"""SELECT text_id, about, unit_id, text, salt, sha256, command_id FROM {self._schema}.texts
                 WHERE text_id = $1""",
            text_id,
        )
        return StoredText(**row) if row else None

    async def same_words(self, unit_id: UUID | None, words: str) -> list[UUID]:
        """The texts of a unit that hold exactly these words now, by id; a text of no unit is like no other."""
        rows = await self._pool.fetch(
            f"SELECT text_id FROM {self._schema}.texts WHERE unit_id = $1 AND text = $2 ORDER BY text_id",
            *(unit_id, words),
        )
        return [UUID(int=row["text_id"].int) for row in rows]

    async def verify(self, page: int = 5_000) -> int | None:
        """The first position whose row is not what was written, or None when the whole chain holds."""
        former, position = chain.START, 0
        while rows := await self.rows(position, page):
            for row in rows:
                if not chain.follows(former, row):
                    return former.position + 1
                former = chain.Link.of(row)
            position = former.position
        return None

    async def close(self) -> None:
        """Wait until everything submitted or asked for has its answer; the pool is its owner's to close."""
        await self._coalescer.close()
        await self._loads.close()
