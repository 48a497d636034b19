"""Facts of the registry: versions of units over time, types of cells, rolls."""

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

BROUGHT = ("roll_fact", "cell_committee_fact", "recruitment_fact", "recruitment_stage_fact", "dual_affiliation_fact")
"""Tables of what a unit that is taken over brings with it."""

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


async def unit_name_withdrawn(rows: FactRows, event: Received, told: registry.UnitNameWithdrawn) -> None:
    """From the day of the other name on the unit is again called what it was."""
    await _change(rows, event, told.unit_id, told.effective_on, name=told.name)


async def unit_type_changed(rows: FactRows, event: Received, change: registry.UnitTypeChanged) -> None:
    """The cell is of another type from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, cell_type=change.cell_type)


async def unit_moved(rows: FactRows, event: Received, change: registry.UnitMoved) -> None:
    """The unit has another parent from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, parent_id=change.parent_id)


async def unit_dissolved(rows: FactRows, event: Received, change: registry.UnitDissolved) -> None:
    """The unit is no more from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, dissolved=True)


async def unit_level_changed(rows: FactRows, event: Received, change: registry.UnitLevelChanged) -> None:
    """The unit is on another level from a day on."""
    await _change(rows, event, change.unit_id, change.effective_on, level=change.level)


async def unit_handed_over(rows: FactRows, event: Received, change: registry.UnitHandedOver) -> None:
    """The unit is another keeper's from a day on: what happens from then on is counted there."""
    await _change(rows, event, change.unit_id, change.effective_on, dissolved=True)
    _pass(rows, event, change.unit_id, change.to_keeper, change.effective_on)


async def unit_taken_over(rows: FactRows, event: Received, unit: registry.UnitTakenOver) -> None:
    """The first version of a unit at this keeper."""
    rows.add(
        "unit_version",
        event,
        told_by=event.position,
        valid_from=unit.effective_on,
        valid_until=ENDLESS,
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        cell_type=unit.cell_type,
        parent_id=unit.parent_id,
    )
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
        rows.add("unit_version", event, number, **_kept(dict(version)))
    for passed in await rows.close("passing", event, unit_id=unit_id, **({"day": since} if since else {})):
        for table in BROUGHT:
            await rows.close(table, event, unit_id=unit_id, position=passed["position"])


async def unit_change_withdrawn(rows: FactRows, event: Received, told: registry.UnitChangeWithdrawn) -> None:
    """From the day of the change on the unit is again what it was."""
    if told.change in {"split", "merged"}:
        await _close_last_lines(rows, event, told)
    elif told.change in {"dissolved", "handed_over"}:
        passed = await rows.close("passing", event, unit_id=told.unit_id, day=told.effective_on)
        await _goes_on(rows, event, told.unit_id, told.effective_on, passed[0]["position"] if passed else None)
    else:
        again: dict[str, Any] = {"level": told.level, "cell_type": told.cell_type, "parent_id": told.parent_id}
        await _change(rows, event, told.unit_id, told.effective_on, **again)


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


async def unit_levels_adopted(rows: FactRows, event: Received, adopted: registry.UnitLevelsAdopted) -> None:
    """One row per level, in their order from the topmost down."""
    for number, level in enumerate(adopted.levels):
        rows.add(
            "level_name_fact",
            event,
            number,
            version=adopted.version,
            effective_from=adopted.effective_from,
            level=level.level,
            name_vi=level.name_vi,
            name_en=level.name_en,
        )


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


async def unit_levels_withdrawn(rows: FactRows, event: Received, told: registry.UnitLevelsWithdrawn) -> None:
    """The catalogue never was in force."""
    await rows.close("level_name_fact", event, effective_from=told.effective_from)


async def cell_types_withdrawn(rows: FactRows, event: Received, told: registry.CellTypesWithdrawn) -> None:
    """The catalogue never was in force, with its groups and its grassroots levels."""
    await rows.close("cell_type_fact", event, effective_from=told.effective_from)
    await rows.close("level_fact", event, effective_from=told.effective_from)


async def roll_reported(rows: FactRows, event: Received, roll: registry.RollReported) -> None:
    """The roll of a unit as of a day."""
    _add_roll(rows, event, roll.unit_id, roll.as_of, roll.counts)


async def roll_withdrawn(rows: FactRows, event: Received, roll: registry.RollWithdrawn) -> None:
    """The roll of that day counts no more."""
    await rows.close("roll_fact", event, unit_id=roll.unit_id, day=roll.as_of)


def _add_roll(rows: FactRows, event: Received, unit_id: UUID, day: date, counts: registry.RollCounts) -> None:
    numbers = {name: getattr(counts, name) for name in registry.RollCounts.model_fields}
    rows.add("roll_fact", event, unit_id=unit_id, day=day, **numbers)


async def _change(
    rows: FactRows, event: Received, unit_id: UUID, on: date, *, dissolved: bool = False, **changed: Any
) -> None:
    """Close every version of the unit, and add them again with the change from its day on."""
    number = 0
    for version in await rows.close("unit_version", event, unit_id=unit_id):
        for part in _parts(dict(version), on, event.position, changed, dissolved=dissolved):
            rows.add("unit_version", event, number, **part)
            number += 1


async def _goes_on(rows: FactRows, event: Received, unit_id: UUID, on: date, ended: int | None) -> None:
    """Add again the versions that the withdrawn end has cut off, with the name that the unit bears by now.

    `ended`: the position of the end, where it was a handing over.
    """
    await rows.flush()
    cut = await rows.connection.fetch(CUT_OFF, event.feed.keeper, unit_id, on, ended)
    for number, row in enumerate(cut):
        version = {name: value for name, value in dict(row).items() if name not in {*_OPENING, "renamed"}}
        # A name that was given after the end was recorded, for a day before it, holds from then on.
        version |= {"valid_from": max(row["valid_from"], on), "told_by": event.position}
        version |= {"name": row["renamed"] or row["name"]}
        rows.add("unit_version", event, number, **version)


# What was closed last of the time from that day on was closed by the end, but where the unit was handed over and its
# coming back was withdrawn: $1 keeper, $2 unit, $3 day of the end, $4 its position, or NULL.
CUT_OFF = """
WITH ended AS (
  SELECT coalesce($4, max(known_until)) AS at FROM reporting_facts.unit_version
   WHERE keeper = $1 AND unit_id = $2 AND valid_until > $3),
last_name AS (
  SELECT max(name) FILTER (WHERE known_from = ended.at) AS then, max(name) FILTER (WHERE known_until IS NULL) AS now
    FROM reporting_facts.unit_version, ended
   WHERE keeper = $1 AND unit_id = $2 AND valid_until = $3 AND (known_from = ended.at OR known_until IS NULL))
SELECT v.*, CASE WHEN last_name.now <> last_name.then THEN last_name.now END AS renamed
  FROM reporting_facts.unit_version v, ended, last_name
 WHERE v.keeper = $1 AND v.unit_id = $2 AND v.valid_until > $3 AND v.known_until = ended.at
 ORDER BY v.position, v.number"""


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


def _parts(
    version: dict[str, Any], on: date, position: int, changed: dict[str, Any], *, dissolved: bool
) -> list[dict[str, Any]]:
    """A version cut at a day: what lies before it stays, what lies after it changes or falls away."""
    kept = _kept(version)
    before = {**kept, "valid_until": min(version["valid_until"], on)}
    after = {**kept, **changed, "valid_from": max(version["valid_from"], on), "told_by": position}
    parts = [before] if dissolved else [before, after]
    return [part for part in parts if part["valid_from"] < part["valid_until"]]


def _kept(version: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in version.items() if name not in _OPENING}


_OPENING = {"keeper", "position", "number", "known_from", "known_until"}


FOLDS: dict[type[Event], Fold] = {
    registry.CellTypesAdopted: cell_types_adopted,
    registry.UnitEstablished: unit_established,
    registry.CellTypesWithdrawn: cell_types_withdrawn,
    registry.UnitRenamed: unit_renamed,
    registry.UnitNameWithdrawn: unit_name_withdrawn,
    registry.UnitTypeChanged: unit_type_changed,
    registry.UnitMoved: unit_moved,
    registry.UnitDissolved: unit_dissolved,
    registry.UnitLevelsAdopted: unit_levels_adopted,
    registry.UnitLevelsWithdrawn: unit_levels_withdrawn,
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
