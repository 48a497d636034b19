"""The tree of a keeper on any day, worked out from the registry's events one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from contracts import registry
from contracts.message import Event

Place = Literal["grassroots_committees", "grassroots_cells", "subordinate_cells"]


@dataclass
class Life:
    """What was told of one unit, in the order of telling. Of two things said for a day the later told one counts."""

    first: dict[str, Any]
    begins: date
    changes: list[tuple[date, dict[str, Any]]] = field(default_factory=list)
    ends: date = date.max
    former: Life | None = None

    def on(self, day: date) -> dict[str, Any] | None:
        """What the unit is on a day, or None where it is not there."""
        if self.former is not None and day < self.begins:
            return self.former.on(day)
        if not self.begins <= day < self.ends:
            return None
        unit = dict(self.first)
        for since, told in self.changes:
            if since <= day:
                unit |= told
        return unit


class District:
    """Asked day by day: nothing in it of versions or intervals. Answers are kept, since the same days come again."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._lives: dict[UUID, Life] = {}
        self._catalogues: list[registry.CellTypesAdopted] = []
        self._days: dict[tuple[UUID, date], dict[str, Any] | None] = {}
        self._paths: dict[tuple[UUID, date], frozenset[UUID]] = {}
        for event in events:
            self._hear(event)

    @property
    def unit_ids(self) -> list[UUID]:
        return list(self._lives)

    @property
    def codes(self) -> list[str]:
        """Of all units, in the order in which they were told of."""
        return [life.first["code"] for life in self._lives.values()]

    def unit_id_of(self, code: str) -> UUID:
        return next(unit_id for unit_id, life in self._lives.items() if life.first["code"] == code)

    def on(self, unit_id: UUID, day: date) -> dict[str, Any] | None:
        """What a unit is on a day, or None where it is not there."""
        if (unit_id, day) not in self._days:
            life = self._lives.get(unit_id)
            self._days[unit_id, day] = life.on(day) if life else None
        return self._days[unit_id, day]

    def stands_below(self, unit_id: UUID, above: UUID, day: date) -> bool:
        """Whether a unit is, or stands anywhere below, another one on a day."""
        return above in self.line(unit_id, day)

    def place(self, unit_id: UUID, day: date) -> Place | None:
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
        return newest is not None and (unit["level"] or "").casefold() in map(str.casefold, newest.grassroots_levels)

    def groups(self, day: date) -> dict[str, str]:
        """Token of a type -> key of its group, by the catalogue of a day."""
        newest = self._catalogue(day)
        return {one.token: one.group for one in newest.types} if newest else {}

    def line(self, unit_id: UUID, day: date) -> frozenset[UUID]:
        """The unit and all above it on a day; nothing where one of them is not there."""
        if (unit_id, day) not in self._paths:
            unit = self.on(unit_id, day)
            above = frozenset({unit_id}) if unit else frozenset()
            if unit and unit["parent_id"] is not None:
                above |= self.line(unit["parent_id"], day)
            self._paths[unit_id, day] = above
        return self._paths[unit_id, day]

    def _catalogue(self, day: date) -> registry.CellTypesAdopted | None:
        adopted = [one for one in self._catalogues if one.effective_from <= day]
        return max(adopted, key=lambda one: one.effective_from, default=None)

    def _hear(self, event: Event) -> None:
        match event:
            case registry.CellTypesAdopted():
                self._catalogues.append(event)
            case registry.CellTypesWithdrawn():
                self._catalogues = [one for one in self._catalogues if one.effective_from != event.effective_from]
            case registry.UnitEstablished():
                self._lives[event.unit_id] = Life(dict(event), event.established_on)
            case registry.UnitTakenOver():
                former = self._lives.get(event.unit_id)
                self._lives[event.unit_id] = Life(dict(event), event.effective_on, former=former)
            case registry.UnitEstablishmentWithdrawn():
                former = self._lives.pop(event.unit_id).former
                if former is not None:
                    self._lives[event.unit_id] = former
            case registry.UnitRenamed() | registry.UnitNameWithdrawn():
                self._change(event, name=event.name)
            case registry.UnitTypeChanged():
                self._change(event, cell_type=event.cell_type)
            case registry.UnitLevelChanged():
                self._change(event, level=event.level)
            case registry.UnitMoved():
                self._change(event, parent_id=event.parent_id)
            case registry.UnitDissolved() | registry.UnitHandedOver():
                self._lives[event.unit_id].ends = event.effective_on
            case registry.UnitChangeWithdrawn():
                self._take_back(event)

    def _change(self, event: Any, **told: Any) -> None:
        self._lives[event.unit_id].changes.append((event.effective_on, told))

    def _take_back(self, event: registry.UnitChangeWithdrawn) -> None:
        """Splits and mergers change nothing by themselves: what they did to the tree is told and taken back apart."""
        if event.change in ("dissolved", "handed_over"):
            self._lives[event.unit_id].ends = date.max
        elif event.change in ("type_changed", "level_changed", "moved"):
            self._change(event, level=event.level, cell_type=event.cell_type, parent_id=event.parent_id)
