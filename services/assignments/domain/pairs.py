"""The rules over all pairs of a notice together that refuse it; what only warns stands in advice.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
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


FIELDS: Mapping[str, str] = {"own_cell": "own_cell_id", "below_own_committee": "sits_on"}
"""What is wrong with a pair that joins a notice -> the field of the command that says so."""


def check_joining(joining: Pair, others: Sequence[Pair], structure: Structure, issuer_id: UUID) -> None:
    """Refuse a pair that joins a notice in force for what is wrong with it, or with the observer's `others` under it.

    His own cell and the committees that he sits on are told of the new pair and count for all of them.
    """
    for wrong in wrong_pairs([joining], structure, issuer_id):
        raise Refused(wrong.code, field=FIELDS.get(wrong.code, "replaced_on"), **wrong.numbers)
    for other in others:
        if other.cell_id == joining.own_cell_id:
            raise Refused("own_cell_among_others", field="own_cell_id", cell_id=str(other.cell_id))
        if _below_a_seat(other, joining.sits_on, structure, issuer_id):
            raise Refused("below_own_committee_among_others", field="sits_on", cell_id=str(other.cell_id))


def _below_a_seat(pair: Pair, seats: Set[UUID], structure: Structure, issuer_id: UUID) -> bool:
    """Whether the cell stands below a committee on which he sits, on the first day of the pair."""
    return bool(seats & structure.between(pair.cell_id, issuer_id, pair.from_on))


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
            if _below_a_seat(pair, seats[pair.person_id], structure, issuer_id):
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
