"""Facts of the registry: versions of units over time, types of cells, rolls."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from contracts import registry, unit_matters
from contracts.grants import RoleGranted, RoleRevoked
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold

ENDLESS = date.max
"""PostgreSQL's `infinity` as asyncpg reads and writes it."""


async def unit_established(rows: FactRows, event: Received, unit: registry.UnitEstablished) -> None:
    """The first version of a unit."""
    rows.add(
        "unit_version",
        event,
        told_by=event.position,
        valid_from=unit.established_on,
        valid_until=ENDLESS,
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        cell_type=unit.cell_type,
        parent_id=unit.parent_id,
    )


async def unit_renamed(rows: FactRows, event: Received, change: registry.UnitRenamed) -> None:
    """The unit bears another name from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, name=change.name)


async def unit_type_changed(rows: FactRows, event: Received, change: registry.UnitTypeChanged) -> None:
    """The cell is of another type from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, cell_type=change.cell_type)


async def unit_moved(rows: FactRows, event: Received, change: registry.UnitMoved) -> None:
    """The unit has another parent from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, parent_id=change.parent_id)


async def unit_dissolved(rows: FactRows, event: Received, change: registry.UnitDissolved) -> None:
    """The unit is no more from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, dissolved=True)


async def cell_types_adopted(rows: FactRows, event: Received, adopted: registry.CellTypesAdopted) -> None:
    """One row per type: in which group it is counted, and how the group is called; one per grassroots level."""
    for number, level in enumerate(adopted.grassroots_levels):
        rows.add("level_fact", event, number, effective_from=adopted.effective_from, level=level.casefold())
    order = {group.key: (number, group) for number, group in enumerate(adopted.groups)}
    for number, cell_type in enumerate(adopted.types):
        group_order, group = order[cell_type.group]
        rows.add(
            "cell_type_fact",
            event,
            number,
            version=adopted.version,
            effective_from=adopted.effective_from,
            token=cell_type.token,
            group_key=group.key,
            group_vi=group.name_vi,
            group_en=group.name_en,
            group_order=group_order,
        )


async def roll_reported(rows: FactRows, event: Received, roll: registry.RollReported) -> None:
    """The roll of a unit as of a day."""
    counts = {name: getattr(roll.counts, name) for name in registry.RollCounts.model_fields}
    rows.add("roll_fact", event, unit_id=roll.unit_id, day=roll.as_of, **counts)


async def roll_withdrawn(rows: FactRows, event: Received, roll: registry.RollWithdrawn) -> None:
    """The roll of that day counts no more."""
    await rows.close("roll_fact", event, unit_id=roll.unit_id, day=roll.as_of)


async def _change(
    rows: FactRows, event: Received, unit_id: UUID, on: date, *, dissolved: bool = False, **changed: Any
) -> None:
    """Close every version of the unit, and add them again with the change from its day on."""
    number = 0
    for version in await rows.close("unit_version", event, unit_id=unit_id):
        for part in _parts(dict(version), on, event.position, changed, dissolved=dissolved):
            rows.add("unit_version", event, number, **part)
            number += 1


def _parts(
    version: dict[str, Any], on: date, position: int, changed: dict[str, Any], *, dissolved: bool
) -> list[dict[str, Any]]:
    """A version cut at a day: what lies before it stays, what lies after it changes or falls away."""
    kept = {name: value for name, value in version.items() if name not in _OPENING}
    before = {**kept, "valid_until": min(version["valid_until"], on)}
    after = {**kept, **changed, "valid_from": max(version["valid_from"], on), "told_by": position}
    parts = [before] if dissolved else [before, after]
    return [part for part in parts if part["valid_from"] < part["valid_until"]]


_OPENING = {"keeper", "position", "number", "known_from", "known_until"}


FOLDS: dict[type[Event], Fold] = {
    registry.CellTypesAdopted: cell_types_adopted,
    registry.UnitEstablished: unit_established,
    registry.UnitRenamed: unit_renamed,
    registry.UnitTypeChanged: unit_type_changed,
    registry.UnitMoved: unit_moved,
    registry.UnitDissolved: unit_dissolved,
    registry.RollReported: roll_reported,
    registry.RollWithdrawn: roll_withdrawn,
}

WITHOUT_FACTS: frozenset[type[Event]] = frozenset(
    (
        RoleGranted,
        RoleRevoked,
        unit_matters.CellCommitteeChanged,
        unit_matters.CellCommitteeWithdrawn,
        unit_matters.TrainingHeld,
        unit_matters.TrainingWithdrawn,
        unit_matters.RecruitmentReported,
        unit_matters.RecruitmentWithdrawn,
        unit_matters.DualAffiliationReported,
        unit_matters.DualAffiliationWithdrawn,
    )
)
