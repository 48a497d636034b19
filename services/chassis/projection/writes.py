"""How replicas write: statements by contract, one execution per run of events of one kind, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

from services.chassis.projection.projection import Connection
from services.chassis.wire import Received

Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Write:
    """A statement and the rows of arguments that an event makes for it."""

    sql: str
    rows: Callable[[Received], list[Row]]


Writes: TypeAlias = Mapping[str, tuple[Write, ...]]
"""Contract name -> what is written for each event of it; contracts that a replica does not name are nothing to it."""


async def write(connection: Connection, events: Sequence[Received], writes: Writes) -> None:
    """Write what the events mean, in the transaction that moves the reader's position."""
    for contract, run in groupby(events, key=attrgetter("contract")):
        same = list(run)
        for one in writes.get(contract, ()):
            await connection.executemany(one.sql, [row for event in same for row in one.rows(event)])
