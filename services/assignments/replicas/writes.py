"""How all replicas here write: one statement per run of events of one kind, in the order of the events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

import asyncpg

from services.chassis.wire import Received

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Write:
    """A statement and the rows of arguments that an event makes for it."""

    sql: str
    rows: Callable[[Received], list[Row]]


async def write(connection: Connection, events: Sequence[Received], writes: Mapping[str, Write]) -> None:
    """Write what the events mean; contracts that the replica does not know are nothing to it."""
    for contract, run in groupby(events, key=attrgetter("contract")):
        if known := writes.get(contract):
            await connection.executemany(known.sql, [row for event in run for row in known.rows(event)])
