"""What a split does: which units it makes, which move under them, and whether the original ends."""

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
class Part:
    """A unit to be made; what is None is as the original has it. `takes`: units under the original that it gets."""

    code: str
    name: str
    level: str | None = None
    cell_type: str | None = None
    takes: Sequence[UUID] = ()


@dataclass(frozen=True)
class Split:
    """What is to happen; `moves`: (unit, its new parent)."""

    parts: list[NewUnit]
    principal_id: UUID
    moves: list[tuple[UUID, UUID]]
    ends: bool


def plan_split(tree: Tree, keeper: str, unit_id: UUID, parts: Sequence[Part], principal_code: str, on: date) -> Split:
    """Decide a split, or refuse it. The codes of parts are checked against each other, not yet against the tree.

    The principal successor is one of the parts, and the original ends, or the original itself, and it goes on. Units
    below that no part takes come under the principal successor.
    """
    life = tree.unit(unit_id)
    if life.is_root:
        raise Refused("root_cannot_split", field="unit_id")
    life.check_end(on)
    ids = _ids(keeper, life, unit_id, parts)
    if principal_code.casefold() not in ids:
        raise Refused("principal_unknown", field="principal_code", principal=principal_code)
    principal_id = ids[principal_code.casefold()]
    ends = principal_id != unit_id
    if ends and len(parts) == 1:
        raise Refused("split_into_one", field="parts")
    below = tree.below_on(unit_id, on)
    tree.check_nothing_below(unit_id, on, but=below)
    parents = _takers(below, parts, ids)
    moves = [(one, parents.get(one, principal_id)) for one in below if one in parents or ends]
    for one, _ in moves:
        tree.unit(one).check_change(on)
    return Split([_made(life, part, ids, on) for part in parts], principal_id, moves, ends)


def _ids(keeper: str, life: UnitLife, unit_id: UUID, parts: Sequence[Part]) -> dict[str, UUID]:
    """Code in small letters -> id, of the original and the parts."""
    ids = {life.code.casefold(): unit_id}
    for part in parts:
        if part.code.casefold() in ids:
            raise Refused("unit_code_taken", field="parts", taken=part.code)
        ids[part.code.casefold()] = id_of_unit(keeper, part.code)
    return ids


def _takers(below: Sequence[UUID], parts: Sequence[Part], ids: dict[str, UUID]) -> dict[UUID, UUID]:
    """Unit below -> the part that takes it."""
    takers: dict[UUID, UUID] = {}
    for part in parts:
        for taken in part.takes:
            if taken not in below:
                raise Refused("taken_from_elsewhere", field="parts", part=part.code)
            if taken in takers:
                raise Refused("taken_twice", field="parts", part=part.code)
            takers[taken] = ids[part.code.casefold()]
    return takers


def _made(life: UnitLife, part: Part, ids: dict[str, UUID], on: date) -> NewUnit:
    return NewUnit(
        ids[part.code.casefold()],
        part.code,
        part.name,
        life.kind,
        part.level or value_on(life.levels, on),
        part.cell_type or value_on(life.cell_types, on),
        life.parent_on(on),
        on,
    )
