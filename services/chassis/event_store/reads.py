"""The record of who was given what is sealed or personal: append-only, chained, written before an answer is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from services.chassis.event_store.chain import EPOCH, MICROSECOND, framed, int8
from services.chassis.event_store.store import EventStore
from services.chassis.feed import Feed

PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Read:
    """A question that is about to be answered: when (UTC), by whom, its contract, and its content as canonical JSON."""

    read_at: datetime
    reader: UUID
    question: str
    asked: str
    correlation: str | None


@dataclass(frozen=True, slots=True)
class RecordedRead:
    """A row of `reads`; numbers go up from 1 without a gap."""

    number: int
    read: Read
    chain: bytes


class Reads:
    """The reads of one feed; `pool` connects as the role of the service, outside any transaction."""

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], feed: Feed) -> None:
        self._pool, self._schema = pool, feed.schema

    async def record(self, read: Read) -> int:
        """Write it down in a transaction of its own; its number. Raises what the database raises."""
        number: int = await self._pool.fetchval(
            f"SELECT {self._schema}.record_read($1, $2, $3, $4, $5)",
            *(read.read_at, read.reader, read.question, read.asked, read.correlation),
        )
        return number

    async def rows(self, above: int, limit: int = PAGE, *, reader: UUID | None = None) -> list[RecordedRead]:
        """The next reads, in order; of one reader alone where he is named."""
        rows = await self._pool.fetch(
            f"""SELECT number, read_at, reader, question, asked, correlation, chain FROM {self._schema}.reads
                 WHERE number > $1 AND ($3::uuid IS NULL OR reader = $3) ORDER BY number LIMIT $2""",
            *(above, limit, reader),
        )
        return [RecordedRead(row["number"], Read(*list(row)[1:6]), row["chain"]) for row in rows]

    async def verify(self, page: int = PAGE) -> int | None:
        """The first number whose row is not what was written, or None when the whole chain holds."""
        number, former = 0, b""
        while rows := await self.rows(number, page):
            number, former, broken = _follow(number, former, rows)
            if broken:
                return number + 1
        return None


def reads_of(pool: asyncpg.Pool[asyncpg.Record], stores: Mapping[str, EventStore]) -> dict[str, Reads]:
    """By keeper, for the sealed stores of a service, or for its open ones."""
    return {keeper: Reads(pool, store.feed) for keeper, store in stores.items()}


def link(former: bytes, number: int, read: Read) -> bytes:
    """SHA-256 over the former row's chain and this row's columns, as `record_read` computes it."""
    digest = hashlib.sha256(former)
    digest.update(int8(number))
    digest.update(int8((read.read_at - EPOCH) // MICROSECOND))
    digest.update(read.reader.bytes)
    correlation = None if read.correlation is None else read.correlation.encode()
    for part in (read.question.encode(), read.asked.encode(), correlation):
        digest.update(framed(part))
    return digest.digest()


def _follow(number: int, former: bytes, rows: Iterable[RecordedRead]) -> tuple[int, bytes, bool]:
    """The last row that holds, its chain, and whether the next one does not."""
    for row in rows:
        if row.number != number + 1 or row.chain != link(former, row.number, row.read):
            return number, former, True
        number, former = row.number, row.chain
    return number, former, False
