"""What is told of a unit's people, as whoever takes the unit over is to be told it: the last of each matter counts.

A row: (keeper, unit_id, the day of which it speaks, matter, JSON as in `UnitTakenOver`, with which coming it came).
What came with a unit that was taken over by mistake goes when that is taken back; what was told here before stays.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from contracts import registry as told
from contracts import unit_matters as matters
from contracts.message import Event, Part
from services.chassis.projection.lives import together
from services.chassis.projection.writes import Row, Write, Writes
from services.chassis.wire import Received

TOLD_HERE = date.min  # -infinity in the table.


def _told(event: type[Event], day: str, matter: str, part: Callable[[Any], Part]) -> Writes:
    def rows(received: Received) -> list[Row]:
        one: Any = event.model_validate_json(received.body)
        return [_row(received, one.unit_id, getattr(one, day), matter, part(one))]

    return {event.contract(): (Write(KEEP, rows),)}


def _row(received: Received, unit_id: object, day: date, matter: str, part: Part, brought_on: date = TOLD_HERE) -> Row:
    return received.feed.keeper, unit_id, day, matter, part.model_dump_json(), brought_on


def _taken_back(event: type[Event], day: str, matter: str) -> Writes:
    def rows(received: Received) -> list[Row]:
        one: Any = event.model_validate_json(received.body)
        return [(received.feed.keeper, one.unit_id, getattr(one, day), matter, TOLD_HERE)]

    return {event.contract(): (Write(DROP, rows),)}


def _brought(received: Received) -> list[Row]:
    """What came with a unit from its former keeper goes on with it to the next one."""
    unit = told.UnitTakenOver.model_validate_json(received.body)
    brought: list[tuple[str, date, Part]] = []
    if unit.roll is not None and unit.roll_as_of is not None:
        brought.append(("roll", unit.roll_as_of, unit.roll))
    if unit.committee is not None:
        brought.append(("committee", unit.committee.since, unit.committee))
    if unit.recruitment is not None:
        brought.append(("recruitment", unit.recruitment.as_of, unit.recruitment))
    if unit.dual_affiliation is not None:
        brought.append(("dual_affiliation", unit.dual_affiliation.as_of, unit.dual_affiliation))
    return [_row(received, unit.unit_id, day, matter, part, unit.effective_on) for matter, day, part in brought]


def _committee(changed: matters.CellCommitteeChanged) -> Part:
    return told.CommitteeHandedOver.model_validate({**dict(changed), "since": changed.effective_on})


def _recruitment(reported: matters.RecruitmentReported) -> Part:
    return told.RecruitmentHandedOver.model_validate(dict(reported))


def _dual(reported: matters.DualAffiliationReported) -> Part:
    return told.DualAffiliationHandedOver.model_validate(dict(reported))


def _roll(reported: told.RollReported) -> Part:
    return reported.counts


KEEP = "INSERT INTO registry_units.unit_stock VALUES ($1, $2, $3, $4, $5, $6)"
DROP = """DELETE FROM registry_units.unit_stock
 WHERE keeper = $1 AND unit_id = $2 AND from_on = $3 AND matter = $4 AND brought_on = $5"""

STOCKS: Writes = together(
    _told(told.RollReported, "as_of", "roll", _roll),
    _taken_back(told.RollWithdrawn, "as_of", "roll"),
    _told(matters.CellCommitteeChanged, "effective_on", "committee", _committee),
    _taken_back(matters.CellCommitteeWithdrawn, "effective_on", "committee"),
    _told(matters.RecruitmentReported, "as_of", "recruitment", _recruitment),
    _taken_back(matters.RecruitmentWithdrawn, "as_of", "recruitment"),
    _told(matters.DualAffiliationReported, "as_of", "dual_affiliation", _dual),
    _taken_back(matters.DualAffiliationWithdrawn, "as_of", "dual_affiliation"),
    {told.UnitTakenOver.contract(): (Write(KEEP, _brought),)},
)
