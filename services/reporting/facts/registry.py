"""Facts of the registry: what becomes of units over time, where they come from, their rolls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts import registry
from contracts.grants import RoleGranted, RoleRevoked
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.facts.unit_matters import matters_brought
from services.reporting.facts.unit_versions import add_cut_off, add_first, change_versions, kept

BROUGHT = ("roll_fact", "cell_committee_fact", "recruitment_fact", "recruitment_stage_fact", "dual_affiliation_fact")
"""Tables of what a unit that is taken over brings with it."""


async def unit_established(rows: FactRows, event: Received, unit: registry.UnitEstablished) -> None:
    """The first version of a unit."""
    add_first(rows, event, unit, unit.established_on)


async def unit_renamed(rows: FactRows, event: Received, change: registry.UnitRenamed) -> None:
    """The unit bears another name from a day on."""
    await change_versions(rows, event, change.unit_id, change.effective_on, name=change.name)


async def unit_name_withdrawn(rows: FactRows, event: Received, told: registry.UnitNameWithdrawn) -> None:
    """From the day of the other name on the unit is again called what it was."""
    await change_versions(rows, event, told.unit_id, told.effective_on, name=told.name)


async def unit_type_changed(rows: FactRows, event: Received, change: registry.UnitTypeChanged) -> None:
    """The cell is of another type from a day on."""
    await change_versions(rows, event, change.unit_id, change.effective_on, cell_type=change.cell_type)


async def unit_moved(rows: FactRows, event: Received, change: registry.UnitMoved) -> None:
    """The unit has another parent from a day on."""
    await change_versions(rows, event, change.unit_id, change.effective_on, parent_id=change.parent_id)


async def unit_dissolved(rows: FactRows, event: Received, change: registry.UnitDissolved) -> None:
    """The unit is no more from a day on."""
    await change_versions(rows, event, change.unit_id, change.effective_on, dissolved=True)


async def unit_level_changed(rows: FactRows, event: Received, change: registry.UnitLevelChanged) -> None:
    """The unit is on another level from a day on."""
    await change_versions(rows, event, change.unit_id, change.effective_on, level=change.level)


async def unit_handed_over(rows: FactRows, event: Received, change: registry.UnitHandedOver) -> None:
    """The unit is another keeper's from a day on: what happens from then on is counted there."""
    await change_versions(rows, event, change.unit_id, change.effective_on, dissolved=True)
    _pass(rows, event, change.unit_id, change.to_keeper, change.effective_on)


async def unit_taken_over(rows: FactRows, event: Received, unit: registry.UnitTakenOver) -> None:
    """The first version of a unit at this keeper."""
    add_first(rows, event, unit, unit.effective_on)
    _pass(rows, event, unit.unit_id, unit.from_keeper, unit.effective_on)
    if unit.roll is not None and unit.roll_as_of is not None:
        _add_roll(rows, event, unit.unit_id, unit.roll_as_of, unit.roll)
    matters_brought(rows, event, unit)


async def unit_split(rows: FactRows, event: Received, split: registry.UnitSplit) -> None:
    """Which units come from one; where it goes on itself, none of them is the principal successor."""
    for number, part_id in enumerate(split.part_ids):
        principal = part_id == split.principal_id
        _link(rows, event, number, split.unit_id, part_id, split.effective_on, kind="split", principal=principal)


async def units_merged(rows: FactRows, event: Received, merged: registry.UnitsMerged) -> None:
    """Which unit continues the lines of others."""
    day = merged.effective_on
    for number, unit_id in enumerate(merged.unit_ids):
        _link(rows, event, number, unit_id, merged.successor_id, day, kind="merged", principal=True)


async def unit_establishment_withdrawn(
    rows: FactRows, event: Received, withdrawn: registry.UnitEstablishmentWithdrawn
) -> None:
    """The unit never was there, or never came back; what it would have brought is void, too."""
    unit_id, since = withdrawn.unit_id, withdrawn.since
    versions = await rows.close("unit_version", event, unit_id=unit_id)
    for number, version in enumerate(one for one in versions if since and one["valid_until"] <= since):
        rows.add("unit_version", event, number, **kept(dict(version)))
    for passed in await rows.close("passing", event, unit_id=unit_id, **({"day": since} if since else {})):
        for table in BROUGHT:
            await rows.close(table, event, unit_id=unit_id, position=passed["position"])


async def unit_change_withdrawn(rows: FactRows, event: Received, told: registry.UnitChangeWithdrawn) -> None:
    """From the day of the change on the unit is again what it was."""
    if told.change in {"split", "merged"}:
        await _close_last_lines(rows, event, told)
    elif told.change in {"dissolved", "handed_over"}:
        passed = await rows.close("passing", event, unit_id=told.unit_id, day=told.effective_on)
        await add_cut_off(rows, event, told.unit_id, told.effective_on, passed[0]["position"] if passed else None)
    else:
        again: dict[str, Any] = {"level": told.level, "cell_type": told.cell_type, "parent_id": told.parent_id}
        await change_versions(rows, event, told.unit_id, told.effective_on, **again)


async def _close_last_lines(rows: FactRows, event: Received, told: registry.UnitChangeWithdrawn) -> None:
    """Close what the split or merger told of where units come from; of several on that day, the last told one's."""
    await rows.flush()
    position: int | None = await rows.connection.fetchval(
        "SELECT max(position) FROM reporting_facts.lineage WHERE keeper = $1 AND kind = $2 AND day = $3"
        " AND $4 = CASE kind WHEN 'split' THEN predecessor_id ELSE successor_id END AND known_until IS NULL",
        *(event.feed.keeper, told.change, told.effective_on, told.unit_id),
    )
    if position is not None:
        await rows.close("lineage", event, position=position)


async def roll_reported(rows: FactRows, event: Received, roll: registry.RollReported) -> None:
    """The roll of a unit as of a day."""
    _add_roll(rows, event, roll.unit_id, roll.as_of, roll.counts)


async def roll_withdrawn(rows: FactRows, event: Received, roll: registry.RollWithdrawn) -> None:
    """The roll of that day counts no more."""
    await rows.close("roll_fact", event, unit_id=roll.unit_id, day=roll.as_of)


def _add_roll(rows: FactRows, event: Received, unit_id: UUID, day: date, counts: registry.RollCounts) -> None:
    numbers = {name: getattr(counts, name) for name in registry.RollCounts.model_fields}
    rows.add("roll_fact", event, unit_id=unit_id, day=day, **numbers)


def _pass(rows: FactRows, event: Received, unit_id: UUID, other_keeper: str, day: date) -> None:
    rows.add("passing", event, unit_id=unit_id, other_keeper=other_keeper, day=day)


def _link(
    rows: FactRows, event: Received, number: int, before: UUID, after: UUID, day: date, *, kind: str, principal: bool
) -> None:
    rows.add(
        "lineage",
        event,
        number,
        kind=kind,
        predecessor_id=before,
        successor_id=after,
        principal=principal,
        day=day,
    )


FOLDS: dict[type[Event], Fold] = {
    registry.UnitEstablished: unit_established,
    registry.UnitRenamed: unit_renamed,
    registry.UnitNameWithdrawn: unit_name_withdrawn,
    registry.UnitTypeChanged: unit_type_changed,
    registry.UnitMoved: unit_moved,
    registry.UnitDissolved: unit_dissolved,
    registry.UnitLevelChanged: unit_level_changed,
    registry.UnitSplit: unit_split,
    registry.UnitsMerged: units_merged,
    registry.UnitHandedOver: unit_handed_over,
    registry.UnitTakenOver: unit_taken_over,
    registry.UnitEstablishmentWithdrawn: unit_establishment_withdrawn,
    registry.UnitChangeWithdrawn: unit_change_withdrawn,
    registry.RollReported: roll_reported,
    registry.RollWithdrawn: roll_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {
    RoleGranted: "a right in this system, nothing of the regime",
    RoleRevoked: "as the grant",
    registry.PersonErased: "names are in no fact",
    registry.PersonErasureAsked: "names are in no fact",
    registry.PersonErasureWithdrawn: "names are in no fact",
}
