"""How replicas of units write: when each unit is there, and what holds of it from a day on.

A unit may leave its keeper and come back, and then has several times there, one after the other; the last one ends, and
goes on again. What an event tells is read from tables of contracts, which say nothing of what a unit is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.chassis.projection.writes import Row, Write, Writes
from services.chassis.wire import Received


class OfUnit(Protocol):
    """Something told of one unit."""

    @property
    def unit_id(self) -> UUID: ...


class Begun(OfUnit, Protocol):
    """A unit is there from a day on."""

    @property
    def kind(self) -> str: ...
    @property
    def from_on(self) -> date: ...


class Ended(OfUnit, Protocol):
    """The first day on which it is there no more; None: it goes on."""

    @property
    def until_on(self) -> date | None: ...


class Gone(OfUnit, Protocol):
    """It was never there from that day on, or, without one, on no day."""

    @property
    def since(self) -> date | None: ...


class Told(OfUnit, Protocol):
    """What holds of it from a day on."""

    @property
    def from_on(self) -> date: ...


class Listed(Protocol):
    """What holds from a day on, entry by entry."""

    @property
    def from_on(self) -> date: ...
    @property
    def entries(self) -> Sequence[tuple[str, ...]]: ...


GoneBy = Mapping[str, Callable[[bytes], Gone]]
"""Contract -> what such an event takes back."""


def stays(
    table: str,
    begun: Mapping[str, Callable[[bytes], Begun]],
    ended: Mapping[str, Callable[[bytes], Ended | None]],
    gone: GoneBy,
) -> Writes:
    """The times of units, in a table (keeper, unit_id, kind, from_on, until_on) whose key is without the last two."""

    def begins(received: Received) -> list[Row]:
        told = begun[received.contract](received.body)
        return [(received.feed.keeper, told.unit_id, told.kind, told.from_on)]

    def ends(received: Received) -> list[Row]:
        told = ended[received.contract](received.body)
        return [(received.feed.keeper, told.unit_id, told.until_on)] if told else []

    begin = f"INSERT INTO {table} (keeper, unit_id, kind, from_on) VALUES ($1, $2, $3, $4)"
    end = (
        f"UPDATE {table} SET until_on = $3 WHERE keeper = $1 AND unit_id = $2 AND from_on ="
        f" (SELECT max(from_on) FROM {table} WHERE keeper = $1 AND unit_id = $2)"
    )
    return together(
        dict.fromkeys(begun, (Write(begin, begins),)), dict.fromkeys(ended, (Write(end, ends),)), strikes(table, gone)
    )


def since(table: str, told: Mapping[str, Callable[[bytes], Told | None]], gone: GoneBy, value: str) -> Writes:
    """What holds of units, in a table (keeper, unit_id, from_on, position, value); of two for one day the later counts.

    `value` is the name of the field that is told.
    """

    def rows(received: Received) -> list[Row]:
        one = told[received.contract](received.body)
        if one is None:
            return []
        held: Any = getattr(one, value)
        return [(received.feed.keeper, one.unit_id, one.from_on, received.position, held)]

    insert = f"INSERT INTO {table} VALUES ($1, $2, $3, $4, $5)"
    return together(dict.fromkeys(told, (Write(insert, rows),)), strikes(table, gone))


def strikes(table: str, gone: GoneBy, *, since: str = "from_on") -> Writes:
    """Forget what was told of units that were never there, in any table (keeper, unit_id …) with a column of days."""

    def rows(received: Received) -> list[Row]:
        told = gone[received.contract](received.body)
        return [(received.feed.keeper, told.unit_id, told.since)]

    delete = f"DELETE FROM {table} WHERE keeper = $1 AND unit_id = $2 AND ($3::date IS NULL OR {since} >= $3)"
    return dict.fromkeys(gone, (Write(delete, rows),))


def lists(
    table: str,
    told: Mapping[str, Callable[[bytes], Listed]],
    taken_back: Mapping[str, Callable[[bytes], date]],
    *columns: str,
) -> Writes:
    """What is listed from a day on, in a table (keeper, effective_from, position, and these columns of an entry)."""

    def rows(received: Received) -> list[Row]:
        one = told[received.contract](received.body)
        return [(received.feed.keeper, one.from_on, received.position, *entry) for entry in one.entries]

    def struck(received: Received) -> list[Row]:
        return [(received.feed.keeper, taken_back[received.contract](received.body))]

    named = ("keeper", "effective_from", "position", *columns)
    values = ", ".join(f"${number}" for number in range(1, len(named) + 1))
    insert = f"INSERT INTO {table} ({', '.join(named)}) VALUES ({values})"
    delete = f"DELETE FROM {table} WHERE keeper = $1 AND effective_from = $2"
    return dict.fromkeys(told, (Write(insert, rows),)) | dict.fromkeys(taken_back, (Write(delete, struck),))


def together(*all_writes: Writes) -> Writes:
    """All that is written for each event, in this order."""
    found: defaultdict[str, tuple[Write, ...]] = defaultdict(tuple)
    for writes in all_writes:
        for contract, one in writes.items():
            found[contract] += one
    return dict(found)
