"""What the world is told of each thing that happens to the tree."""

from __future__ import annotations

from dataclasses import asdict

from contracts import registry as contract
from services.registry.domain import Structure
from services.registry.publishing.telling import to_contract


@to_contract.register
def _(opened: Structure.Opened) -> None:
    """Not published: the tree is empty until the first unit is told of."""


@to_contract.register
def _(adopted: Structure.CellTypesAdopted) -> contract.CellTypesAdopted:
    return contract.CellTypesAdopted.model_validate(asdict(adopted.catalogue))


@to_contract.register
def _(established: Structure.UnitEstablished) -> contract.UnitEstablished:
    unit = established.unit
    return contract.UnitEstablished(
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind.value,
        level=unit.level,
        cell_type=unit.cell_type,
        parent_id=unit.parent_id,
        established_on=unit.established_on,
    )


@to_contract.register
def _(changed: Structure.UnitTypeChanged) -> contract.UnitTypeChanged:
    return contract.UnitTypeChanged(
        unit_id=changed.unit_id, cell_type=changed.cell_type, effective_on=changed.effective_on
    )


@to_contract.register
def _(moved: Structure.UnitMoved) -> contract.UnitMoved:
    return contract.UnitMoved(unit_id=moved.unit_id, parent_id=moved.parent_id, effective_on=moved.effective_on)


@to_contract.register
def _(dissolved: Structure.UnitDissolved) -> contract.UnitDissolved:
    return contract.UnitDissolved(unit_id=dissolved.unit_id, effective_on=dissolved.effective_on)
