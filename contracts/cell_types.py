"""Which events of the registry tell what types of cells there are from a day on, by contract name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from contracts.registry import CellTypesAdopted, CellTypesWithdrawn


class Listed(NamedTuple):
    """What a catalogue lists that is in force from a day on; of two for one day the later told one counts."""

    from_on: date
    entries: Sequence[tuple[str, ...]]


def _types(body: bytes) -> Listed:
    told = CellTypesAdopted.model_validate_json(body)
    return Listed(told.effective_from, [(known.token, known.group) for known in told.types])


def _grassroots(body: bytes) -> Listed:
    told = CellTypesAdopted.model_validate_json(body)
    return Listed(
        told.effective_from, [(level,) for level in sorted({one.casefold() for one in told.grassroots_levels})]
    )


def _withdrawn(body: bytes) -> date:
    return CellTypesWithdrawn.model_validate_json(body).effective_from


GROUPS_OF_TYPES: Mapping[str, Callable[[bytes], Listed]] = {CellTypesAdopted.contract(): _types}
"""Each type of cells, and the reporting group in which it is counted."""

GRASSROOTS_LEVELS: Mapping[str, Callable[[bytes], Listed]] = {CellTypesAdopted.contract(): _grassroots}
"""The levels on which a committee is a grassroots one, in small letters."""

TAKEN_BACK: Mapping[str, Callable[[bytes], date]] = {CellTypesWithdrawn.contract(): _withdrawn}
"""From which day a catalogue was in force that is taken back."""
