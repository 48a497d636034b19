"""What may become of one unit from a day on: another type, level, parent or keeper. Nothing here changes a unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.registry.domain.life import Value
from services.registry.domain.named import Named
from services.registry.domain.tree import Tree


def check_type_change(tree: Tree, named: Named, unit_id: UUID, cell_type: str, on: date) -> None:
    """Refuse a type that cells may not have from that day on, and the one that it has."""
    life = tree.unit(unit_id)
    named.check_type(life.kind, cell_type, on)
    life.check_change(on)
    _check_another(life.cell_types, cell_type, field="cell_type")


def check_level_change(tree: Tree, named: Named, unit_id: UUID, level: str, on: date) -> None:
    """The same for a level."""
    life = tree.unit(unit_id)
    named.check_level(level, on)
    life.check_change(on)
    _check_another(life.levels, level, field="level")


def check_move(tree: Tree, unit_id: UUID, parent_id: UUID, on: date) -> None:
    """Refuse to move the topmost unit, and to put any under what is no committee, its own parent or below itself."""
    life = tree.unit(unit_id)
    if life.is_root:
        raise Refused("root_cannot_move", field="unit_id")
    life.check_change(on)
    tree.parent(parent_id, on)
    _check_another(life.parents, parent_id, field="parent_id")
    if tree.stands_below(parent_id, unit_id, on, date.max):
        raise Refused("parent_in_own_subtree", field="parent_id", unit=life.code)


def plan_handing_over(tree: Tree, keeper: str, unit_id: UUID, to_keeper: str, on: date) -> list[UUID]:
    """The units that go from this keeper to another, from the top down; refused where one of them may not end here."""
    tree.unit(unit_id)
    if to_keeper == keeper:
        raise Refused("keeper_is_own", field="to_keeper", keeper=to_keeper)
    whole = list(tree.whole(unit_id, on))
    for one in whole:
        tree.unit(one).check_end(on)
    return whole


def _check_another(values: Sequence[tuple[date, Value]], value: Value, *, field: str) -> None:
    if values[-1][1] == value:
        raise Refused("nothing_changed", field=field)
