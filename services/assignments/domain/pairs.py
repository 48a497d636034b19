"""The rules over all pairs of a notice together: what is refused, and what only warns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.assignments.domain.structure import Structure
from services.chassis.errors import Refused

MOST_SHOWN = 200  # A reply is bounded; the counts beside the list are whole.


@dataclass(frozen=True)
class Pair:
    """Who is to attend which cell, both days included; `own_cell_id` as the issuing board declares it."""

    person_id: UUID
    cell_id: UUID
    from_on: date
    until_on: date
    own_cell_id: UUID | None = None


@dataclass(frozen=True)
class GroupsPolicy:
    """In how many reporting groups other than his own's an observer should have cells; fewer warn, never refuse."""

    version: str
    least: int


@dataclass(frozen=True)
class FewGroups:
    """An observer whose cells lie in fewer groups than the policy asks for; a cell whose group is not known counts."""

    person_id: UUID
    cells: int
    groups: int


def check_pairs(pairs: Sequence[Pair], structure: Structure) -> None:
    """Refuse the notice for the first pair that is wrong; the field counts pairs from 0, the text from 1.

    A pair may begin before the day of issue: a yearly notice of mid-January usually counts from the first.
    """
    own_cells = {(pair.person_id, pair.own_cell_id) for pair in pairs}
    for index, pair in enumerate(pairs):
        if pair.from_on > pair.until_on:
            raise Refused("period_reversed", field=f"pairs.{index}.until_on", from_on=pair.from_on.isoformat())
        if (pair.person_id, pair.cell_id) in own_cells:
            raise Refused("own_cell", field=f"pairs.{index}.cell_id", pair=index + 1)
        structure.require_cell(pair.cell_id, pair.from_on, field=f"pairs.{index}.cell_id")
    _check_doubles(pairs)


def few_groups(pairs: Sequence[Pair], structure: Structure, policy: GroupsPolicy) -> list[FewGroups]:
    """The observers who would see too few kinds of cells, in the order in which the notice names them."""
    of_person: defaultdict[UUID, list[Pair]] = defaultdict(list)
    for pair in pairs:
        of_person[pair.person_id].append(pair)
    counted = (_count(person_id, own, structure) for person_id, own in of_person.items())
    return [few for few in counted if few.groups < policy.least]


def _count(person_id: UUID, pairs: Sequence[Pair], structure: Structure) -> FewGroups:
    own = {structure.group(pair.own_cell_id, pair.from_on) for pair in pairs if pair.own_cell_id is not None}
    cells = {pair.cell_id: structure.group(pair.cell_id, pair.from_on) for pair in pairs}
    known = {group for group in cells.values() if group is not None} - own
    # A cell of a group that is not known may be of any: it must not raise a warning that could be wrong.
    unknown = sum(group is None for group in cells.values())
    return FewGroups(person_id, cells=len(cells), groups=len(known) + unknown)


def _check_doubles(pairs: Sequence[Pair]) -> None:
    """One observer may come to one cell in two periods of a year, but not twice on the same day."""
    seen: defaultdict[tuple[UUID, UUID], list[tuple[int, Pair]]] = defaultdict(list)
    for index, pair in enumerate(pairs):
        for first, former in seen[pair.person_id, pair.cell_id]:
            if pair.from_on <= former.until_on and former.from_on <= pair.until_on:
                raise Refused("pair_twice", field=f"pairs.{index}.cell_id", pair=index + 1, first=first + 1)
        seen[pair.person_id, pair.cell_id].append((index, pair))
