"""The tree of a keeper on any day, worked out from the registry's events one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contracts.message import Event
from contracts.registry import (
    CellTypesAdopted,
    UnitDissolved,
    UnitEstablished,
    UnitMoved,
    UnitRenamed,
    UnitTypeChanged,
)

CHANGES: Mapping[type[Event], str] = {
    UnitRenamed: "name",
    UnitTypeChanged: "cell_type",
    UnitMoved: "parent_id",
}


@dataclass(frozen=True)
class District:
    """Asked day by day: slow, and with nothing in it of versions or intervals."""

    events: Sequence[Event]

    @property
    def unit_ids(self) -> list[UUID]:
        return [event.unit_id for event in self.events if isinstance(event, UnitEstablished)]

    def code_of(self, unit_id: UUID) -> str:
        return next(e.code for e in self.events if isinstance(e, UnitEstablished) and e.unit_id == unit_id)

    def unit_id_of(self, code: str) -> UUID:
        return next(e.unit_id for e in self.events if isinstance(e, UnitEstablished) and e.code == code)

    def on(self, unit_id: UUID, day: date) -> dict[str, Any] | None:
        """What a unit is on a day, or None where it is not there."""
        unit: dict[str, Any] | None = None
        for event in self.events:
            if getattr(event, "unit_id", None) != unit_id:
                continue
            if isinstance(event, UnitEstablished) and event.established_on <= day:
                unit = dict(event)
            elif unit is None or getattr(event, "effective_on", date.max) > day:
                continue
            elif isinstance(event, UnitDissolved):
                return None
            elif type(event) in CHANGES:
                unit[CHANGES[type(event)]] = getattr(event, CHANGES[type(event)])
        return unit

    def stands_below(self, unit_id: UUID, above: UUID, day: date) -> bool:
        """Whether a unit is, or stands anywhere below, another one on a day."""
        unit = self.on(unit_id, day)
        if unit is None:
            return False
        return unit_id == above or (unit["parent_id"] is not None and self.stands_below(unit["parent_id"], above, day))

    def place(self, unit_id: UUID, day: date) -> str | None:
        """What a unit counts as in the tree; None for an upper committee and for committees between."""
        unit = self.on(unit_id, day)
        if unit is None:
            return None
        if unit["parent_id"] is None:
            return "grassroots_committees" if self.is_grassroots(unit, day) else None
        parent = self.on(unit["parent_id"], day)
        direct = parent is not None and parent["parent_id"] is None and not self.is_grassroots(parent, day)
        if unit["kind"] == "committee":
            return "grassroots_committees" if direct else None
        return "grassroots_cells" if direct else "subordinate_cells"

    def is_grassroots(self, unit: Mapping[str, Any], day: date) -> bool:
        """Whether a keeper's own committee is a grassroots one, by its level and the catalogue of a day."""
        newest = self._catalogue(day)
        return newest is not None and (unit["level"] or "").casefold() in newest.grassroots_levels

    def _catalogue(self, day: date) -> CellTypesAdopted | None:
        adopted = [e for e in self.events if isinstance(e, CellTypesAdopted) and e.effective_from <= day]
        return max(adopted, key=lambda one: one.effective_from, default=None)

    def groups(self, day: date) -> dict[str, str]:
        """Token of a type -> key of its group, by the catalogue of a day."""
        newest = self._catalogue(day)
        return {one.token: one.group for one in newest.types} if newest else {}
