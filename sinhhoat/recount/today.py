"""The figures counted again under the structure of one day: a unit counts where its heir stands that day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from contracts.message import Event
from contracts.registry import UnitChangeWithdrawn, UnitsMerged, UnitSplit
from sinhhoat.recount.districts import District, Place
from sinhhoat.recount.recounting import Recount

FAR = 4000
"""Days in which a unit that is not there on a day is looked for, first before it, then after."""


class DistrictOfADay(District):
    """A keeper's units looked at from one day, whatever day is asked about."""

    def __init__(self, events: Sequence[Event], seen_from: date) -> None:
        super().__init__(events)
        self._seen_from = seen_from
        self._heirs: dict[UUID, UUID] = {}
        self._found: dict[UUID, dict[str, Any]] = {}
        for event in events:
            self._follow(event)

    def heir(self, unit_id: UUID) -> UUID | None:
        """The unit itself while it is there, or else what continues it; None where nothing does."""
        if self.on(unit_id, self._seen_from) is not None:
            return unit_id
        return self.heir(self._heirs[unit_id]) if unit_id in self._heirs else None

    def seen(self, unit_id: UUID) -> dict[str, Any]:
        """What the heir is on the day, or what the unit was last before it, or will be first."""
        if unit_id not in self._found:
            self._found[unit_id] = self._looked_for(unit_id)
        return self._found[unit_id]

    def _looked_for(self, unit_id: UUID) -> dict[str, Any]:
        if (heir := self.heir(unit_id)) is not None and (unit := self.on(heir, self._seen_from)) is not None:
            return unit
        days = (self._seen_from + timedelta(days=n) for n in (*range(0, -FAR, -1), *range(FAR)))
        return next(unit for day in days if (unit := self.on(unit_id, day)) is not None)

    def parent(self, unit_id: UUID) -> UUID | None:
        """What the unit is counted under."""
        parent_id: UUID | None = self.seen(unit_id)["parent_id"]
        return (self.heir(parent_id) or parent_id) if parent_id else None

    def path(self, unit_id: UUID) -> list[UUID]:
        """The unit, its heir, and everything above that."""
        above = self.parent(unit_id)
        return [unit_id, self.heir(unit_id) or unit_id, *(self.path(above) if above else [])]

    def place(self, unit_id: UUID, day: date) -> Place | None:
        unit = self.on(unit_id, day)
        if unit is None:
            return None
        parent_id = self.parent(unit_id)
        if parent_id is None:
            return "grassroots_committees" if self.is_grassroots(self.seen(unit_id), self._seen_from) else None
        direct = self.parent(parent_id) is None and not self.is_grassroots(self.seen(parent_id), self._seen_from)
        if unit["kind"] == "committee":
            return "grassroots_committees" if direct else None
        return "grassroots_cells" if direct else "subordinate_cells"

    def groups(self, day: date) -> dict[str, str]:
        return super().groups(self._seen_from)

    def _follow(self, event: Event) -> None:
        match event:
            case UnitsMerged() if event.effective_on <= self._seen_from:
                self._heirs |= dict.fromkeys(event.unit_ids, event.successor_id)
            case UnitSplit() if event.principal_id and event.effective_on <= self._seen_from:
                self._heirs[event.unit_id] = event.principal_id
            case UnitChangeWithdrawn(change="split"):
                self._heirs.pop(event.unit_id, None)
            case UnitChangeWithdrawn(change="merged"):
                self._heirs = {one: heir for one, heir in self._heirs.items() if heir != event.unit_id}


@dataclass(frozen=True)
class RecountToday(Recount):
    """The figures of one unit in lens `today`, under the structure of a day."""

    structure_on: date

    @property
    def lens(self) -> Mapping[str, Any]:
        return {"lens": "today", "structure_on": self.structure_on}

    @cached_property
    def district(self) -> DistrictOfADay:
        return DistrictOfADay(self.events, self.structure_on)

    def counts(self, unit_id: UUID, day: date) -> bool:
        return self.district.on(unit_id, day) is not None and self.above in self.district.path(unit_id)

    def type_of(self, cell: UUID) -> str | None:
        cell_type: str | None = self.district.seen(cell)["cell_type"]
        return cell_type
