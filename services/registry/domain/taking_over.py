"""Units that come from another keeper, as he handed them over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.chassis.errors import Refused
from services.registry.domain.life import UnitLife
from services.registry.domain.new_unit import NewUnit
from services.registry.domain.roll import RollCounts
from services.registry.domain.stocks import Stocks
from services.registry.domain.tree import Tree


@dataclass(frozen=True)
class Coming:
    """A unit as it was at the keeper that handed it over, with its people there; and the position of his event."""

    unit: NewUnit
    at_position: int
    roll_as_of: date | None = None
    roll: RollCounts | None = None
    stocks: Stocks | None = None


@dataclass(frozen=True)
class Arrival:
    """Units that come together on a day, the one above the others first, which comes under `unit.parent_id`."""

    from_keeper: str
    effective_on: date
    units: Sequence[Coming]

    def under(self, parent_id: UUID | None, code_prefix: str) -> Arrival:
        """The same with another parent of the first unit, and a prefix before all codes."""
        first = self.units[0].unit.unit_id
        return replace(
            self,
            units=[
                replace(
                    coming,
                    unit=replace(
                        coming.unit,
                        code=code_prefix + coming.unit.code,
                        parent_id=parent_id if coming.unit.unit_id == first else coming.unit.parent_id,
                    ),
                )
                for coming in self.units
            ],
        )

    def called_as_in(self, tree: Tree) -> Arrival:
        """The same with the codes that units had in the tree, if they were in it before: those stand for no others."""
        known = [tree.units.get(coming.unit.unit_id) for coming in self.units]
        units = [
            replace(coming, unit=replace(coming.unit, code=life.code)) if life else coming
            for coming, life in zip(self.units, known, strict=True)
        ]
        return replace(self, units=units)

    def check(self, tree: Tree) -> None:
        """Refuse units that are here, codes that are taken, and a place that is none."""
        for coming in self.units:
            if coming.unit.unit_id in tree.units:
                self._check_left(tree.units[coming.unit.unit_id])
            else:
                tree.check_code(coming.unit.code, field="code_prefix")
        first = self.units[0].unit
        if first.parent_id is None:
            tree.check_root(first.kind, self.effective_on, field="parent_id")
        else:
            tree.parent(first.parent_id, self.effective_on)

    def _check_left(self, life: UnitLife) -> None:
        """A unit comes back from whoever was given it, on a day on which it is no longer here."""
        if life.handed_over_on is None or self.effective_on < life.handed_over_on:
            raise Refused("unit_is_here", field="unit_id", unit=life.code)
