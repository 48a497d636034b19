"""The use cases of the registry: load, decide, save; a module for the tree, for each unit's own facts, for people."""

from __future__ import annotations

from dataclasses import dataclass

from services.registry.application.access import AccessHere
from services.registry.application.matters import MattersHere
from services.registry.application.people import PeopleHere
from services.registry.application.structure import StructureHere
from services.registry.application.units import UnitsHere

__all__ = ["AccessHere", "MattersHere", "PeopleHere", "Registry", "StructureHere", "UnitsHere"]


@dataclass(frozen=True)
class Registry:
    """All use cases of one keeper, for the subscribers to choose from."""

    structure: StructureHere
    units: UnitsHere
    people: PeopleHere
    access: AccessHere
    matters: MattersHere
