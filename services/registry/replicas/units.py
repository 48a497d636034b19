"""The registry's own events as rows: the units of a day with their names, types, levels, parents and lineage.

The tree itself (Structure) decides what may be done; later names stand in each unit's own history, and a list of all
units must not replay thousands of histories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from contracts.message import Event
from contracts.places import NEVER_THERE
from contracts.registry import (
    CellTypesAdopted,
    CellTypesWithdrawn,
    UnitChangeWithdrawn,
    UnitDissolved,
    UnitEstablished,
    UnitHandedOver,
    UnitLevelChanged,
    UnitMoved,
    UnitNameWithdrawn,
    UnitRenamed,
    UnitsMerged,
    UnitSplit,
    UnitTakenOver,
    UnitTypeChanged,
)
from services.chassis.projection.lives import strikes, together
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received
from services.registry.replicas.stocks import STOCKS


class UnitReplica:
    """Units of every keeper, ended ones too."""

    name = "registry_units"
    sources = ("registry",)
    schema_sql = Path(__file__).with_name("units.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of units, in order."""
        await write(connection, events, WRITES)


def _adopted(received: Received) -> list[Row]:
    told = CellTypesAdopted.model_validate_json(received.body)
    return [(received.feed.keeper, told.effective_from, told.version)]


def _types_withdrawn(received: Received) -> list[Row]:
    told = CellTypesWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.effective_from)]


def _established(received: Received) -> list[Row]:
    told = UnitEstablished.model_validate_json(received.body)
    identity = (received.feed.keeper, told.unit_id, received.position)
    return [(*identity, told.code, told.kind, told.established_on, told.established_on, None)]


def _taken_over(received: Received) -> list[Row]:
    told = UnitTakenOver.model_validate_json(received.body)
    identity = (received.feed.keeper, told.unit_id, received.position)
    return [(*identity, told.code, told.kind, told.established_on, told.effective_on, told.from_keeper)]


def _since(event: type[Event], field: str, day: str = "effective_on") -> Callable[[Received], list[Row]]:
    """What a unit is from a day on, in one respect; later events may change it."""

    def rows(received: Received) -> list[Row]:
        told = event.model_validate_json(received.body)
        unit_id, on, value = (getattr(told, name) for name in ("unit_id", day, field))
        return [(received.feed.keeper, unit_id, on, received.position, value)]

    return rows


def _dissolved(received: Received) -> list[Row]:
    told = UnitDissolved.model_validate_json(received.body)
    return [(received.feed.keeper, told.unit_id, told.effective_on)]


def _handed_over(received: Received) -> list[Row]:
    told = UnitHandedOver.model_validate_json(received.body)
    return [(received.feed.keeper, told.unit_id, told.effective_on, told.to_keeper, received.position)]


def _split(received: Received) -> list[Row]:
    told = UnitSplit.model_validate_json(received.body)
    return [
        _link(received, "split", told.unit_id, part_id, told.effective_on, principal=part_id == told.principal_id)
        for part_id in told.part_ids
    ]


def _merged(received: Received) -> list[Row]:
    told = UnitsMerged.model_validate_json(received.body)
    return [
        _link(received, "merged", unit_id, told.successor_id, told.effective_on, principal=True)
        for unit_id in told.unit_ids
    ]


def _link(received: Received, kind: str, before: UUID, after: UUID, on: date, *, principal: bool) -> Row:
    return received.feed.keeper, kind, before, after, on, received.position, principal


def _end_withdrawn(received: Received) -> list[Row]:
    told = UnitChangeWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.unit_id)] if told.change in {"dissolved", "handed_over"} else []


def _joined_withdrawn(received: Received) -> list[Row]:
    told = UnitChangeWithdrawn.model_validate_json(received.body)
    if told.change not in {"split", "merged"}:
        return []
    return [(received.feed.keeper, told.change, told.unit_id, told.effective_on)]


# The last time of a unit at a keeper: only that one ends, or goes on again.
LAST = """WHERE keeper = $1 AND unit_id = $2
 AND here_from = (SELECT max(here_from) FROM registry_units.unit WHERE keeper = $1 AND unit_id = $2)"""
UNIT = """INSERT INTO registry_units.unit
 (keeper, unit_id, position, code, kind, established_on, here_from, from_keeper)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"""
NAME = "INSERT INTO registry_units.unit_name VALUES ($1, $2, $3, $4, $5)"
TYPE = "INSERT INTO registry_units.unit_type VALUES ($1, $2, $3, $4, $5)"
LEVEL = "INSERT INTO registry_units.unit_level VALUES ($1, $2, $3, $4, $5)"
PARENT = "INSERT INTO registry_units.unit_parent VALUES ($1, $2, $3, $4, $5)"
LINK = "INSERT INTO registry_units.lineage VALUES ($1, $2, $3, $4, $5, $6, $7)"
# The splits or mergers of a unit on a day: only the last told of them can be withdrawn.
JOINED = """WHERE keeper = $1 AND kind = $2 AND effective_on = $4
 AND $3 = CASE kind WHEN 'split' THEN predecessor_id ELSE successor_id END"""

OF_UNITS: Writes = {
    CellTypesAdopted.contract(): (Write("INSERT INTO registry_units.catalogue VALUES ($1, $2, $3)", _adopted),),
    CellTypesWithdrawn.contract(): (
        Write("DELETE FROM registry_units.catalogue WHERE keeper = $1 AND effective_from = $2", _types_withdrawn),
    ),
    UnitEstablished.contract(): (
        Write(UNIT, _established),
        Write(NAME, _since(UnitEstablished, "name", "established_on")),
        Write(TYPE, _since(UnitEstablished, "cell_type", "established_on")),
        Write(LEVEL, _since(UnitEstablished, "level", "established_on")),
        Write(PARENT, _since(UnitEstablished, "parent_id", "established_on")),
    ),
    UnitTakenOver.contract(): (
        Write(UNIT, _taken_over),
        Write(NAME, _since(UnitTakenOver, "name")),
        Write(TYPE, _since(UnitTakenOver, "cell_type")),
        Write(LEVEL, _since(UnitTakenOver, "level")),
        Write(PARENT, _since(UnitTakenOver, "parent_id")),
    ),
    UnitRenamed.contract(): (Write(NAME, _since(UnitRenamed, "name")),),
    UnitNameWithdrawn.contract(): (Write(NAME, _since(UnitNameWithdrawn, "name")),),
    UnitTypeChanged.contract(): (Write(TYPE, _since(UnitTypeChanged, "cell_type")),),
    UnitLevelChanged.contract(): (Write(LEVEL, _since(UnitLevelChanged, "level")),),
    UnitMoved.contract(): (Write(PARENT, _since(UnitMoved, "parent_id")),),
    UnitSplit.contract(): (Write(LINK, _split),),
    UnitsMerged.contract(): (Write(LINK, _merged),),
    UnitDissolved.contract(): (Write(f"UPDATE registry_units.unit SET dissolved_on = $3 {LAST}", _dissolved),),
    UnitHandedOver.contract(): (
        Write(
            f"UPDATE registry_units.unit SET handed_over_on = $3, to_keeper = $4, handed_over_at = $5 {LAST}",
            _handed_over,
        ),
    ),
    # A withdrawn change is told with what the unit is again from that day on, and of two for one day the later counts.
    UnitChangeWithdrawn.contract(): (
        Write(TYPE, _since(UnitChangeWithdrawn, "cell_type")),
        Write(LEVEL, _since(UnitChangeWithdrawn, "level")),
        Write(PARENT, _since(UnitChangeWithdrawn, "parent_id")),
        Write(
            "UPDATE registry_units.unit SET dissolved_on = NULL, handed_over_on = NULL, to_keeper = NULL,"
            f" handed_over_at = NULL {LAST}",
            _end_withdrawn,
        ),
        Write(
            f"DELETE FROM registry_units.lineage {JOINED} AND position ="
            f" (SELECT max(position) FROM registry_units.lineage {JOINED})",
            _joined_withdrawn,
        ),
    ),
}

# What ever was told of the places, names, types and levels of a unit that never was there, or never came back.
FORGET = together(
    strikes("registry_units.unit", NEVER_THERE, since="here_from"),
    *(strikes(f"registry_units.{table}", NEVER_THERE) for table in ("unit_name", "unit_type", "unit_level")),
    strikes("registry_units.unit_parent", NEVER_THERE),
    strikes("registry_units.unit_stock", NEVER_THERE, since="brought_on"),
)
WRITES: Writes = together(OF_UNITS, STOCKS, FORGET)
