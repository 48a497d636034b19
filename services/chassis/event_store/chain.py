"""The chain over a history, computed here as `append` computes it, so that anyone can check the rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services.chassis.event_store.rows import HistoryRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Link:
    """What the next row builds on."""

    position: int
    chain: bytes
    recorded_at: datetime

    @classmethod
    def of(cls, row: HistoryRow) -> Link:
        return cls(row.position, row.chain, row.recorded_at)


START = Link(0, b"", datetime.min.replace(tzinfo=UTC))


def follows(former: Link, row: HistoryRow) -> bool:
    """Whether the row is the next one: its position, a later instant, and a chain over everything in it."""
    in_order = row.position == former.position + 1 and row.recorded_at > former.recorded_at
    return in_order and row.chain == link(former.chain, row)


def link(former: bytes, row: HistoryRow) -> bytes:
    """SHA-256 over the former row's chain and this row's columns (docs/decisions/event-chain.md)."""
    digest = hashlib.sha256(former)
    digest.update(row.originator_id.bytes)
    digest.update(int8(row.originator_version))
    digest.update(int8(row.position))
    digest.update(int8((row.recorded_at - EPOCH) // MICROSECOND))
    digest.update(row.command_id.bytes)
    contract = None if row.contract is None else row.contract.encode()
    for part in (row.topic.encode(), row.state, row.metadata, contract, row.wire):
        digest.update(framed(part))
    return digest.digest()


def int8(number: int) -> bytes:
    """As PostgreSQL's `int8send`."""
    return number.to_bytes(8, "big", signed=True)


def framed(part: bytes | None) -> bytes:
    """The part behind its length in four bytes; -1 and nothing for None."""
    length = -1 if part is None else len(part)
    return length.to_bytes(4, "big", signed=True) + (part or b"")
