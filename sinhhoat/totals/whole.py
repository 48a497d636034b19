"""Which units of a keeper stood below which in a quarter, as its parts tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from contracts.reporting import UnitPart


class Whole(NamedTuple):
    """All units that have a part in a keeper's figures, by id."""

    units: Mapping[UUID, UnitPart]

    @classmethod
    def of(cls, parts: Iterable[UnitPart]) -> Whole:
        return cls({part.unit_id: part for part in parts})

    def below(self) -> Iterator[UnitPart]:
        """The units that stood below the keeper's own."""
        return (unit for unit in self.units.values() if unit.above)

    def stood_in(self, unit: UnitPart, other: UUID) -> bool:
        """Whether a unit is the other one, or stood below it and nowhere else in the whole quarter."""
        if unit.unit_id == other:
            return True
        above = [self.units.get(unit_id) for unit_id in unit.above]
        return len(above) == 1 and above[0] is not None and self.stood_in(above[0], other)

    def is_branch(self, unit: UnitPart) -> bool:
        """Whether a unit stood directly below the keeper's own, and nowhere else."""
        return len(unit.above) == 1 and unit.above[0] in self.units and not self.units[unit.above[0]].above

    def stood_in_branches(self, unit: UnitPart) -> bool:
        """Whether a unit stood below one branch or another in the whole quarter, or is one."""
        above = [self.units[unit_id] for unit_id in unit.above if unit_id in self.units]
        whole = bool(above) and len(above) == len(unit.above)
        return self.is_branch(unit) or (whole and all(map(self.stood_in_branches, above)))
