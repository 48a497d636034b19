"""The types and levels that units may have: what the catalogues of a keeper know on a day and on all later ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.chassis.errors import Refused
from services.registry.domain.catalogues import in_force, last_of
from services.registry.domain.cell_types import Catalogue
from services.registry.domain.levels import Levels
from services.registry.domain.life import UnitKind
from services.registry.domain.new_unit import NewUnit

InUse = Callable[[date], Mapping[str, int]]


@dataclass(frozen=True)
class Named:
    """The catalogues of one keeper, in the order of their days."""

    cell_types: Sequence[Catalogue]
    levels: Sequence[Levels]

    def check_new(self, unit: NewUnit, on: date) -> None:
        """Refuse a unit whose type or level is not known from a day on."""
        self.check_type(unit.kind, unit.cell_type, on)
        self.check_level(unit.level, on)

    def check_type(self, kind: UnitKind, cell_type: str | None, on: date) -> None:
        """A type of the catalogue in force and of all that follow it: every day each cell is in some group."""
        if kind is UnitKind.COMMITTEE:
            if cell_type is not None:
                raise Refused("cell_type_not_allowed", field="cell_type")
            return
        if cell_type is None:
            raise Refused("cell_type_missing", field="cell_type")
        catalogue = in_force(self.cell_types, on)
        if catalogue is None:
            raise Refused("no_cell_types_that_day", field="cell_type", day=on.isoformat())
        if not catalogue.has(cell_type):
            raise Refused("cell_type_unknown", field="cell_type", token=cell_type, version=catalogue.version)
        for later in self.cell_types:
            if later.effective_from > on and not later.has(cell_type):
                day, version = later.effective_from.isoformat(), later.version
                raise Refused("cell_type_dropped_later", field="cell_type", token=cell_type, version=version, day=day)

    def check_level(self, level: str | None, on: date) -> None:
        """The same for a level; where no catalogue is in force, levels are whatever units say."""
        if level is None:
            return
        levels = in_force(self.levels, on)
        if levels is not None and not levels.has(level):
            raise Refused("level_unknown", field="level", level=level, version=levels.version)
        for later in self.levels:
            if later.effective_from > on and not later.has(level):
                day, version = later.effective_from.isoformat(), later.version
                raise Refused("level_dropped_later", field="level", level=level, version=version, day=day)

    def last_types(self, version: str, in_use: InUse) -> Catalogue:
        """The last catalogue of types, where it is of that version and the one before it has all types in use.

        `in_use`: how many cells have which type on a day or later.
        """
        last, former = last_of(self.cell_types, version)
        for token, cells in sorted(in_use(last.effective_from).items()):
            if former is None or not former.has(token):
                raise Refused("cell_types_built_upon", field="version", token=token, cells=cells)
        return last

    def last_levels(self, version: str, in_use: InUse) -> Levels:
        """The same for levels; where none is left in force, units may be on any."""
        last, former = last_of(self.levels, version)
        for level, units in sorted(in_use(last.effective_from).items()):
            if former is not None and not former.has(level):
                raise Refused("levels_built_upon", field="version", level=level, units=units)
        return last
