"""What the world is told of each thing that happens to the tree."""

from __future__ import annotations

from dataclasses import asdict

from contracts import registry as contract
from services.chassis.telling import alike
from services.registry.domain import Stocks, Structure
from services.registry.publishing.handed_over import people_handed_over
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


@to_contract.register
def _(adopted: Structure.LevelsAdopted) -> contract.UnitLevelsAdopted:
    return contract.UnitLevelsAdopted.model_validate(asdict(adopted.levels))


@to_contract.register
def _(changed: Structure.UnitLevelChanged) -> contract.UnitLevelChanged:
    return contract.UnitLevelChanged(unit_id=changed.unit_id, level=changed.level, effective_on=changed.effective_on)


@to_contract.register
def _(split: Structure.UnitSplit) -> contract.UnitSplit:
    return contract.UnitSplit(
        unit_id=split.unit_id,
        principal_id=split.principal_id,
        part_ids=split.part_ids,
        effective_on=split.effective_on,
    )


@to_contract.register
def _(merged: Structure.UnitsMerged) -> contract.UnitsMerged:
    return contract.UnitsMerged(
        unit_ids=merged.unit_ids, successor_id=merged.successor_id, effective_on=merged.effective_on
    )


@to_contract.register
def _(handed: Structure.UnitHandedOver) -> contract.UnitHandedOver:
    return contract.UnitHandedOver(unit_id=handed.unit_id, to_keeper=handed.to_keeper, effective_on=handed.effective_on)


@to_contract.register
def _(taken: Structure.UnitTakenOver) -> contract.UnitTakenOver:
    return contract.UnitTakenOver(
        from_keeper=taken.from_keeper,
        at_position=taken.at_position,
        effective_on=taken.effective_on,
        roll_as_of=taken.roll_as_of,
        roll=contract.RollCounts(**asdict(taken.roll)) if taken.roll else None,
        **people_handed_over(taken.stocks or Stocks()),
        **{**asdict(taken.unit), "kind": taken.unit.kind.value},
    )


@to_contract.register
def _(withdrawn: Structure.UnitEstablishmentWithdrawn) -> contract.UnitEstablishmentWithdrawn:
    return alike(contract.UnitEstablishmentWithdrawn, withdrawn)


@to_contract.register
def _(withdrawn: Structure.UnitChangeWithdrawn) -> contract.UnitChangeWithdrawn:
    return alike(contract.UnitChangeWithdrawn, withdrawn)


@to_contract.register
def _(withdrawn: Structure.CellTypesWithdrawn) -> contract.CellTypesWithdrawn:
    return alike(contract.CellTypesWithdrawn, withdrawn)


@to_contract.register
def _(withdrawn: Structure.LevelsWithdrawn) -> contract.UnitLevelsWithdrawn:
    return alike(contract.UnitLevelsWithdrawn, withdrawn)
