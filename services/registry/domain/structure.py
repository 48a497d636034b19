"""The tree of one keeper over time. Its rules need the whole tree, so it is one aggregate, kept between commands.

Days are those on which something takes effect, not those on which it is recorded: a unit may be entered years late.
What holds on every day: every unit but the keeper's own committee stands under a committee that is there, and none
stands below itself. Ends are therefore recorded last: nothing can be put under a committee whose end is recorded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created
from services.chassis.errors import Refused
from services.registry.domain.cell_types import Catalogue, in_force
from services.registry.domain.ids import id_of_structure, id_of_unit
from services.registry.domain.life import UnitKind, UnitLife


@dataclass(frozen=True)
class NewUnit:
    """A unit as it is established; the name is a label, later names stand in the unit's own history."""

    TOPIC: ClassVar[str] = "registry.NewUnit"
    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UUID | None
    established_on: date


class Structure(Aggregate):
    """All units of a keeper, dissolved ones too, and the catalogues of cell types."""

    TOPIC = "registry.Structure"
    CACHED = True

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.Structure.Opened"
        keeper: str

    class CellTypesAdopted(Aggregate.Event):
        TOPIC = "registry.Structure.CellTypesAdopted"
        catalogue: Catalogue

    class UnitEstablished(Aggregate.Event):
        TOPIC = "registry.Structure.UnitEstablished"
        unit: NewUnit

    class UnitTypeChanged(Aggregate.Event):
        TOPIC = "registry.Structure.UnitTypeChanged"
        unit_id: UUID
        cell_type: str
        effective_on: date

    class UnitMoved(Aggregate.Event):
        TOPIC = "registry.Structure.UnitMoved"
        unit_id: UUID
        parent_id: UUID
        effective_on: date

    class UnitDissolved(Aggregate.Event):
        TOPIC = "registry.Structure.UnitDissolved"
        unit_id: UUID
        effective_on: date

    @event(Opened)
    def __init__(self, keeper: str) -> None:
        self.keeper = keeper
        self.catalogues: list[Catalogue] = []
        self.units: dict[UUID, UnitLife] = {}
        self.roots: list[UUID] = []

    @staticmethod
    def create_id(keeper: str) -> UUID:
        return id_of_structure(keeper)

    def adopt_cell_types(self, catalogue: Catalogue) -> None:
        catalogue.check()
        catalogue.check_after(self.catalogues)
        catalogue.check_covers(self._types_in_use(catalogue.effective_from))
        self._cell_types_adopted(catalogue)

    def establish(
        self,
        *,
        code: str,
        name: str,
        kind: UnitKind,
        level: str | None,
        cell_type: str | None,
        parent_code: str | None,
        established_on: date,
    ) -> UUID:
        """Enter a unit and return its id; a code is used once, dissolved units keep theirs."""
        new_id = id_of_unit(self.keeper, code)
        if new_id in self.units:
            raise Refused("unit_code_taken", field="code", taken=code)
        self._check_type(kind, cell_type, established_on)
        parent_id = self._parent(parent_code, kind, established_on)
        self._unit_established(NewUnit(new_id, code, name, kind, level, cell_type, parent_id, established_on))
        return new_id

    def change_type(self, unit_id: UUID, cell_type: str, effective_on: date) -> None:
        life = self.unit(unit_id)
        self._check_type(life.kind, cell_type, effective_on)
        life.check_change(effective_on)
        if life.cell_types[-1][1] == cell_type:
            raise Refused("nothing_changed", field="cell_type")
        self._unit_type_changed(unit_id, cell_type, effective_on)

    def move(self, unit_id: UUID, parent_id: UUID, effective_on: date) -> None:
        life = self.unit(unit_id)
        if life.is_root:
            raise Refused("root_cannot_move", field="unit_id")
        life.check_change(effective_on)
        if parent_id not in self.units:
            raise Refused("parent_unknown", field="parent_id")
        self.units[parent_id].check_parent_of(effective_on, field="parent_id")
        if life.parents[-1][1] == parent_id:
            raise Refused("nothing_changed", field="parent_id")
        if self._stands_below(parent_id, unit_id, effective_on, date.max):
            raise Refused("parent_in_own_subtree", field="parent_id", unit=life.code)
        self._unit_moved(unit_id, parent_id, effective_on)

    def dissolve(self, unit_id: UUID, effective_on: date) -> None:
        """End a unit; `effective_on` is the first day on which it is no more."""
        life = self.unit(unit_id)
        life.check_change(effective_on)
        if effective_on == life.established_on:
            raise Refused("dissolved_on_first_day", field="effective_on")
        if below := self._below_from(unit_id, effective_on):
            raise Refused("units_below", field="unit_id", units=below)
        self._unit_dissolved(unit_id, effective_on)

    def unit(self, unit_id: UUID) -> UnitLife:
        """What the tree knows of a unit, or refused with `unit_unknown`."""
        life = self.units.get(unit_id)
        if life is None:
            raise Refused("unit_unknown", field="unit_id")
        return life

    def _check_type(self, kind: UnitKind, cell_type: str | None, on: date) -> None:
        if kind is UnitKind.COMMITTEE:
            if cell_type is not None:
                raise Refused("cell_type_not_allowed", field="cell_type")
            return
        if cell_type is None:
            raise Refused("cell_type_missing", field="cell_type")
        catalogue = in_force(self.catalogues, on)
        if catalogue is None:
            raise Refused("no_cell_types_that_day", field="cell_type", day=on.isoformat())
        if not catalogue.has(cell_type):
            raise Refused("cell_type_unknown", field="cell_type", token=cell_type, version=catalogue.version)

    def _parent(self, parent_code: str | None, kind: UnitKind, on: date) -> UUID | None:
        if parent_code is None:
            self._check_root(kind, on)
            return None
        parent_id = id_of_unit(self.keeper, parent_code)
        if parent_id not in self.units:
            raise Refused("parent_unknown", field="parent_code")
        parent = self.units[parent_id]
        # A cell is often older than the committee it stands under since a merger: it is counted there from the day on
        # which both exist.
        parent.check_parent_of(max(on, parent.established_on), field="parent_code")
        return parent_id

    def _check_root(self, kind: UnitKind, on: date) -> None:
        if kind is UnitKind.CELL:
            raise Refused("parent_missing", field="parent_code")
        for root in (self.units[root_id] for root_id in self.roots):
            if on < root.ends_on:
                raise Refused("root_already_there", field="parent_code", root=root.code)

    def _stands_below(self, unit_id: UUID, above_id: UUID, from_on: date, until_on: date) -> bool:
        """Whether a unit is, or on any day of that time stands anywhere below, another one."""
        if unit_id == above_id:
            return True
        return any(
            stay.parent_id is not None
            and stay.within(from_on, until_on)
            and self._stands_below(stay.parent_id, above_id, max(from_on, stay.from_on), min(until_on, stay.until_on))
            for stay in self.units[unit_id].stays()
        )

    def _below_from(self, unit_id: UUID, on: date) -> int:
        """How many units stand directly under this one on that day or later."""
        ever_below = (life for life in self.units.values() if life.was_under(unit_id))
        return sum(
            any(stay.parent_id == unit_id and stay.within(on, date.max) for stay in life.stays()) for life in ever_below
        )

    def _types_in_use(self, from_on: date) -> Counter[str]:
        """How many cells have which type on that day or later."""
        return Counter(cell_type for life in self.units.values() for cell_type in life.types_from(from_on))

    # Replaying history runs the methods below again, so they check nothing.

    @event(CellTypesAdopted)
    def _cell_types_adopted(self, catalogue: Catalogue) -> None:
        self.catalogues.append(catalogue)

    @event(UnitEstablished)
    def _unit_established(self, unit: NewUnit) -> None:
        life = UnitLife(unit.code, unit.kind, unit.established_on, changed_on=unit.established_on)
        life.parents.append((unit.established_on, unit.parent_id))
        life.cell_types.append((unit.established_on, unit.cell_type))
        self.units[unit.unit_id] = life
        if unit.parent_id is None:
            self.roots.append(unit.unit_id)

    @event(UnitTypeChanged)
    def _unit_type_changed(self, unit_id: UUID, cell_type: str, effective_on: date) -> None:
        self.units[unit_id].take_type(cell_type, effective_on)

    @event(UnitMoved)
    def _unit_moved(self, unit_id: UUID, parent_id: UUID, effective_on: date) -> None:
        self.units[unit_id].take_parent(parent_id, effective_on)

    @event(UnitDissolved)
    def _unit_dissolved(self, unit_id: UUID, effective_on: date) -> None:
        life = self.units[unit_id]
        life.dissolved_on = life.changed_on = effective_on
