"""Which events of the registry tell where units stand: whoever keeps a tree reads it from these, by contract name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.registry import (
    UnitChangeWithdrawn,
    UnitEstablished,
    UnitEstablishmentWithdrawn,
    UnitMoved,
    UnitTakenOver,
)


class Place(NamedTuple):
    """Below which unit another one stands from a day on; None: below no other, it is its keeper's own committee."""

    unit_id: UUID
    parent_id: UUID | None
    from_on: date


class NeverThere(NamedTuple):
    """A unit was never at the keeper: on no day, or, where it had been there before, not from a day on."""

    unit_id: UUID
    since: date | None


def _established(body: bytes) -> Sequence[Place]:
    told = UnitEstablished.model_validate_json(body)
    return [Place(told.unit_id, told.parent_id, told.established_on)]


def _moved(body: bytes) -> Sequence[Place]:
    told = UnitMoved.model_validate_json(body)
    return [Place(told.unit_id, told.parent_id, told.effective_on)]


def _taken_over(body: bytes) -> Sequence[Place]:
    told = UnitTakenOver.model_validate_json(body)
    return [Place(told.unit_id, told.parent_id, told.effective_on)]


def _stands_again(body: bytes) -> Sequence[Place]:
    told = UnitChangeWithdrawn.model_validate_json(body)
    return [Place(told.unit_id, told.parent_id, told.effective_on)]


def _withdrawn(body: bytes) -> NeverThere:
    told = UnitEstablishmentWithdrawn.model_validate_json(body)
    return NeverThere(told.unit_id, told.since)


PLACES: Mapping[str, Callable[[bytes], Sequence[Place]]] = {
    UnitEstablished.contract(): _established,
    UnitMoved.contract(): _moved,
    UnitTakenOver.contract(): _taken_over,
    UnitChangeWithdrawn.contract(): _stands_again,
}
"""Contract -> the places that the body of such an event tells of."""

NEVER_THERE: Mapping[str, Callable[[bytes], NeverThere]] = {UnitEstablishmentWithdrawn.contract(): _withdrawn}
"""Contract -> the unit that, such an event tells, was never there: what was told of its places is void."""
