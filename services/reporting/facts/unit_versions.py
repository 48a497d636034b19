"""Versions of units over time: what a unit was on which days, as far as was known then."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from contracts.registry import UnitEstablished, UnitTakenOver
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows

ENDLESS = date.max
"""PostgreSQL's `infinity` as asyncpg reads and writes it."""

_OPENING = {"keeper", "position", "number", "known_from", "known_until"}


def add_first(rows: FactRows, event: Received, unit: UnitEstablished | UnitTakenOver, on: date) -> None:
    """What a unit is from its first day at this keeper on."""
    rows.add(
        "unit_version",
        event,
        told_by=event.position,
        valid_from=on,
        valid_until=ENDLESS,
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        cell_type=unit.cell_type,
        parent_id=unit.parent_id,
    )


async def change_versions(
    rows: FactRows, event: Received, unit_id: UUID, on: date, *, dissolved: bool = False, **changed: Any
) -> None:
    """Close every version of the unit, and add them again with the change from its day on."""
    number = 0
    for version in await rows.close("unit_version", event, unit_id=unit_id):
        for part in _parts(dict(version), on, event.position, changed, dissolved=dissolved):
            rows.add("unit_version", event, number, **part)
            number += 1


async def add_cut_off(rows: FactRows, event: Received, unit_id: UUID, on: date, ended: int | None) -> None:
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


def _parts(
    version: dict[str, Any], on: date, position: int, changed: dict[str, Any], *, dissolved: bool
) -> list[dict[str, Any]]:
    """A version cut at a day: what lies before it stays, what lies after it changes or falls away."""
    same = kept(version)
    before = {**same, "valid_until": min(version["valid_until"], on)}
    after = {**same, **changed, "valid_from": max(version["valid_from"], on), "told_by": position}
    parts = [before] if dissolved else [before, after]
    return [part for part in parts if part["valid_from"] < part["valid_until"]]


def kept(version: dict[str, Any]) -> dict[str, Any]:
    """What a version says, without when that was known: so it is added again."""
    return {name: value for name, value in version.items() if name not in _OPENING}
