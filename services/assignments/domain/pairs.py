"""The rules over all pairs of a notice together that refuse it; what only warns stands in advice.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.assignments.domain.structure import Structure
from services.chassis.errors import Refused


@dataclass(frozen=True)
class Pair:
    """Who is to attend which cell, both days included.

    `own_cell_id`, and the committees that he sits on, as the issuing board declares them.
    """

    person_id: UUID
    cell_id: UUID
    from_on: date
    until_on: date
    own_cell_id: UUID | None = None
    sits_on: frozenset[UUID] = frozenset()


def check_pairs(pairs: Sequence[Pair], structure: Structure, issuer_id: UUID) -> None:
    """Refuse the notice for the first pair that is wrong; the field counts pairs from 0, the text from 1."""
    for wrong in wrong_pairs(pairs, structure, issuer_id):
        raise wrong


def wrong_pairs(pairs: Sequence[Pair], structure: Structure, issuer_id: UUID) -> Iterator[Refused]:
    """What is wrong with the pairs, one thing for each, and then what is there twice.

    A pair may begin before the day of issue: a yearly notice of mid-January usually counts from the first.
    """
    own_cells = {(pair.person_id, pair.own_cell_id) for pair in pairs}
    seats: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for pair in pairs:
        seats[pair.person_id] |= pair.sits_on
    for index, pair in enumerate(pairs):
        try:
            _check(index, pair, structure)
            if not any(issuer_id in structure.above(pair.cell_id, day) for day in (pair.from_on, pair.until_on)):
                raise Refused("cell_not_below_issuer", field=f"pairs.{index}.cell_id", pair=index + 1)
            if (pair.person_id, pair.cell_id) in own_cells:
                raise Refused("own_cell", field=f"pairs.{index}.cell_id", pair=index + 1)
            if seats[pair.person_id] & structure.between(pair.cell_id, issuer_id, pair.from_on):
                raise Refused("below_own_committee", field=f"pairs.{index}.cell_id", pair=index + 1)
        except Refused as wrong:
            yield wrong
    yield from _doubles(pairs)


def _check(index: int, pair: Pair, structure: Structure) -> None:
    if pair.from_on > pair.until_on:
        raise Refused("period_reversed", field=f"pairs.{index}.until_on", from_on=pair.from_on.isoformat())
    structure.require_cell(pair.cell_id, pair.from_on, field=f"pairs.{index}.cell_id")


def _doubles(pairs: Sequence[Pair]) -> Iterator[Refused]:
    """One observer may come to one cell in two periods of a year, but not twice on the same day."""
    seen: defaultdict[tuple[UUID, UUID], list[tuple[int, Pair]]] = defaultdict(list)
    for index, pair in enumerate(pairs):
        for first, former in seen[pair.person_id, pair.cell_id]:
            if pair.from_on <= former.until_on and former.from_on <= pair.until_on:
                yield Refused("pair_twice", field=f"pairs.{index}.cell_id", pair=index + 1, first=first + 1)
                break
        seen[pair.person_id, pair.cell_id].append((index, pair))
