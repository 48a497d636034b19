"""The tree of one keeper over time. Its rules need the whole tree, so it is one aggregate, kept between commands.

Days are those on which something takes effect, not those on which it is recorded: a unit may be entered years late.
A split or merger is told as what it does to each unit, and beside that as where units come from: who only asks which
units there are on a day need not know of it (docs/decisions/structure-changes.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.registry.domain.cell_types import Catalogue
from services.registry.domain.changing import check_level_change, check_move, check_type_change, plan_handing_over
from services.registry.domain.ids import id_of_structure, id_of_unit
from services.registry.domain.levels import Levels
from services.registry.domain.life import ChangeKind, UnitKind, UnitLife, value_on, with_value
from services.registry.domain.merging import Merger, Successor, plan_merger
from services.registry.domain.named import Named
from services.registry.domain.new_unit import NewUnit
from services.registry.domain.roll import RollCounts
from services.registry.domain.splitting import Part, Split, plan_split
from services.registry.domain.stocks import Stocks
from services.registry.domain.taking_over import Arrival
from services.registry.domain.tree import Tree
from services.registry.domain.withdrawing import Withdrawal, Withdrawals


class Structure(Aggregate):
    """All units of a keeper, ended ones too, and the catalogues of cell types and levels."""

    TOPIC = "registry.Structure"
    CACHED = True

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.Structure.Opened"
        keeper: str

    class CellTypesAdopted(Aggregate.Event):
        TOPIC = "registry.Structure.CellTypesAdopted"
        catalogue: Catalogue

    class CellTypesWithdrawn(Aggregate.Event):
        TOPIC = "registry.Structure.CellTypesWithdrawn"
        version: str
        effective_from: date
        reason: TextRef

    class LevelsAdopted(Aggregate.Event):
        TOPIC = "registry.Structure.LevelsAdopted"
        levels: Levels

    class LevelsWithdrawn(Aggregate.Event):
        TOPIC = "registry.Structure.LevelsWithdrawn"
        version: str
        effective_from: date
        reason: TextRef

    class UnitEstablished(Aggregate.Event):
        TOPIC = "registry.Structure.UnitEstablished"
        unit: NewUnit

    class UnitTypeChanged(Aggregate.Event):
        TOPIC = "registry.Structure.UnitTypeChanged"
        unit_id: UUID
        cell_type: str
        effective_on: date

    class UnitLevelChanged(Aggregate.Event):
        TOPIC = "registry.Structure.UnitLevelChanged"
        unit_id: UUID
        level: str
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

    class UnitSplit(Aggregate.Event):
        TOPIC = "registry.Structure.UnitSplit"
        unit_id: UUID
        principal_id: UUID
        part_ids: list[UUID]
        effective_on: date

    class UnitsMerged(Aggregate.Event):
        """`made`: the successor is new, and its establishment a part of the merger."""

        TOPIC = "registry.Structure.UnitsMerged"
        unit_ids: list[UUID]
        successor_id: UUID
        made: bool
        effective_on: date

    class UnitHandedOver(Aggregate.Event):
        """`with_id`: the unit that was named, with which all below it go."""

        TOPIC = "registry.Structure.UnitHandedOver"
        unit_id: UUID
        with_id: UUID
        to_keeper: str
        effective_on: date

    class UnitTakenOver(Aggregate.Event):
        """Version 2 has the people that come with it beside the roll."""

        TOPIC = "registry.Structure.UnitTakenOver"
        class_version = 2
        unit: NewUnit
        from_keeper: str
        at_position: int
        effective_on: date
        roll_as_of: date | None
        roll: RollCounts | None
        stocks: Stocks | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["stocks"] = None

    class UnitEstablishmentWithdrawn(Aggregate.Event):
        """Version 2 has the day since which a unit is not here again, that had been here before."""

        TOPIC = "registry.Structure.UnitEstablishmentWithdrawn"
        class_version = 2
        unit_id: UUID
        reason: TextRef
        since: date | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["since"] = None

    class UnitChangeWithdrawn(Aggregate.Event):
        """What the unit is again from that day on stands beside what was taken back."""

        TOPIC = "registry.Structure.UnitChangeWithdrawn"
        unit_id: UUID
        change: ChangeKind
        effective_on: date
        level: str | None
        cell_type: str | None
        parent_id: UUID | None
        reason: TextRef

    @event(Opened)
    def __init__(self, keeper: str) -> None:
        self.keeper = keeper
        self.catalogues: list[Catalogue] = []
        self.levels: list[Levels] = []
        self.units: dict[UUID, UnitLife] = {}
        self._tree = Tree(self.units)
        self._named = Named(self.catalogues, self.levels)

    @staticmethod
    def create_id(keeper: str) -> UUID:
        return id_of_structure(keeper)

    def adopt_cell_types(self, catalogue: Catalogue) -> None:
        catalogue.check()
        catalogue.check_after(self.catalogues)
        catalogue.check_covers(self._tree.types_in_use(catalogue.effective_from))
        self._cell_types_adopted(catalogue)

    def withdraw_cell_types(self, version: str, reason: TextRef) -> None:
        """Take back the last catalogue of types; the one before it is in force on its days again."""
        effective_from = self._named.last_types(version, self._tree.types_in_use).effective_from
        self._cell_types_withdrawn(version, effective_from, reason)

    def adopt_levels(self, levels: Levels) -> None:
        levels.check()
        levels.check_after(self.levels)
        levels.check_covers(self._tree.levels_in_use(levels.effective_from))
        self._levels_adopted(levels)

    def withdraw_levels(self, version: str, reason: TextRef) -> None:
        """The same for the last catalogue of levels."""
        effective_from = self._named.last_levels(version, self._tree.levels_in_use).effective_from
        self._levels_withdrawn(version, effective_from, reason)

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
        """Enter a unit and return its id; a code is used once, units that have ended keep theirs."""
        self._tree.check_code(code)
        parent_id = self._tree.parent_of_new(parent_code, kind, established_on)
        unit = NewUnit(id_of_unit(self.keeper, code), code, name, kind, level, cell_type, parent_id, established_on)
        self._named.check_new(unit, established_on)
        self._unit_established(unit)
        return unit.unit_id

    def change_type(self, unit_id: UUID, cell_type: str, effective_on: date) -> None:
        check_type_change(self._tree, self._named, unit_id, cell_type, effective_on)
        self._unit_type_changed(unit_id, cell_type, effective_on)

    def change_level(self, unit_id: UUID, level: str, effective_on: date) -> None:
        check_level_change(self._tree, self._named, unit_id, level, effective_on)
        self._unit_level_changed(unit_id, level, effective_on)

    def move(self, unit_id: UUID, parent_id: UUID, effective_on: date) -> None:
        check_move(self._tree, unit_id, parent_id, effective_on)
        self._unit_moved(unit_id, parent_id, effective_on)

    def dissolve(self, unit_id: UUID, effective_on: date) -> None:
        """End a unit; `effective_on` is the first day on which it is no more."""
        self.unit(unit_id).check_end(effective_on)
        self._tree.check_nothing_below(unit_id, effective_on)
        self._unit_dissolved(unit_id, effective_on)

    def split(self, unit_id: UUID, parts: Sequence[Part], principal_code: str, effective_on: date) -> Split:
        """Make new units out of one; see `plan_split`."""
        split = plan_split(self._tree, self.keeper, unit_id, parts, principal_code, effective_on)
        for part in split.parts:
            self._check_made(part, effective_on, field="parts")
        for part in split.parts:
            self._unit_established(part)
        self._unit_split(unit_id, split.principal_id, [part.unit_id for part in split.parts], effective_on)
        for one, parent_id in split.moves:
            self._unit_moved(one, parent_id, effective_on)
        if split.ends:
            self._unit_dissolved(unit_id, effective_on)
        return split

    def merge(
        self, unit_ids: Sequence[UUID], into_id: UUID | None, into_new: Successor | None, effective_on: date
    ) -> Merger:
        """End units that become one; see `plan_merger`."""
        merger = plan_merger(self._tree, self.keeper, unit_ids, into_id, into_new, effective_on)
        if merger.made is not None:
            self._check_made(merger.made, effective_on, field="into_new")
            self._unit_established(merger.made)
        self._units_merged([*unit_ids], merger.successor_id, merger.made is not None, effective_on)
        for one in merger.moves:
            self._unit_moved(one, merger.successor_id, effective_on)
        for unit_id in unit_ids:
            self._unit_dissolved(unit_id, effective_on)
        return merger

    def hand_over(self, unit_id: UUID, to_keeper: str, effective_on: date) -> list[UUID]:
        """Give a unit and all below it to another keeper; returns them from the top down."""
        whole = plan_handing_over(self._tree, self.keeper, unit_id, to_keeper, effective_on)
        for one in whole:
            self._unit_handed_over(one, unit_id, to_keeper, effective_on)
        return whole

    def take_over(self, arrival: Arrival) -> None:
        """Take units from another keeper, from the top down; those that were here before come back."""
        arrival = arrival.called_as_in(self._tree)
        arrival.check(self._tree)
        for coming in arrival.units:
            self._named.check_new(coming.unit, arrival.effective_on)
        for coming in arrival.units:
            where = (arrival.from_keeper, coming.at_position, arrival.effective_on)
            self._unit_taken_over(coming.unit, *where, coming.roll_as_of, coming.roll, coming.stocks)

    def withdraw_establishment(self, unit_id: UUID, reason: TextRef) -> None:
        """Take back a unit on which nothing was built; its code may be used again."""
        self._withdrawals().of_unit(unit_id)
        self._withdraw_beginning(unit_id, reason)

    def withdraw_change(self, unit_id: UUID, change: ChangeKind, effective_on: date, reason: TextRef) -> Withdrawal:
        """Take back the last change of a unit, a split, merger or handing over with all that it did."""
        withdrawal = self._withdrawals().of_change(unit_id, change, effective_on)
        for one in withdrawal.changes:
            self._withdraw_last(one, reason)
        for one in withdrawal.establishments:
            self._withdraw_beginning(one, reason)
        return withdrawal

    def unit(self, unit_id: UUID) -> UnitLife:
        """What the tree knows of a unit, or refused with `unit_unknown`."""
        return self._tree.unit(unit_id)

    def _check_made(self, unit: NewUnit, on: date, *, field: str) -> None:
        self._tree.check_code(unit.code, field=field)
        self._named.check_new(unit, on)

    def _withdrawals(self) -> Withdrawals:
        return Withdrawals(self._tree, self.catalogues, self.levels)

    def _withdraw_beginning(self, unit_id: UUID, reason: TextRef) -> None:
        life = self.unit(unit_id)
        self._unit_establishment_withdrawn(unit_id, reason, life.established_on if life.former else None)

    def _withdraw_last(self, unit_id: UUID, reason: TextRef) -> None:
        last = self.unit(unit_id).changes[-1]
        before = last.before
        self._unit_change_withdrawn(
            unit_id,
            last.kind,
            last.on,
            value_on(before.levels, last.on),
            value_on(before.cell_types, last.on),
            value_on(before.parents, last.on),
            reason,
        )

    # Replaying history runs the methods below again, so they check nothing.

    @event(CellTypesAdopted)
    def _cell_types_adopted(self, catalogue: Catalogue) -> None:
        self.catalogues.append(catalogue)

    @event(CellTypesWithdrawn)
    def _cell_types_withdrawn(self, version: str, effective_from: date, reason: TextRef) -> None:
        self.catalogues.pop()

    @event(LevelsAdopted)
    def _levels_adopted(self, levels: Levels) -> None:
        self.levels.append(levels)

    @event(LevelsWithdrawn)
    def _levels_withdrawn(self, version: str, effective_from: date, reason: TextRef) -> None:
        self.levels.pop()

    @event(UnitEstablished)
    def _unit_established(self, unit: NewUnit) -> None:
        self._tree.put(unit.unit_id, unit.life_from(unit.established_on))

    @event(UnitTypeChanged)
    def _unit_type_changed(self, unit_id: UUID, cell_type: str, effective_on: date) -> None:
        life = self._tree.units[unit_id]
        life.note(ChangeKind.TYPE_CHANGED, effective_on)
        life.cell_types = with_value(life.cell_types, effective_on, cell_type)

    @event(UnitLevelChanged)
    def _unit_level_changed(self, unit_id: UUID, level: str, effective_on: date) -> None:
        life = self._tree.units[unit_id]
        life.note(ChangeKind.LEVEL_CHANGED, effective_on)
        life.levels = with_value(life.levels, effective_on, level)

    @event(UnitMoved)
    def _unit_moved(self, unit_id: UUID, parent_id: UUID, effective_on: date) -> None:
        life = self._tree.units[unit_id]
        life.note(ChangeKind.MOVED, effective_on, self._tree.moved_with(unit_id, parent_id, effective_on))
        life.parents = with_value(life.parents, effective_on, parent_id)

    @event(UnitDissolved)
    def _unit_dissolved(self, unit_id: UUID, effective_on: date) -> None:
        life = self._tree.units[unit_id]
        life.note(ChangeKind.DISSOLVED, effective_on, life.merged_into or life.split_on(effective_on, unit_id))
        life.dissolved_on = effective_on

    @event(UnitSplit)
    def _unit_split(self, unit_id: UUID, principal_id: UUID, part_ids: list[UUID], effective_on: date) -> None:
        self._tree.units[unit_id].note(ChangeKind.SPLIT, effective_on, principal_id, part_ids)
        for part_id in part_ids:
            self._tree.units[part_id].made_by = unit_id

    @event(UnitsMerged)
    def _units_merged(self, unit_ids: list[UUID], successor_id: UUID, made: bool, effective_on: date) -> None:
        successor = self._tree.units[successor_id]
        successor.note(ChangeKind.MERGED, effective_on, others=unit_ids)
        successor.made_by = successor_id if made else successor.made_by
        for unit_id in unit_ids:
            self._tree.units[unit_id].merged_into = successor_id

    @event(UnitHandedOver)
    def _unit_handed_over(self, unit_id: UUID, with_id: UUID, to_keeper: str, effective_on: date) -> None:
        life = self._tree.units[unit_id]
        life.note(ChangeKind.HANDED_OVER, effective_on, with_id)
        life.handed_over_on, life.to_keeper = effective_on, to_keeper

    @event(UnitTakenOver)
    def _unit_taken_over(
        self,
        unit: NewUnit,
        from_keeper: str,
        at_position: int,
        effective_on: date,
        roll_as_of: date | None,
        roll: RollCounts | None,
        stocks: Stocks | None,
    ) -> None:
        self._tree.put_again(unit.unit_id, unit.life_from(effective_on))

    @event(UnitEstablishmentWithdrawn)
    def _unit_establishment_withdrawn(self, unit_id: UUID, reason: TextRef, since: date | None) -> None:
        self._tree.drop(unit_id)

    @event(UnitChangeWithdrawn)
    def _unit_change_withdrawn(
        self,
        unit_id: UUID,
        change: ChangeKind,
        effective_on: date,
        level: str | None,
        cell_type: str | None,
        parent_id: UUID | None,
        reason: TextRef,
    ) -> None:
        self._tree.units[unit_id].take_back()
