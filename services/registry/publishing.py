"""What the world is told of each thing that happens to units; pure, called when the event is stored."""

from __future__ import annotations

from dataclasses import asdict
from functools import singledispatch

from eventsourcing.domain import DomainEvent

from contracts import registry as contract
from contracts.message import Event
from contracts.texts import TextRef
from services.registry.domain import Structure, Unit


@singledispatch
def to_contract(happened: DomainEvent) -> Event | None:
    """The message of a domain event, or None with a reason; an event unknown here is an error of the command."""
    raise NotImplementedError(type(happened).__qualname__)


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
def _(opened: Unit.Opened) -> None:
    """Not published: that the unit is there, its Structure has told in the same command."""


@to_contract.register
def _(ended: Unit.Ended) -> None:
    """Not published: that the unit is no more, its Structure has told in the same command."""


@to_contract.register
def _(renamed: Unit.Renamed) -> contract.UnitRenamed:
    return contract.UnitRenamed(unit_id=renamed.originator_id, name=renamed.name, effective_on=renamed.effective_on)


@to_contract.register
def _(reported: Unit.RollReported) -> contract.RollReported:
    return contract.RollReported(
        unit_id=reported.originator_id,
        as_of=reported.as_of,
        counts=contract.RollCounts(**asdict(reported.counts)),
    )


@to_contract.register
def _(withdrawn: Unit.RollWithdrawn) -> contract.RollWithdrawn:
    return contract.RollWithdrawn(
        unit_id=withdrawn.originator_id,
        as_of=withdrawn.as_of,
        reason=TextRef(
            text_id=withdrawn.reason.text_id,
            sha256=withdrawn.reason.sha256,
            same_text_as=withdrawn.reason.same_text_as,
        ),
    )
