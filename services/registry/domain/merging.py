"""What a merger does: which unit continues, which end, and which move under the one that continues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.registry.domain.ids import id_of_unit
from services.registry.domain.life import UnitLife, value_on
from services.registry.domain.new_unit import NewUnit
from services.registry.domain.tree import Tree


@dataclass(frozen=True)
class Successor:
    """A unit to be made; what is None is as the first of the merged units has it."""

    code: str
    name: str
    level: str | None = None
    cell_type: str | None = None
    parent_id: UUID | None = None


@dataclass(frozen=True)
class Merger:
    """What is to happen; `made` is the successor where it is new."""

    successor_id: UUID
    made: NewUnit | None
    moves: list[UUID]


def plan_merger(
    tree: Tree, keeper: str, unit_ids: Sequence[UUID], into_id: UUID | None, into_new: Successor | None, on: date
) -> Merger:
    """Decide a merger into a unit that goes on or into a new one, or refuse it."""
    if (into_id is None) == (into_new is None):
        raise Refused("merge_into_one_or_the_other", field="into_id")
    least = 1 if into_id else 2
    if len(set(unit_ids)) != len(unit_ids) or into_id in unit_ids or len(unit_ids) < least:
        raise Refused("merged_units_unclear", field="unit_ids", least=least)
    lives = [tree.unit(one, field="unit_ids") for one in unit_ids]
    for life in lives:
        if life.is_root:
            raise Refused("root_cannot_merge", field="unit_ids", unit=life.code)
        life.check_end(on)
    if into_id is not None:
        made, successor_id = None, into_id
        successor = tree.unit(into_id, field="into_id")
        successor.check_change(on)
        _check_apart(tree, unit_ids, into_id, on, field="into_id")
    else:
        assert into_new is not None
        made = _made(tree, keeper, unit_ids, into_new, on)
        successor, successor_id = made.life_from(on), made.unit_id
    if len({life.kind for life in (*lives, successor)}) > 1:
        raise Refused("merge_of_kinds", field="unit_ids")
    return Merger(successor_id, made, _moves(tree, unit_ids, on))


def _moves(tree: Tree, unit_ids: Sequence[UUID], on: date) -> list[UUID]:
    """The units under those that end; one that ends itself moves nowhere."""
    moves: list[UUID] = []
    for unit_id in unit_ids:
        below = tree.below_on(unit_id, on)
        tree.check_nothing_below(unit_id, on, but=below)
        moves.extend(one for one in below if one not in unit_ids)
    for one in moves:
        tree.unit(one).check_change(on)
    return moves


def _made(tree: Tree, keeper: str, unit_ids: Sequence[UUID], new: Successor, on: date) -> NewUnit:
    first: UnitLife = tree.unit(unit_ids[0])
    parent_id = new.parent_id or first.parent_on(on)
    assert parent_id is not None  # Only the keeper's own committee has none, and it does not merge.
    tree.parent(parent_id, max(on, tree.unit(parent_id, field="into_new").established_on), field="into_new")
    _check_apart(tree, unit_ids, parent_id, on, field="into_new")
    return NewUnit(
        id_of_unit(keeper, new.code),
        new.code,
        new.name,
        first.kind,
        new.level or value_on(first.levels, on),
        new.cell_type or value_on(first.cell_types, on),
        parent_id,
        on,
    )


def _check_apart(tree: Tree, unit_ids: Sequence[UUID], unit_id: UUID, on: date, *, field: str) -> None:
    """Refuse a successor below a unit that ends in it: it would come to stand below itself."""
    for ended in unit_ids:
        if tree.stands_below(unit_id, ended, on, date.max):
            raise Refused("merge_of_units_below", field=field, unit=tree.unit(ended).code)
