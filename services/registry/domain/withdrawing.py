"""What may be taken back of the tree: the last change of a unit, and a unit on which nothing was built.

A split, a merger and a handing over are taken back whole or not at all. What would stand in the tree afterwards is
held against the rules of today: a committee that ended meanwhile takes nothing back under itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.registry.domain.catalogues import in_force_from
from services.registry.domain.cell_types import Catalogue
from services.registry.domain.levels import Levels
from services.registry.domain.life import Change, ChangeKind, UnitLife
from services.registry.domain.tree import Tree


@dataclass(frozen=True)
class Withdrawal:
    """What is to be taken back: the last changes of units, in this order, then the establishment of units.

    `ended`: those of the units that had ended by it, and go on.
    """

    changes: list[UUID]
    establishments: list[UUID]
    ended: list[UUID]

    @property
    def reverted(self) -> set[UUID]:
        """The units that it gives back or takes away; all others went on, before as after."""
        return {*self.establishments, *self.ended}


@dataclass(frozen=True)
class Withdrawals:
    """Decides over one tree and the catalogues of its keeper."""

    tree: Tree
    cell_types: Sequence[Catalogue]
    levels: Sequence[Levels]

    def of_unit(self, unit_id: UUID) -> None:
        """Refuse to take back a unit that a split or merger made, that was changed, or that ever had units below."""
        life = self.tree.unit(unit_id)
        if life.made_by is not None:
            raise Refused("part_of_a_whole", field="unit_id", unit=self.tree.unit(life.made_by).code)
        self._check_untouched(unit_id, life, moved=())

    def of_change(self, unit_id: UUID, kind: ChangeKind, on: date) -> Withdrawal:
        """What to take back with the last change of a unit, or a refusal."""
        life = self.tree.unit(unit_id)
        if kind is ChangeKind.SPLIT:
            return self._split(unit_id, life, on)
        last = self._last(life, kind, on)
        if kind is ChangeKind.MERGED:
            return self._merger(unit_id, life, last)
        if kind is ChangeKind.HANDED_OVER:
            return self._handing_over(unit_id, last, on)
        if last.with_id is not None:
            raise Refused("part_of_a_whole", field="unit_id", unit=self.tree.unit(last.with_id).code)
        self._check_stands(unit_id, life, life.changes[-1], taken_back=())
        ended = [unit_id] if kind is ChangeKind.DISSOLVED else []
        return Withdrawal([unit_id], [], ended)

    def _split(self, unit_id: UUID, life: UnitLife, on: date) -> Withdrawal:
        ends = life.last_kind is ChangeKind.DISSOLVED and life.changes[-1].with_id == unit_id
        last = life.changes[-2] if ends else life.changes[-1] if life.changes else None
        if last is None or (last.kind, last.on) != (ChangeKind.SPLIT, on):
            raise _not_the_last(life)
        parts = list(last.others)
        moved = [one for one in self._moved(unit_id, on) if self.tree.unit(one).parents[-1][1] in parts]
        for part_id in parts:
            part = self.tree.unit(part_id)
            if part.former is not None:  # It left and came back: only its coming back could go with the split.
                raise Refused("built_upon", field="unit_id", unit=part.code)
            self._check_untouched(part_id, part, moved)
        if ends:
            self._check_stands(unit_id, life, life.changes[-1], taken_back=())
        ended = [unit_id] if ends else []
        return Withdrawal([*ended, *moved, unit_id], parts, ended)

    def _merger(self, unit_id: UUID, life: UnitLife, last: Change) -> Withdrawal:
        ended = list(last.others)
        moved = [one for one in self._moved(unit_id, last.on) if self._came_from(one) in ended]
        for one in ended:
            self._check_stands(one, self.tree.unit(one), self.tree.unit(one).changes[-1], taken_back=ended)
        made = life.made_by == unit_id and len(life.changes) == 1  # What is merged into it later did not make it.
        if made:
            self._check_untouched(unit_id, life, moved, beside=1)
        return Withdrawal([*ended, *moved, unit_id], [unit_id] if made else [], ended)

    def _handing_over(self, unit_id: UUID, last: Change, on: date) -> Withdrawal:
        if last.with_id != unit_id:
            assert last.with_id is not None  # Every unit handed over names the one with which it was.
            raise Refused("part_of_a_whole", field="unit_id", unit=self.tree.unit(last.with_id).code)
        together = [
            one
            for one, life in self.tree.units.items()
            if life.last_kind is ChangeKind.HANDED_OVER and life.changes[-1].with_id == unit_id and life.ended_on == on
        ]
        for one in together:
            self._check_stands(one, self.tree.unit(one), self.tree.unit(one).changes[-1], taken_back=together)
        return Withdrawal(together, [], together)

    def _last(self, life: UnitLife, kind: ChangeKind, on: date) -> Change:
        if not life.changes or (life.changes[-1].kind, life.changes[-1].on) != (kind, on):
            raise _not_the_last(life)
        return life.changes[-1]

    def _moved(self, with_id: UUID, on: date) -> list[UUID]:
        """The units that moved with a split or merger, and have not changed since."""
        return [
            one
            for one, life in self.tree.units.items()
            if life.last_kind is ChangeKind.MOVED and (life.changes[-1].with_id, life.changes[-1].on) == (with_id, on)
        ]

    def _came_from(self, unit_id: UUID) -> UUID | None:
        """Its parent before its last change."""
        return self.tree.unit(unit_id).changes[-1].before.parents[-1][1]

    def _check_untouched(self, unit_id: UUID, life: UnitLife, moved: Sequence[UUID], beside: int = 0) -> None:
        """Refuse a unit on which something was built, but for those that moved under it and move back now."""
        if len(life.changes) > beside:
            raise Refused("built_upon", field="unit_id", unit=life.code)
        since = life.established_on if life.former is not None else date.min
        for one, below in self.tree.units.items():
            if below.was_under(unit_id, since) and one not in moved:
                raise Refused("built_upon", field="unit_id", unit=below.code)

    def _check_stands(self, unit_id: UUID, life: UnitLife, change: Change, taken_back: Sequence[UUID]) -> None:
        """Refuse where the unit, as it was before the change, could not be in the tree from that day on."""
        parent_id = change.before.parents[-1][1]
        if parent_id is None:
            self._check_root(unit_id, life)
        elif parent_id not in taken_back:
            parent = self.tree.parent(parent_id, max(change.on, self.tree.unit(parent_id).established_on))
            if change.kind is ChangeKind.MOVED and self.tree.stands_below(parent_id, unit_id, change.on, date.max):
                raise Refused("parent_in_own_subtree", field="unit_id", unit=parent.code)
        self._check_names(change)

    def _check_root(self, unit_id: UUID, life: UnitLife) -> None:
        for other_id, other in self.tree.units.items():
            if other.is_root and other_id != unit_id and life.established_on < other.ends_on and other.ended_on is None:
                raise Refused("root_already_there", field="unit_id", root=other.code)

    def _check_names(self, change: Change) -> None:
        """Refuse a type or level that a catalogue has dropped since."""
        cell_type, level = change.before.cell_types[-1][1], change.before.levels[-1][1]
        for types in in_force_from(self.cell_types, change.on):
            if cell_type is not None and not types.has(cell_type):
                raise Refused("cell_type_unknown", field="change", token=cell_type, version=types.version)
        for levels in in_force_from(self.levels, change.on):
            if level is not None and not levels.has(level):
                raise Refused("level_unknown", field="change", level=level, version=levels.version)


def _not_the_last(life: UnitLife) -> Refused:
    """Says what the last change is, or that there is none."""
    if not life.changes:
        return Refused("nothing_to_withdraw", field="change", unit=life.code)
    last = life.changes[-1]
    return Refused("not_the_last_change", field="change", unit=life.code, last=last.kind.value, day=last.on.isoformat())
