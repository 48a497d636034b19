"""A unit as it enters a keeper's tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from services.registry.domain.life import UnitKind, UnitLife


@dataclass(frozen=True)
class NewUnit:
    """A unit as it is established; the name is a label, later names stand in the unit's own history."""

    TOPIC: ClassVar[str] = "registry.NewUnit"
    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UUID | None
    established_on: date

    def life_from(self, day: date) -> UnitLife:
        """What the tree knows of it, at this keeper from a day on."""
        life = UnitLife(
            self.code,
            self.kind,
            established_on=day,
            changed_on=day,
            parents=[(day, self.parent_id)],
            cell_types=[(day, self.cell_type)],
            levels=[(day, self.level)],
        )
        life.entered_as = self.name
        return life
