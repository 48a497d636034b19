"""What a decision is told of units: which there are on a day, what stands above them, and how a cell is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from services.chassis.errors import Refused

Value = TypeVar("Value")


@dataclass(frozen=True)
class Unit:
    """A unit with its times here, each from a day until before another; `types`: from which day on it is of which."""

    kind: str
    stays: Sequence[tuple[date, date | None]]
    types: Mapping[date, str]

    def there_on(self, day: date) -> bool:
        return any(since <= day and (until is None or day < until) for since, until in self.stays)


@dataclass(frozen=True)
class Structure:
    """The units that a decision asks about. `catalogues` says from which day on which type counts in which group.

    `parents` says from which day on which committee a unit stands under; None: under no other.
    """

    units: Mapping[UUID, Unit]
    catalogues: Mapping[date, Mapping[str, str]]
    parents: Mapping[UUID, Mapping[date, UUID | None]] = field(default_factory=dict)

    def require_committee(self, issuer_id: UUID, on: date) -> None:
        """Refuse an issuer that nobody knows, that is a cell, or that is not there on the day of issue."""
        unit = self.units.get(issuer_id)
        if unit is None:
            raise Refused("issuer_unknown", field="issuer_id")
        if unit.kind != "committee":
            raise Refused("issuer_not_a_committee", field="issuer_id")
        if not unit.there_on(on):
            raise Refused("issuer_not_there_that_day", field="issued_on", day=on.isoformat())

    def require_cell(self, unit_id: UUID, on: date, *, field: str) -> None:
        """Refuse a cell that nobody knows, that is no cell, or that is not there on the day."""
        unit = self.units.get(unit_id)
        if unit is None or unit.kind != "cell":
            raise Refused("cell_unknown", field=field)
        if not unit.there_on(on):
            raise Refused("cell_not_there_that_day", field=field, day=on.isoformat())

    def require_unit(self, unit_id: UUID, on: date, *, field: str) -> None:
        """Refuse a unit, of whichever kind, that nobody knows or that is not there on the day."""
        unit = self.units.get(unit_id)
        if unit is None:
            raise Refused("unit_not_known", field=field)
        if not unit.there_on(on):
            raise Refused("unit_not_there_that_day", field=field, day=on.isoformat())

    def above(self, unit_id: UUID, on: date) -> list[UUID]:
        """The committees above a unit on a day, from the nearest up; as far as they are known."""
        found: list[UUID] = []
        parent = _latest(self.parents.get(unit_id, {}), on)
        while parent is not None and parent not in found:
            found.append(parent)
            parent = _latest(self.parents.get(parent, {}), on)
        return found

    def between(self, unit_id: UUID, committee_id: UUID, on: date) -> set[UUID]:
        """The committees above a unit and below the committee; all above it where the committee is none of them."""
        above = self.above(unit_id, on)
        return set(above[: above.index(committee_id)] if committee_id in above else above)

    def cell_type(self, cell_id: UUID, on: date) -> str | None:
        """Of which type a cell is on a day; None where it is not known."""
        unit = self.units.get(cell_id)
        return _latest(unit.types, on) if unit else None

    def group(self, cell_id: UUID, on: date) -> str | None:
        """The reporting group of a cell on a day; None where it is not known."""
        kind = self.cell_type(cell_id, on)
        catalogue = _latest(self.catalogues, on)
        return catalogue.get(kind) if kind and catalogue else None


def _latest(since: Mapping[date, Value], on: date) -> Value | None:
    """What holds on a day of what holds since different days."""
    return since[max(days)] if (days := [day for day in since if day <= on]) else None
