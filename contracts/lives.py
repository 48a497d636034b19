"""Which events of the registry tell since when and until when units are at a keeper, and as what, by contract name.

Whoever asks which units there are on a day reads it from these; splits, mergers and hand-overs are among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from contracts.places import NEVER_THERE
from contracts.registry import (
    UnitChangeWithdrawn,
    UnitDissolved,
    UnitEstablished,
    UnitHandedOver,
    UnitLevelChanged,
    UnitNameWithdrawn,
    UnitRenamed,
    UnitTakenOver,
    UnitTypeChanged,
)

__all__ = [
    "BEGINNINGS",
    "CODES",
    "ENDS",
    "LEVELS",
    "NAMES",
    "NEVER_THERE",
    "TYPES",
    "Beginning",
    "Called",
    "Coded",
    "End",
    "Levelled",
    "Typed",
]


class Beginning(NamedTuple):
    """A unit is at the keeper from a day on: established there, or taken over."""

    unit_id: UUID
    kind: str
    from_on: date


class End(NamedTuple):
    """The first day on which a unit is no longer at the keeper; None: that it ended was a mistake, it goes on."""

    unit_id: UUID
    until_on: date | None


class Typed(NamedTuple):
    """Of which type a cell is from a day on; of two for one day the later told one counts."""

    unit_id: UUID
    from_on: date
    cell_type: str


class Levelled(NamedTuple):
    """On which level a unit is from a day on, or on none; of two for one day the later told one counts."""

    unit_id: UUID
    from_on: date
    level: str | None


class Called(NamedTuple):
    """What a unit is called from a day on; of two for one day the later told one counts."""

    unit_id: UUID
    from_on: date
    name: str


class Coded(NamedTuple):
    """Under which code a unit is registered from a day on; of two for one day the later told one counts."""

    unit_id: UUID
    from_on: date
    code: str


def _established(body: bytes) -> Beginning:
    told = UnitEstablished.model_validate_json(body)
    return Beginning(told.unit_id, told.kind, told.established_on)


def _taken_over(body: bytes) -> Beginning:
    told = UnitTakenOver.model_validate_json(body)
    return Beginning(told.unit_id, told.kind, told.effective_on)


def _dissolved(body: bytes) -> End:
    told = UnitDissolved.model_validate_json(body)
    return End(told.unit_id, told.effective_on)


def _handed_over(body: bytes) -> End:
    told = UnitHandedOver.model_validate_json(body)
    return End(told.unit_id, told.effective_on)


def _end_withdrawn(body: bytes) -> End | None:
    told = UnitChangeWithdrawn.model_validate_json(body)
    return End(told.unit_id, None) if told.change in {"dissolved", "handed_over"} else None


def _first_type(body: bytes) -> Typed | None:
    told = UnitEstablished.model_validate_json(body)
    return Typed(told.unit_id, told.established_on, told.cell_type) if told.cell_type else None


def _type_since(event: type[UnitTakenOver | UnitTypeChanged | UnitChangeWithdrawn]) -> Callable[[bytes], Typed | None]:
    def read(body: bytes) -> Typed | None:
        told = event.model_validate_json(body)
        return Typed(told.unit_id, told.effective_on, told.cell_type) if told.cell_type else None

    return read


def _first_level(body: bytes) -> Levelled:
    told = UnitEstablished.model_validate_json(body)
    return Levelled(told.unit_id, told.established_on, told.level)


def _level_since(event: type[UnitTakenOver | UnitLevelChanged | UnitChangeWithdrawn]) -> Callable[[bytes], Levelled]:
    def read(body: bytes) -> Levelled:
        told = event.model_validate_json(body)
        return Levelled(told.unit_id, told.effective_on, told.level)

    return read


def _first_name(body: bytes) -> Called:
    told = UnitEstablished.model_validate_json(body)
    return Called(told.unit_id, told.established_on, told.name)


def _name_since(event: type[UnitTakenOver | UnitRenamed | UnitNameWithdrawn]) -> Callable[[bytes], Called]:
    def read(body: bytes) -> Called:
        told = event.model_validate_json(body)
        return Called(told.unit_id, told.effective_on, told.name)

    return read


def _first_code(body: bytes) -> Coded:
    told = UnitEstablished.model_validate_json(body)
    return Coded(told.unit_id, told.established_on, told.code)


def _code_brought(body: bytes) -> Coded:
    told = UnitTakenOver.model_validate_json(body)
    return Coded(told.unit_id, told.effective_on, told.code)


BEGINNINGS: Mapping[str, Callable[[bytes], Beginning]] = {
    UnitEstablished.contract(): _established,
    UnitTakenOver.contract(): _taken_over,
}

ENDS: Mapping[str, Callable[[bytes], End | None]] = {
    UnitDissolved.contract(): _dissolved,
    UnitHandedOver.contract(): _handed_over,
    UnitChangeWithdrawn.contract(): _end_withdrawn,
}

TYPES: Mapping[str, Callable[[bytes], Typed | None]] = {
    UnitEstablished.contract(): _first_type,
    UnitTakenOver.contract(): _type_since(UnitTakenOver),
    UnitTypeChanged.contract(): _type_since(UnitTypeChanged),
    UnitChangeWithdrawn.contract(): _type_since(UnitChangeWithdrawn),
}

LEVELS: Mapping[str, Callable[[bytes], Levelled]] = {
    UnitEstablished.contract(): _first_level,
    UnitTakenOver.contract(): _level_since(UnitTakenOver),
    UnitLevelChanged.contract(): _level_since(UnitLevelChanged),
    UnitChangeWithdrawn.contract(): _level_since(UnitChangeWithdrawn),
}

NAMES: Mapping[str, Callable[[bytes], Called]] = {
    UnitEstablished.contract(): _first_name,
    UnitTakenOver.contract(): _name_since(UnitTakenOver),
    UnitRenamed.contract(): _name_since(UnitRenamed),
    UnitNameWithdrawn.contract(): _name_since(UnitNameWithdrawn),
}

CODES: Mapping[str, Callable[[bytes], Coded]] = {
    UnitEstablished.contract(): _first_code,
    UnitTakenOver.contract(): _code_brought,
}
